"""What operators and functions are in double precision: fast, and as IEEE has them.

The fast ones raise where IEEE's arithmetic yields infinity or NaN.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from bioripple.symbolic.arithmetic import BINARY, UNARY

PREFIX = {"neg": "(-{})", "not": "(1.0 if not {} else 0.0)"}
INFIX = {
    "div": "({} / {})",
    "lt": "(1.0 if {} < {} else 0.0)",
    "le": "(1.0 if {} <= {} else 0.0)",
    "eq": "(1.0 if {} == {} else 0.0)",
    "and": "(1.0 if {} and {} else 0.0)",
    "or": "(1.0 if {} or {} else 0.0)",
    "if": "({1} if {0} else {2})",
}
# What numpy calls the functions that it has under another name.
NUMPY_NAMES = {
    "ln": "log",
    "pow": "power",
    "min": "fmin",
    "max": "fmax",
    "asin": "arcsin",
    "acos": "arccos",
    "atan": "arctan",
    "asinh": "arcsinh",
    "acosh": "arccosh",
    "atanh": "arctanh",
}


def _divide(numerator: float, denominator: float) -> float:
    try:
        return numerator / denominator
    except ZeroDivisionError:
        if numerator == 0.0 or math.isnan(numerator):
            return math.nan
        return math.copysign(math.inf, numerator) * math.copysign(1.0, denominator)


def _ieee(function: Any) -> Callable[..., float]:
    """Return a scalar function with numpy's, that is IEEE's, special values."""

    def safe(*values: float) -> float:
        with np.errstate(all="ignore"):
            return float(function(*values))

    return safe


def _factorial(value: float) -> float:
    try:
        return math.gamma(value + 1.0)
    except ValueError:  # a pole, at the negative whole numbers
        return math.nan
    except OverflowError:
        return math.inf


FAST: dict[str, Any] = {
    **{
        name: function
        for name, function in {**UNARY, **BINARY}.items()
        if name not in INFIX and name not in PREFIX
    },
    "floor": lambda value: float(math.floor(value)),
    "ceil": lambda value: float(math.ceil(value)),
}
IEEE: dict[str, Any] = {
    "abs": abs,
    "divide": _divide,
    "factorial": _factorial,
    **{
        name: _ieee(getattr(np, NUMPY_NAMES.get(name, name)))
        for name in FAST
        if name not in ("abs", "factorial")
    },
}
