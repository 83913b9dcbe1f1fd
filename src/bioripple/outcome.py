"""What became of a model: records that pass from step to step.

A model that cannot be mapped is a result, not an error. Each per-model step writes a
record (JSON); where the step succeeded its arrays lie beside the record, which holds
their digest. The next step reads the record first and hands a bad ending on.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

from numpy.typing import ArrayLike, NDArray

from bioripple import files
from bioripple.guard import Limits, run_guarded

Status = Literal["ok", "refused", "failed"]
MAX_REASON = 500  # characters; a reason may quote what a model says


class Refused(Exception):
    """The model uses something that is not supported; the message names it."""


class Failed(Exception):
    """The model is supported, but its numbers or its file went wrong."""


@dataclass(frozen=True)
class Result:
    """What a step computed.

    Attributes
    ----------
    facts
        JSON-serialisable findings, kept in the record.
    arrays
        Named arrays, written beside the record; empty where there are none.
    """

    facts: dict[str, Any] = field(default_factory=dict)
    arrays: Mapping[str, ArrayLike] = field(default_factory=dict)


@dataclass(frozen=True)
class Record:
    """The ending of one step for one model.

    Attributes
    ----------
    model, step
        Which model, and the step in which this ending came about.
    status, reason
        `ok` with an empty reason, or `refused` / `failed` with a sentence.
    facts
        Findings of this step and of those before it.
    data
        `{"file": name, "sha256": digest}` of the arrays, or None.
    """

    model: str
    step: str
    status: Status
    reason: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    data: dict[str, str] | None = None

    @property
    def ok(self) -> bool:
        """Whether the step and all before it succeeded."""
        return self.status == "ok"

    def write(self, path: Path) -> None:
        """Write the record as JSON."""
        files.write_json(path, asdict(self))


def failure(error: Refused | Failed, *, model: str, step: str) -> Record:
    """Return the record of a step that ended with one of the expected failures."""
    status: Status = "refused" if isinstance(error, Refused) else "failed"
    return Record(model, step, status, _shortened(str(error)))


def read_record(path: Path) -> Record:
    """Read a record that `Record.write` wrote."""
    return Record(**files.read_json(path))


def read_data(record_path: Path) -> dict[str, NDArray[Any]]:
    """Read the arrays that belong to a record, after checking their digest.

    Raises
    ------
    FileNotFoundError
        If the record names arrays that are not there.
    ValueError
        If they are not the ones that the step wrote, or if it wrote none.
    """
    record = files.read_json(record_path)
    data = record["data"]
    if data is None:
        raise ValueError(f"{record_path}: has no arrays; status {record['status']!r}")
    path = record_path.parent / data["file"]
    advice = f"delete {record_path} and run again"
    if not path.is_file():
        raise FileNotFoundError(f"{path}: missing, though {record_path} says it was")
    if files.sha256(path) != data["sha256"]:
        raise ValueError(f"{path}: differs from what its record says; {advice}")
    return files.read_arrays(path)


def run_step(
    compute: Callable[[], Result],
    *,
    model: str,
    step: str,
    data: Path,
    limits: Limits,
    before: Record | None = None,
) -> Record:
    """Run one step of one model, turning expected failures into a record.

    Parameters
    ----------
    compute
        The step; it may raise `Refused` or `Failed`. It runs in a child process under
        `limits`, so that a hang, a crash or an appetite for memory ends the child only.
    model, step
        Names for the record.
    data
        Where the arrays go; removed first, so that no older run's arrays survive.
    limits
        Time and memory that the step may use.
    before
        The record of the step before; if it is bad, it is handed on unchanged.

    Returns
    -------
    Record
        Not yet written.
    """
    data.unlink(missing_ok=True)
    if before is not None and not before.ok:
        return Record(model, before.step, before.status, before.reason, before.facts)
    known = {} if before is None else before.facts
    ending = run_guarded(lambda: _attempt(compute, data), limits=limits)
    if ending.crash:
        files.remove_unfinished(data)
        return Record(model, step, "failed", ending.crash, known)
    status, reason, facts = ending.value
    reason = _shortened(reason)
    facts = known | facts
    if status != "ok" or not data.is_file():
        return Record(model, step, status, reason, facts)
    digest = {"file": data.name, "sha256": files.sha256(data)}
    return Record(model, step, status, reason, facts, digest)


def _attempt(
    compute: Callable[[], Result], data: Path
) -> tuple[Status, str, dict[str, Any]]:
    try:
        result = compute()
    except Refused as refusal:
        return "refused", str(refusal), {}
    except Failed as failure:
        return "failed", str(failure), {}
    if result.arrays:
        files.write_arrays(data, result.arrays)
    return "ok", "", result.facts


def _shortened(reason: str) -> str:
    return reason if len(reason) <= MAX_REASON else f"{reason[: MAX_REASON - 1]}…"
