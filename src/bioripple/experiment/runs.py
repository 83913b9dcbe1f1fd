"""Start Snakemake for a run that has a name, a place and a configuration.

`make run`, `models`, `demo`, `comparison`, `ablations`, `readings`, `ceiling`,
`dataset`, `predict`, `measured`, `shipped`, `report`, `check` and `clean-results` call
`bioripple experiment`, which calls this. Everything behind `--` goes to Snakemake. A
run named NAME works in `runs/NAME`, one without a name in the repository itself.
Configurations are checked before Snakemake is started, whose own messages about them
name no line.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bioripple.datasets.sheet import SheetError, read_sheet
from bioripple.experiment import run_state
from bioripple.experiment.config_check import ROOT, SHIPPED, read_run_config
from bioripple.experiment.config_files import ConfigError, read_config
from bioripple.experiment.parts import VARIABLE, part_of
from bioripple.experiment.run_choice import (
    LOOKS,
    Run,
    RunError,
    check_name,
    choose_files,
    nothing_there,
)
from bioripple.experiment.run_folders import (
    ARCHIVE,
    REPORT,
    clean,
    leaving_no_bare_folder,
)

TARGETS = {
    "models": ["models"],
    "comparison": ["all", "comparison"],
    "ablations": ["all", "ablations"],
    "readings": ["all", "readings"],
    "ceiling": ["ceiling"],
    "dataset": ["dataset"],
    "predict": ["predict"],
    "measured": ["measured"],
    "shipped": ["all", "shipped"],
}
NO_JOBS = {"-n", "--dry-run", "--dryrun", "--unlock"}


@dataclass(frozen=True)
class Asked:
    """What is to be done with which run.

    Attributes
    ----------
    action
        `run`, one of `TARGETS` or `run_choice.LOOKS`, or `clean`.
    name
        The run works in `runs/NAME`; in the repository if empty.
    config, base
        What differs from the default, and what that differs from instead.
    cores
        Processors to use.
    part
        Of the models, such as `3/100`, where several runs share the folder; only
        `models` takes one.
    """

    action: str
    name: str = ""
    config: Path | None = None
    base: Path | None = None
    cores: str = "all"
    part: str = ""


def start(chosen: Asked, more: Sequence[str]) -> int:
    """Start a run, or look at one; return the exit code.

    Parameters
    ----------
    chosen
        What to do.
    more
        For Snakemake: options and, after another `--`, targets.
    """
    try:
        return _start(chosen, more)
    except (RunError, ConfigError, SheetError) as error:
        print(error, file=sys.stderr)
        return 2


def _start(chosen: Asked, more: Sequence[str]) -> int:
    environment = _environment(chosen)
    end = more.index("--") if "--" in more else len(more)
    given, options = take_option(more[:end], ("--configfile", "--configfiles"))
    folders, options = take_option(options, ("--directory", "-d"))
    name = check_name(chosen.name)
    if name and folders:
        raise RunError(f"RUN={name} and --directory name two places; give one of them")
    place = ROOT / run_state.RUNS / name if name else ROOT
    if folders:
        place = Path(folders[-1]).resolve()
    if chosen.action == "clean":
        return clean(place)
    if chosen.action in LOOKS and run_state.remembered(place) is None:
        raise RunError(nothing_there(Run(name, place)))
    files = [*filter(None, [chosen.base, chosen.config]), *map(Path, given)]
    files = choose_files(chosen.action, Run(name, place), files)
    config = read_run_config(files)
    options = ["--cores", chosen.cores, *options]
    targets = [*TARGETS.get(chosen.action, []), *more[end + 1 :]]
    run = Run(name, place, files, options, targets)
    with leaving_no_bare_folder(place):
        share_archive(run, config)
        if chosen.action in LOOKS:
            return look(run, chosen.action)
        return run.snakemake(**environment)


def _environment(chosen: Asked) -> dict[str, str]:
    """Return what tells Snakemake of the part that it is to do."""
    if not chosen.part:
        return {}
    if chosen.action != "models":
        raise RunError(
            f"PART={chosen.part}: {chosen.action} needs all models; give a part to "
            "`models` only, and leave it out when all parts are done"
        )
    part_of(chosen.part)
    return {VARIABLE: chosen.part}


def take_option(
    words: Sequence[str], names: Sequence[str]
) -> tuple[list[str], list[str]]:
    """Take an option with all its values out of a command line.

    Returns
    -------
    values, rest
        What was given with it, however often, and all other words.
    """
    values: list[str] = []
    rest: list[str] = []
    taking = False
    for word in words:
        name, equals, value = word.partition("=")
        if name in names:
            taking = not equals
            values += [value] if equals else []
        elif taking and not word.startswith("-"):
            values.append(word)
        else:
            taking = False
            rest.append(word)
    return values, rest


def share_archive(run: Run, config: dict[str, Any]) -> None:
    """Let a run with a place of its own use the archive of models that all runs share.

    Nothing is shared where its configuration names another archive.
    """
    run.place.mkdir(parents=True, exist_ok=True)
    here, shared = run.place / ARCHIVE, ROOT / ARCHIVE
    models, shipped = config["models"], read_config(ROOT / SHIPPED)["models"]
    rows = read_sheet(ROOT / models["sheet"])
    needed = any((row.source or models["source"]) == "archive" for row in rows)
    own = here.exists() and not here.is_symlink()
    if here == shared or own or not needed:
        return
    if models["archive"] != shipped["archive"]:
        here.unlink(missing_ok=True)
        return
    if not NO_JOBS & set(run.options):
        _fetch(shared)
    if not here.is_symlink():
        here.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # another part of this run was faster
            here.symlink_to(os.path.relpath(shared, here.parent))


def _fetch(shared: Path) -> None:
    """Bring the archive up to date, in the repository: Snakemake locks one folder."""
    if not shared.is_dir():
        print("Fetching the archive of models, which all runs share", flush=True)
    options = ["--cores", "1", "--quiet", "all"]
    fetch = Run("", ROOT, options=options, targets=[str(ARCHIVE)])
    if fetch.snakemake() and not shared.is_dir():
        raise RunError(
            f"{shared}: could not be fetched; logs/fetch_models/fetch_models.log says "
            "why, unless another run is fetching it: then wait for that"
        )


def look(run: Run, action: str) -> int:
    """Make the report, or check the results; make none of these."""
    reason = (
        f"{run.results}: steps missing or out of date: {{number}}. Nothing was "
        f"made; {run.command} brings them up to date"
    )
    status = run.snakemake(**{run_state.ONLY_LOOK: reason})
    if status:
        return status
    if run_state.is_unfinished(run.place):
        print(f"Mind {run.place / run_state.UNFINISHED}", flush=True)
    if action == "check":
        return replace(run, targets=["test"]).snakemake()
    status = run.snakemake("--report", str(run.place / REPORT))
    if not status:
        print(f"The report is {run.place / REPORT}")
    return status
