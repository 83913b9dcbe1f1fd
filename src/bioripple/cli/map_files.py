"""`bioripple map`: find the files, map them, say what came out."""

import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from threadpoolctl import threadpool_limits

from bioripple.cli.console import ENDINGS, Counting, Impossible, complain, say
from bioripple.cli.settings import read_settings
from bioripple.cli.stopping import Stop, Stopped, stoppable
from bioripple.cli.summary import summary
from bioripple.datasets.folder import TooManyFiles, find_models, ids_of
from bioripple.experiment.config_files import ConfigError
from bioripple.mapping.many_models import UNKNOWN, Ending, SbmlFile, map_models
from bioripple.mapping.output import MAPPED, check_inputs
from bioripple.mapping.settings import Settings
from bioripple.runtime import files
from bioripple.runtime.folders import CannotWrite, NotOurs
from bioripple.runtime.text import one_line

SHOWN = 5  # files that are no SBML by their names


def map_files(
    paths: Sequence[Path],
    *,
    out: Path,
    config: Path | None,
    t_end: float | None,
    processes: int | None,
) -> int:
    """Map files and folders into a folder; return the exit code of the command."""
    start = time.monotonic()
    try:
        settings = read_settings(config, t_end)
        processes = _check_processes(processes)
        older = MAPPED.check(out)
        sbml_files = find_sbml_files(paths, out)
        check_inputs(out, [sbml_file.path for sbml_file in sbml_files])
        with stoppable() as stop, threadpool_limits(limits=1):
            endings = _map(sbml_files, out, settings, processes, stop)
    except (Impossible, ConfigError, NotOurs, CannotWrite, TooManyFiles) as problem:
        complain(problem)
        return 2
    except (KeyboardInterrupt, Stopped) as stop:
        complain(f"stopped; {out} is as it was before")
        return 128 + (stop.number if isinstance(stop, Stopped) else signal.SIGINT)
    except OSError as problem:
        if files.is_full_disk(problem):
            complain(f"the disk is full; {out} is as it was before")
        else:
            complain(f"{problem.filename or out}: {problem.strerror}")
        return 1
    seconds = time.monotonic() - start
    is_told = say(summary(endings, out, seconds, replaced=older))
    are_known = all(ending.status != UNKNOWN for ending in endings)
    return 0 if is_told and are_known else 1


def _check_processes(processes: int | None) -> int:
    if processes is None:
        allowed = getattr(os, "sched_getaffinity", None)  # macOS has none
        return len(allowed(0)) if allowed else os.cpu_count() or 1
    if processes < 1:
        raise Impossible(f"--processes: expected a number > 0, found {processes}")
    return processes


def find_sbml_files(paths: Sequence[Path], out: Path) -> list[SbmlFile]:
    """Return the files that are named, or lie in folders that are, each once."""
    found: dict[Path, tuple[PurePosixPath, SbmlFile]] = {}
    for path in paths:
        if not path.exists():
            raise Impossible(f"{path}: there is no such file or folder")
        for name, sbml_file in _sbml_files_of(path, out, alone=len(paths) == 1):
            place = sbml_file.path.parent.resolve() / sbml_file.path.name
            found.setdefault(place, (name, sbml_file))
    if not found:
        listed = ", ".join(map(str, paths))
        raise Impossible(f"{listed}: no file there is called {ENDINGS}")
    ids = ids_of([name for name, _ in found.values()])
    pairs = zip(ids, found.values(), strict=True)
    return [replace(sbml_file, id=id_) for id_, (_, sbml_file) in pairs]


def _sbml_files_of(
    path: Path, out: Path, *, alone: bool
) -> Iterator[tuple[PurePosixPath, SbmlFile]]:
    if not path.is_dir():
        real = path.resolve()  # who names a link means what it leads to
        parts = [part for part in path.parts if part not in (path.anchor, "..")]
        yield PurePosixPath(*parts), SbmlFile("", str(path), real, real.parent)
        return
    content = find_models(path, apart=[out.resolve()])
    if content.others:
        few = ", ".join(one_line(str(name)) for name in content.others[:SHOWN])
        more = ", …" if len(content.others) > SHOWN else ""
        n = len(content.others)
        number = f"{n} file{'s' * (n > 1)}"
        complain(f"{path}: {number} not called {ENDINGS} left out: {few}{more}")
    for name in content.models:
        shown = name if alone else PurePosixPath(path.resolve().name, name)
        file = str(name if alone else path / name)
        yield shown, SbmlFile("", file, path / name, path)


def _map(
    sbml_files: Sequence[SbmlFile],
    out: Path,
    settings: Settings,
    processes: int,
    stop: Stop,
) -> list[Ending]:
    with MAPPED.replacing(out) as folder, Counting(len(sbml_files)) as shown:

        def ended(ending: Ending) -> None:
            shown.count(ending.sbml_file.id, ending.status, ending.reason)

        def idle() -> None:
            stop.look()
            shown.refresh()

        endings = map_models(
            sbml_files,
            folder,
            settings=settings,
            processes=processes,
            ended=ended,
            idle=idle,
        )
        stop.look()  # for the last time: the results are put in their place as a whole
        return endings
