"""Records: what a step writes, hands on, and refuses to read."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bioripple.errors import Failed, Refused
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import (
    Record,
    Result,
    read_data,
    read_record,
    run_step,
)

LIMITS = Limits(seconds=30.0, memory_mb=500)


def step(folder: Path, compute: object, before: Record | None = None) -> Record:
    record = run_step(
        compute,  # type: ignore[arg-type]
        model="M1",
        step="demo",
        data=folder / "demo.npz",
        limits=LIMITS,
        before=before,
    )
    record.write(folder / "demo.json")
    return record


def good() -> Result:
    return Result(facts={"n": 2}, arrays={"values": np.array([1.0, 2.0])})


def test_a_good_step_keeps_facts_and_arrays(tmp_path: Path) -> None:
    before = Record("M1", "first", "ok", facts={"level": 3, "n": 1})
    record = step(tmp_path, good, before)
    assert record == read_record(tmp_path / "demo.json")
    assert record.ok
    assert record.facts == {"level": 3, "n": 2}
    found = read_data(tmp_path / "demo.json")
    assert found["values"].tolist() == [1.0, 2.0]


@pytest.mark.parametrize(
    ("error", "status"), [(Refused("a delay"), "refused"), (Failed("inf"), "failed")]
)
def test_an_expected_failure_becomes_a_record(
    tmp_path: Path, error: Exception, status: str
) -> None:
    step(tmp_path, good)

    def bad() -> Result:
        raise error

    record = step(tmp_path, bad)
    assert (record.status, record.reason, record.data) == (status, str(error), None)
    assert not (tmp_path / "demo.npz").exists(), "an older run's arrays survive"
    with pytest.raises(ValueError, match="has no arrays"):
        read_data(tmp_path / "demo.json")


def test_a_bad_ending_is_handed_on(tmp_path: Path) -> None:
    before = Record("M1", "first", "refused", "has a delay", {"level": 2})

    def never() -> Result:
        raise AssertionError("must not run")

    record = step(tmp_path, never, before)
    assert record == before


def test_arrays_that_were_changed_are_not_read(tmp_path: Path) -> None:
    step(tmp_path, good)
    np.savez(tmp_path / "demo.npz", values=np.array([9.0]))
    with pytest.raises(ValueError, match="differs from what its record says"):
        read_data(tmp_path / "demo.json")
    (tmp_path / "demo.npz").unlink()
    with pytest.raises(FileNotFoundError, match="missing"):
        read_data(tmp_path / "demo.json")


@pytest.mark.parametrize(
    ("fact", "told"),
    [
        (float("inf"), "'found' is not finite: inf"),
        (float("nan"), "'found' is not finite: nan"),
        ([1.0, {"x": -float("inf")}], "'found' is not finite"),
        (["x" * 1000] * 1000, "takes more than 100000 characters"),
    ],
)
def test_what_a_record_cannot_hold_is_an_outcome(
    tmp_path: Path, fact: object, told: str
) -> None:
    record = step(tmp_path, lambda: Result({"found": fact}, {"x": np.ones(1)}))
    assert record.status == "failed"
    assert told in record.reason
    assert record == read_record(tmp_path / "demo.json")
    assert not (tmp_path / "demo.npz").exists()


@pytest.mark.parametrize(
    "compute",
    [
        lambda: float(10**400),
        lambda: 1 / 0,
        lambda: np.linalg.svd(np.array([[np.nan]])),
        lambda: np.linalg.inv(np.zeros((2, 2))),
    ],
    ids=["overflow", "division", "svd", "singular"],
)
def test_numbers_that_go_wrong_are_an_outcome(
    tmp_path: Path, compute: Callable[[], object]
) -> None:
    record = step(tmp_path, compute)
    assert record.status == "failed"
    assert record.reason.startswith("its numbers went wrong (")


def test_anything_else_is_a_bug(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="KeyError"):
        step(tmp_path, lambda: dict[str, int]()["x"])


def test_reasons_and_facts_are_on_one_line(tmp_path: Path) -> None:
    def bad() -> Result:
        raise Failed("a\x1b[31mb\nc\ud800" + "x" * 1000)

    record = step(tmp_path, bad)
    assert record.reason.startswith("a [31mb c xxx")
    assert len(record.reason) == 500
    record = step(tmp_path, lambda: Result({"problem": "one\ntwo\x9b"}))
    assert record.facts == {"problem": "one two"}
