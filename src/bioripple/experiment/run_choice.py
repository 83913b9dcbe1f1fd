"""Which run is meant: its name, its place, and the configuration it goes on with."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bioripple.datasets.sheet import ID
from bioripple.experiment import run_state
from bioripple.experiment.config_check import ROOT, SHIPPED, read_run_config
from bioripple.experiment.config_files import read_config
from bioripple.experiment.run_folders import names_of_runs

DEMO, DEMO_CONFIG = "demo", Path("config/demo.yaml")
LOOKS = ("report", "check")  # at what there is, and make nothing
# Results of other models are not brought up to date: they are another experiment.
OF_MODELS = ("sheet", "source", "directory")


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
        return self.make("run")

    def make(self, target: str) -> str:
        """Return what makes something else of it."""
        return f"make {target} RUN={self.name}" if self.name else f"make {target}"

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


def check_name(name: str) -> str:
    """Return the name of a run if a folder can be called so."""
    if name and (not ID.fullmatch(name) or ".." in name):
        raise RunError(
            f"RUN={name!r}: expected up to 100 letters, digits, '_', '-' or '.', not "
            "beginning with '-' or '.'"
        )
    return name


def nothing_there(run: Run, root: Path = ROOT) -> str:
    """Return what to say to who looks at a run that has no results."""
    names = ", ".join(names_of_runs(root))
    if run.name:
        others = f"; there are: {names}" if names else ", nor one of another name"
        return f"there is no run called {run.name!r}{others}"
    there = f" (or name one that is there, with RUN=name: {names})" if names else ""
    return f"{run.results}: there are no results yet: run `make run` first{there}"


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
        If results of another configuration would be made anew though nobody said so,
        or those of other models at all.
    """
    known = run_state.remembered(run.place)
    if given:
        if known is not None:
            shipped = read_config(ROOT / SHIPPED)
            wanted = run_state.differences(read_run_config(given), shipped)
            _check_given(action, run, known, wanted)
        return [path.resolve() for path in given]
    if known is None:
        return [ROOT / DEMO_CONFIG] if run.name == DEMO else []
    if not known:
        return []
    if action == "run" and not run.name:
        changed = list(run_state.changed_keys(known, {}))
        here = "" if _other_models(known, {}) else f", or here with CONFIG={SHIPPED}"
        raise RunError(
            f"{run.results}: made with another configuration, which differs in "
            f"{', '.join(changed)}.\nMake the default experiment elsewhere with "
            f"RUN=name{here}; or go on with what is there "
            f"with CONFIG={run_state.REMEMBERED}"
        )
    return [run.place / run_state.REMEMBERED]


def _check_given(
    action: str, run: Run, known: Mapping[str, Any], wanted: Mapping[str, Any]
) -> None:
    """Refuse a configuration that is not the one that results of its run are of."""
    changed = list(run_state.changed_keys(known, wanted))
    if changed and action in LOOKS:
        raise RunError(
            f"{run.results}: made with another configuration, which differs in "
            f"{', '.join(changed)}.\nLeave CONFIG out to look at it, or make "
            f"these results anew first: {run.command} CONFIG=…"
        )
    if others := _other_models(known, wanted):
        raise RunError(
            f"{run.results}: made of other models, by a configuration that differs in "
            f"{', '.join(others)}.\nGive the new run a name of its own with RUN=name, "
            f"or delete what is there first: {run.make('clean-results')}"
        )


def _other_models(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> list[str]:
    """Return the keys by which two configurations are of different models.

    The first folder of own models adds to those that there were.
    """
    shipped = read_config(ROOT / SHIPPED)["models"]
    one, other = (shipped | dict(it.get("models", {})) for it in (known, wanted))
    return [
        f"models/{key}"
        for key in OF_MODELS
        if one[key] and (ROOT / one[key]).resolve() != (ROOT / other[key]).resolve()
    ]
