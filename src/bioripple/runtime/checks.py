"""What the functions that people call say about arguments of a wrong kind.

A mistake of the caller is a `TypeError` or a `ValueError` that names the argument, what
was found and what was expected; `Refused` and `Failed` speak of models.
"""

import math
import numbers
import os
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import numpy as np

from bioripple.arrays import Floats


def check_kind(value: object, kind: type, name: str, origin: str) -> None:
    """Make sure that an argument is what another function returns."""
    if not isinstance(value, kind):
        raise TypeError(
            f"{name}: expected the {kind.__name__} that {origin} returns, "
            f"found {_kind(value)}"
        )


def check_content(value: object) -> bytes:
    """Return the content of a file; a path or a text is not taken for one."""
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, os.PathLike):
        advice = "; read it first: Path(…).read_bytes()"
    elif isinstance(value, str):
        advice = "; read a file with Path(…).read_bytes(), or encode its text"
    else:
        advice = ""
    raise TypeError(
        f"content: expected the bytes of an SBML file, found {_kind(value)}{advice}"
    )


def check_time(value: Any, name: str, *, positive: bool = False) -> float:
    """Return a finite time ≥ 0, or > 0."""
    time = _real(value, name)
    if not math.isfinite(time) or time < 0.0 or (positive and time == 0.0):
        sign = "> 0" if positive else "≥ 0"
        raise ValueError(f"{name}: expected a finite time {sign}, found {time}")
    return time


def check_times(values: Any) -> tuple[float, ...]:
    """Return increasing times ≥ 0, the last of which is > 0."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise TypeError(
            f"times: expected a list of times, such as [10.0]; found {_kind(values)}"
        )
    times = tuple(check_time(value, "times") for value in values)
    if not times or times[-1] == 0.0:
        raise ValueError(f"times: expected at least one time > 0, found {list(times)}")
    for before, after in pairwise(times):
        if not before < after:
            raise ValueError(
                f"times: expected increasing times, found {after} after {before}"
            )
    return times


def check_tolerance(value: Any, name: str) -> float:
    """Return a finite tolerance > 0."""
    tolerance = _real(value, name)
    if not 0.0 < tolerance < math.inf:
        raise ValueError(f"{name}: expected a finite tolerance > 0, found {tolerance}")
    return tolerance


def check_vector(value: Any, name: str, *, size: int | None = None) -> Floats:
    """Return numbers as an array of shape (n,)."""
    vector = _floats(value, name)
    if vector.ndim != 1 or size not in (None, len(vector)):
        shape = "(n,)" if size is None else f"({size},)"
        raise ValueError(f"{name}: expected shape {shape}, found {vector.shape}")
    return vector


def check_square(value: Any, name: str) -> Floats:
    """Return numbers as an array of shape (n, n)."""
    matrix = _floats(value, name)
    if matrix.ndim != 2 or matrix.shape[0] != matrix.shape[1]:
        raise ValueError(f"{name}: expected shape (n, n), found {matrix.shape}")
    return matrix


def _real(value: Any, name: str) -> float:
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    if isinstance(value, bool | np.bool_) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name}: expected a number, found {_kind(value)}")
    return float(value)


def _floats(value: Any, name: str) -> Floats:
    try:
        array = np.asarray(value)
    except ValueError:  # rows of different lengths
        raise ValueError(f"{name}: expected rows of the same length") from None
    if array.size and array.dtype.kind not in "iuf":
        raise TypeError(f"{name}: expected an array of numbers, found {_kind(value)}")
    return array.astype(np.float64, copy=False)


def _kind(value: object) -> str:
    if value is None or isinstance(value, str | int | float | complex):
        shown = repr(value)
        return shown if len(shown) <= 80 else f"{shown[:80]}…"
    kind = type(value)
    module = kind.__module__.split(".")[0]
    name = kind.__name__ if module == "builtins" else f"{module}.{kind.__name__}"
    return f"{name} of {value.dtype}" if isinstance(value, np.ndarray) else name
