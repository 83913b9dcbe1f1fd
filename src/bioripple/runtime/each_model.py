"""Compute something of each model of a collection, so that none can stop the others.

The steps that gather work on every model as its own steps do: in a child process, under
the same limits, and with a reason where nothing comes of it.
"""

import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

from numpy.typing import NDArray

from bioripple.errors import Failed
from bioripple.runtime.files import write_text
from bioripple.runtime.guard import Limits, run_each
from bioripple.runtime.records import Settled, read_data, read_record, settle
from bioripple.runtime.rows import text_of

Value = TypeVar("Value")
LOST_COLUMNS = ("model", "reason")

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Gathered(Generic[Value]):
    """What was found of each model, and why nothing was found of the others."""

    found: dict[str, Value]
    lost: dict[str, str]


def of_each(
    models: Iterable[str],
    compute: Callable[[str], Value],
    *,
    limits: Limits,
    workers: int = 1,
) -> Gathered[Value]:
    """Compute something of each model under guard.

    Parameters
    ----------
    models
        Ids.
    compute
        Takes an id; may raise `Refused` or `Failed`. What it returns must be picklable.
    limits
        Time and memory for each model.
    workers
        Number of models at a time.

    Returns
    -------
    Gathered
        Both parts in the order of `models`.
    """
    names = list(models)
    endings = run_each(
        lambda model: settle(lambda: compute(model)),
        names,
        limits=limits,
        workers=workers,
    )
    found: dict[str, Value] = {}
    lost: dict[str, str] = {}
    for model, ending in zip(names, endings, strict=True):
        settled: Settled[Any] = ending.value or Settled("failed", ending.crash)
        if settled.status == "ok":
            found[model] = cast("Value", settled.value)
        else:
            lost[model] = settled.reason
            log.warning("%s: %s", model, settled.reason)
    return Gathered(found, lost)


def arrays_of(record: Path) -> dict[str, NDArray[Any]]:
    """Read the arrays of a step on one model.

    Raises
    ------
    Failed
        If the step has none, with its reason.
    """
    ending = read_record(record)
    if not ending.ok:
        raise Failed(f"{ending.step}: {ending.reason}")
    return read_data(record)


def write_lost(path: Path, lost: Mapping[str, str]) -> None:
    """Write the table of models of which a step has found nothing, and why."""
    write_text(path, text_of(LOST_COLUMNS, lost.items()))
