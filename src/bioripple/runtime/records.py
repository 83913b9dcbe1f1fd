"""What became of a model: records that pass from step to step.

A model that cannot be mapped is a result, not an error. Each per-model step writes a
record (JSON); where the step succeeded its arrays lie beside the record, which holds
their digest. The next step reads the record first and hands a bad ending on.
"""

import json
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bioripple.errors import Failed, Refused
from bioripple.runtime import files
from bioripple.runtime.guard import Limits, run_guarded
from bioripple.runtime.text import MOST, one_line

RecordStatus = Literal["ok", "refused", "failed"]
Value = TypeVar("Value")
MOST_FINDINGS = 100_000  # characters of all facts of a step
# Python and LAPACK raise these where IEEE arithmetic would give infinity or NaN: what
# went wrong is a model's numbers.
NUMERICAL = (ArithmeticError, np.linalg.LinAlgError)

log = logging.getLogger(__name__)


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
    status: RecordStatus
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


@dataclass(frozen=True)
class Settled(Generic[Value]):
    """How a computation on one model ended: its value, or why there is none."""

    status: RecordStatus
    reason: str = ""
    value: Value | None = None


def settle(compute: Callable[[], Value]) -> Settled[Value]:
    """Compute something of one model; what may go wrong with a model is an ending.

    Parameters
    ----------
    compute
        May raise `Refused` or `Failed`. An arithmetic error, or a matrix that LAPACK
        cannot do, counts as `Failed`. Anything else is a bug and is raised.
    """
    try:
        return Settled("ok", value=compute())
    except Refused as refusal:
        return Settled("refused", _reason(refusal))
    except Failed as failure:
        return Settled("failed", _reason(failure))
    except NUMERICAL as error:
        log.warning("a model's numbers went wrong", exc_info=True)
        told = f"its numbers went wrong ({type(error).__name__}: {error})"
        return Settled("failed", one_line(told, most=MOST))


def by_model(records: Iterable[Path]) -> dict[str, Path]:
    """Index records by model; the model's id names the folder that a record is in."""
    return {path.parent.name: path for path in records}


def failure(error: Refused | Failed, *, model: str, step: str) -> Record:
    """Return the record of a step that ended with one of the expected failures."""
    status: RecordStatus = "refused" if isinstance(error, Refused) else "failed"
    return Record(model, step, status, _reason(error))


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
        Not yet written; whatever the model, it can be.
    """
    data.unlink(missing_ok=True)
    if before is not None and not before.ok:
        return Record(model, before.step, before.status, before.reason, before.facts)
    known = {} if before is None else before.facts
    ending = run_guarded(lambda: settle(lambda: _attempt(compute, data)), limits=limits)
    if ending.crash:
        files.remove_unfinished(data)
        return Record(model, step, "failed", ending.crash, known)
    settled: Settled[dict[str, Any]] = ending.value
    facts = known | (settled.value or {})
    if settled.status != "ok" or not data.is_file():
        return Record(model, step, settled.status, settled.reason, facts)
    digest = {"file": data.name, "sha256": files.sha256(data)}
    return Record(model, step, "ok", "", facts, digest)


def _attempt(compute: Callable[[], Result], data: Path) -> dict[str, Any]:
    result = compute()
    facts = {key: _plain(key, value) for key, value in result.facts.items()}
    if sum(len(json.dumps(fact)) for fact in facts.values()) > MOST_FINDINGS:
        raise Failed(f"what was found takes more than {MOST_FINDINGS} characters")
    if result.arrays:
        files.write_arrays(data, result.arrays)
    return facts


def _plain(key: str, fact: Any) -> Any:
    """Return a fact as a record may hold it: numbers finite, text on one line."""
    if isinstance(fact, str):
        return one_line(fact, most=MOST)
    try:
        json.dumps(fact, allow_nan=False)
    except ValueError:
        raise Failed(f"{key!r} is not finite: {str(fact)[:80]}") from None
    return fact


def _reason(error: Exception) -> str:
    return one_line(str(error), most=MOST)
