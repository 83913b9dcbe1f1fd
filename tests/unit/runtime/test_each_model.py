"""What is computed of each model, and what is said of those that it fails for."""

import ctypes
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bioripple.errors import Failed, Refused
from bioripple.runtime.each_model import (
    Gathered,
    arrays_of,
    of_each,
    write_lost,
)
from bioripple.runtime.files import sha256, write_arrays
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Record
from bioripple.runtime.rows import read_rows

LIMITS = Limits(seconds=1.0, memory_mb=500)


def fail(error: Exception) -> Callable[[], Any]:
    def raised() -> None:
        raise error

    return raised


BAD: dict[str, tuple[Callable[[], Any], str]] = {
    "refused": (fail(Refused("a delay")), "a delay"),
    "failed": (fail(Failed("no\nstate")), "no state"),
    "overflow": (lambda: float(10**400), "its numbers went wrong (OverflowError"),
    "matrix": (lambda: np.linalg.inv(np.zeros((2, 2))), "LinAlgError: Singular"),
    "slow": (lambda: time.sleep(60), "ran longer than 1 s"),
    "greedy": (lambda: bytearray(4 * 1024**3), "needed more than 500 MiB"),
    "crash": (lambda: ctypes.string_at(0), "the process crashed with SIGSEGV"),
    "deep": (lambda: deep(0), "nested too deep"),
}
GOOD = {f"m{k}": k for k in range(4)}


def deep(level: int) -> int:
    return deep(level + 1) + 1


def compute(model: str) -> Any:
    if model in BAD:
        return BAD[model][0]()
    # as it would be were it the first: nothing of another model stays
    rng = np.random.default_rng(GOOD[model])
    return np.linalg.inv(rng.normal(size=(50, 50)))


@pytest.mark.parametrize("workers", [1, 2])
def test_sound_models_get_what_they_get_without_the_others(workers: int) -> None:
    alone = of_each(GOOD, compute, limits=LIMITS, workers=workers)
    assert alone.lost == {}
    mixed = [name for pair in zip(BAD, [*GOOD, *GOOD], strict=True) for name in pair]
    mixed = list(dict.fromkeys(mixed))
    found = of_each(mixed, compute, limits=LIMITS, workers=workers)
    assert list(found.found) == list(GOOD)
    for model, value in alone.found.items():
        assert np.array_equal(found.found[model], value)
    assert list(found.lost) == list(BAD)
    for model, reason in found.lost.items():
        assert BAD[model][1] in reason
        assert reason.isprintable()


def test_a_bug_names_the_model() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)KeyError.*working on 'unknown'"):
        of_each(["m0", "unknown"], compute, limits=LIMITS)


def test_no_model_is_no_error() -> None:
    assert of_each([], compute, limits=LIMITS) == Gathered({}, {})


def test_what_a_step_before_did_not_do_is_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "step.json"
    Record("m", "jacobian", "failed", "the integrator stopped").write(path)
    with pytest.raises(Failed, match=r"^jacobian: the integrator stopped$"):
        arrays_of(path)
    write_arrays(tmp_path / "step.npz", {"x": np.arange(3)})
    digest = {"file": "step.npz", "sha256": sha256(tmp_path / "step.npz")}
    Record("m", "jacobian", "ok", data=digest).write(path)
    assert arrays_of(path)["x"].tolist() == [0, 1, 2]


def test_the_table_of_the_lost_is_there_if_nothing_was(tmp_path: Path) -> None:
    path = tmp_path / "lost/step.tsv"
    write_lost(path, {})
    assert path.read_text() == "model\treason\n"
    write_lost(path, {"00001": 'a "reason"'})
    assert read_rows(path) == [{"model": "00001", "reason": 'a "reason"'}]
