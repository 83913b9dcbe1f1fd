"""Start Snakemake for a run that has a name, a place and a configuration.

`make run`, `demo`, `benchmark`, `ablations`, `report`, `check` and `clean-results` call
this. Everything behind `--` goes to Snakemake. A run named NAME works in `runs/NAME`,
one without a name in the repository itself. Configurations are checked before Snakemake
is started, whose own messages about them name no line.
"""

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bioripple import run_state
from bioripple.config_check import ROOT, SHIPPED, read_run_config
from bioripple.config_files import ConfigError, read_config
from bioripple.sheet import ID, SheetError, read_sheet

DEMO, DEMO_CONFIG = "demo", Path("config/demo.yaml")
ARCHIVE = Path("resources/archive")
REPORT = "report.html"
TARGETS = {"benchmark": ["all", "benchmark"], "ablations": ["all", "ablations"]}
NO_JOBS = {"-n", "--dry-run", "--dryrun", "--unlock"}
LOOKS = ("report", "check")  # at what there is, and make nothing over it


class RunError(Exception):
    """A run cannot be started as asked; the message says why and what to do."""


@dataclass(frozen=True)
class Run:
    """A run to be started.

    Attributes
    ----------
    name
        Empty for the one without.
    place
        Where it works.
    files
        Configurations beside the shipped one, the last of which wins.
    options, targets
        For Snakemake.
    """

    name: str
    place: Path
    files: Sequence[Path] = ()
    options: Sequence[str] = ()
    targets: Sequence[str] = ()

    @property
    def results(self) -> Path:
        """Its folder of results."""
        return self.place / run_state.RESULTS

    @property
    def command(self) -> str:
        """What starts it."""
        return f"make run RUN={self.name}" if self.name else "make run"

    def snakemake(self, *more: str, **environment: str) -> int:
        """Run Snakemake to its end and return its exit status."""
        command = [sys.executable, "-m", "snakemake", *self.options, *more]
        if self.place != ROOT:
            command += ["--directory", str(self.place)]
        if self.files:
            command += ["--configfile", *map(str, self.files)]
        command += ["--", *self.targets] if self.targets else []
        inherited = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
        process = subprocess.Popen(command, cwd=ROOT, env=inherited | environment)
        while True:
            try:
                return process.wait()
            except KeyboardInterrupt:
                continue  # Snakemake was told too, and ends its jobs


def main(arguments: Sequence[str] | None = None) -> None:
    """Start a run, or look at one."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    split = words.index("--") if "--" in words else len(words)
    chosen = _parser().parse_args(words[:split])
    try:
        sys.exit(_start(chosen, words[split + 1 :]))
    except (RunError, ConfigError, SheetError) as error:
        sys.exit(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m bioripple.runs", description=main.__doc__
    )
    parser.add_argument("action", choices=["run", *TARGETS, *LOOKS, "clean"])
    parser.add_argument("--name", default="", help="the run works in runs/NAME")
    parser.add_argument("--config", type=Path, help="what differs from the default")
    parser.add_argument("--base", type=Path, help="what CONFIG differs from instead")
    parser.add_argument("--cores", default="all", help="processors to use")
    return parser


def _start(chosen: argparse.Namespace, more: Sequence[str]) -> int:
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
        return clean(Run(name, place))
    files = [*filter(None, [chosen.base, chosen.config]), *map(Path, given)]
    files = choose_files(chosen.action, Run(name, place), files)
    config = read_run_config(files)
    options = ["--cores", chosen.cores, *options]
    targets = [*TARGETS.get(chosen.action, []), *more[end + 1 :]]
    run = Run(name, place, files, options, targets)
    share_archive(run, config)
    return look(run, chosen.action) if chosen.action in LOOKS else run.snakemake()


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


def check_name(name: str) -> str:
    """Return the name of a run if a folder can be called so."""
    if name and (not ID.fullmatch(name) or ".." in name):
        raise RunError(
            f"RUN={name!r}: expected up to 100 letters, digits, '_', '-' or '.', not "
            "beginning with '-' or '.'"
        )
    return name


def choose_files(action: str, run: Run, given: list[Path]) -> list[Path]:
    """Choose the configuration of a run.

    Parameters
    ----------
    action
        What is asked for.
    run
        Of which only name and place are looked at.
    given
        The files that its user names.

    Returns
    -------
    list of Path
        Those that are given; else what the results there are made with, if there are
        any.

    Raises
    ------
    RunError
        If results of another configuration would be made anew though nobody said so.
    """
    known = run_state.remembered(run.place)
    if given:
        if action in LOOKS and known is not None:
            wanted = read_run_config(given)
            wanted = run_state.differences(wanted, read_config(ROOT / SHIPPED))
            if changed := list(run_state.changed_keys(known, wanted)):
                raise RunError(
                    f"{run.results}: made with another configuration, which differs in "
                    f"{', '.join(changed)}.\nLeave CONFIG out to look at it, or make "
                    f"these results anew first: {run.command} CONFIG=…"
                )
        return [path.resolve() for path in given]
    if known is None:
        return [ROOT / DEMO_CONFIG] if run.name == DEMO else []
    if not known:
        return []
    if action == "run" and not run.name:
        changed = list(run_state.changed_keys(known, {}))
        raise RunError(
            f"{run.results}: made with another configuration, which differs in "
            f"{', '.join(changed)}.\nMake the default experiment elsewhere with "
            f"RUN=name, or here with CONFIG={SHIPPED}; or go on with what is there "
            f"with CONFIG={run_state.REMEMBERED}"
        )
    return [run.place / run_state.REMEMBERED]


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
    """Make the report, or check the results; make them first only if there are none."""
    if run_state.remembered(run.place) is None:
        print("There are no results yet: making them first", flush=True)
        status = run.snakemake()
    else:
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


def clean(run: Run) -> int:
    """Delete the results of a run, if its user says so."""
    of_root = [*run.results.glob("*"), ROOT / "logs", ROOT / REPORT]
    doomed = of_root if run.place == ROOT else [run.place]
    doomed = [path for path in doomed if path.exists()]
    if not doomed:
        print(f"{run.place}: there are no results to delete")
        return 0
    print("This deletes", *doomed, sep="\n  ")
    try:
        answer = input("Delete all of it? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        print("\nNothing was deleted")
        return 1
    for path in doomed:
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    return 0


if __name__ == "__main__":
    main()
