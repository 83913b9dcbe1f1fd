"""Map many SBML files, several at a time, into one folder of results."""

import errno
import os
import sys
import traceback
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

import pandas as pd

from bioripple import __version__
from bioripple.collection.outcome import Outcome, read_outcome
from bioripple.collection.outcome_table import main_values, single_values
from bioripple.datasets.make_sheet import describe
from bioripple.errors import Failed, Refused
from bioripple.mapping.one_model import OUTCOME, map_model
from bioripple.mapping.output import MADE_BY, MODELS, RUN, TABLE
from bioripple.mapping.processes import run_in_processes
from bioripple.mapping.settings import Settings
from bioripple.runtime import files
from bioripple.runtime.guard import KilledFromOutside
from bioripple.runtime.tables import write_table

UNKNOWN = "unknown"  # the status of a file without an outcome
KILLED = 3  # exit code of a process whose own child was killed by somebody else
BUG = 4
NAME, PROBLEM = ".name.txt", ".problem.txt"
BUG_FILE = "bug.txt"


@dataclass(frozen=True)
class SbmlFile:
    """A file to map.

    Attributes
    ----------
    id
        What its model and its folder of results are called.
    file
        What the user calls it.
    path
        Where it is.
    within
        The folder that a link in its place may not lead out of.
    """

    id: str
    file: str
    path: Path
    within: Path


@dataclass(frozen=True)
class Ending:
    """What became of a file.

    Attributes
    ----------
    sbml_file
        Which one.
    name
        The name of its model, if it can be told.
    outcome
        None where there is none, through no fault of the file.
    problem
        Why there is none: the process was killed, or has a bug.
    """

    sbml_file: SbmlFile
    name: str = ""
    outcome: Outcome | None = None
    problem: str = ""

    @property
    def status(self) -> str:
        """The status of the outcome, or `UNKNOWN`."""
        return self.outcome.status if self.outcome else UNKNOWN

    @property
    def reason(self) -> str:
        """The reason of the outcome, or why there is none."""
        return self.outcome.reason if self.outcome else self.problem


def map_models(
    sbml_files: Sequence[SbmlFile],
    folder: Path,
    *,
    settings: Settings,
    processes: int,
    ended: Callable[[Ending], None],
    idle: Callable[[], None] = lambda: None,
) -> list[Ending]:
    """Map files, and write their results and the table of their outcomes.

    Parameters
    ----------
    sbml_files
        The files, of different ids.
    folder
        An empty folder; see `output.OWN` for what comes into it.
    settings
        The configuration.
    processes
        How many models at a time.
    ended
        Called when there is an outcome, or will be none.
    idle
        Called some times a second meanwhile.

    Returns
    -------
    list of Ending
        In the order of the files.

    Raises
    ------
    OSError
        If the disk is full.

    Notes
    -----
    A model whose process was killed from outside, as by the kernel for lack of memory,
    is tried once more when nothing else runs.
    """
    found: dict[str, Ending] = {}

    def run(chosen: Sequence[SbmlFile], n: int, *, again: bool) -> list[SbmlFile]:
        killed = []
        with closing(_run(chosen, folder / MODELS, settings, n, idle)) as ends:
            for sbml_file, code in ends:
                if code not in (0, BUG) and again:
                    killed.append(sbml_file)
                    continue
                found[sbml_file.id] = _ending(
                    sbml_file, folder / MODELS / sbml_file.id, code
                )
                ended(found[sbml_file.id])
        return killed

    (folder / MODELS).mkdir()
    killed = run(sbml_files, processes, again=True)
    run(killed, 1, again=False)
    endings = [found[sbml_file.id] for sbml_file in sbml_files]
    _write(folder, endings, settings)
    return endings


def _run(
    sbml_files: Sequence[SbmlFile],
    models: Path,
    settings: Settings,
    processes: int,
    idle: Callable[[], None],
) -> Generator[tuple[SbmlFile, int]]:
    by_id = {sbml_file.id: sbml_file for sbml_file in sbml_files}
    tasks = {
        id_: partial(_map, it, models / id_, settings) for id_, it in by_id.items()
    }
    ends = run_in_processes(tasks, processes=processes, idle=idle)
    with closing(ends):
        for id_, code in ends:
            if code == errno.ENOSPC:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            yield by_id[id_], code


def _map(sbml_file: SbmlFile, folder: Path, settings: Settings) -> None:
    """Map one file in this process, and end it with a code that says how it went."""
    code = 0
    try:
        folder.mkdir(exist_ok=True)
        files.write_text(folder / NAME, _title(sbml_file, settings))
        map_model(
            sbml_file.path,
            model=sbml_file.id,
            within=sbml_file.within,
            folder=folder,
            settings=settings,
        )
    except KilledFromOutside as problem:
        code = KILLED
        files.write_text(folder / PROBLEM, str(problem))
    except Exception as problem:
        code = errno.ENOSPC if files.is_full_disk(problem) else BUG
        if code == BUG:
            files.write_text(folder / PROBLEM, traceback.format_exc())
    sys.exit(code)


def _title(sbml_file: SbmlFile, settings: Settings) -> str:
    try:
        return describe(sbml_file.path, sbml_file.within, settings.limits)[1]
    except (Refused, Failed):
        return ""  # its outcome says why


def _ending(sbml_file: SbmlFile, folder: Path, code: int) -> Ending:
    name = _take(folder / NAME)
    problem = _take(folder / PROBLEM)
    if code == 0:
        return Ending(sbml_file, name, read_outcome(folder / OUTCOME))
    for left in folder.glob("*") if folder.is_dir() else ():
        left.unlink()
    if code not in (KILLED, BUG):
        how = f"signal {-code}" if code < 0 else f"exit code {code}"
        problem = f"the process was killed from outside ({how})"
    elif code == BUG:
        files.write_text(folder / BUG_FILE, problem)
        last = problem.strip().splitlines()[-1]
        problem = f"a bug in bioripple, told in {BUG_FILE}: {last}"
    return Ending(sbml_file, name, problem=problem)


def _take(path: Path) -> str:
    """Return what a process has left for this one, and remove it."""
    if not path.is_file():
        return ""
    text = path.read_text(encoding="utf-8")
    path.unlink()
    return text


def _write(folder: Path, endings: Sequence[Ending], settings: Settings) -> None:
    rows = [
        {"model": it.sbml_file.id, "file": it.sbml_file.file, "name": it.name}
        | (
            main_values(it.outcome) | single_values(it.outcome)
            if it.outcome
            else {"status": UNKNOWN, "reason": it.problem}
        )
        for it in endings
    ]
    write_table(folder / TABLE, pd.DataFrame(rows, dtype=object))
    about = {
        "made_by": MADE_BY,
        "version": __version__,
        "files": len(endings),
        "settings": asdict(settings),
    }
    files.write_json(folder / RUN, about)
