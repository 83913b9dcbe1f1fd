"""Say what a set of results was made from, by what, and which files it is.

Everything under `stable` is the same for two runs of the same code, configuration,
models and packages on one machine; `run` holds what differs from run to run.
"""

import hashlib
import html
import json
import os
import platform
import subprocess
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from bioripple import __version__
from bioripple.collection.outcome import read_outcome
from bioripple.runtime import files

# What the project imports; a test holds it against pyproject.toml.
PACKAGES = (
    "biodivine-aeon",
    "jsonschema",
    "llvmlite",
    "matplotlib",
    "mpmath",
    "numpy",
    "pandas",
    "pip",
    "Pygments",
    "python-libsbml",
    "PyYAML",
    "rich",
    "scipy",
    "seaborn",
    "snakemake",
    "sympy",
    "threadpoolctl",
    "torch",
    "typer",
)
TRAINED_WITH = ("python", "numpy", "torch")  # told by the metrics of a training run
GIT_SECONDS = 60.0


def git_state(repository: Path) -> dict[str, Any]:
    """Return which commit is checked out in a folder, and what differs from it.

    Parameters
    ----------
    repository
        The folder that holds the `Snakefile`.

    Returns
    -------
    dict
        `commit` (None if there is none to tell), `changed` (tracked files that differ
        from the commit; None if unknown) and `note` (why there is no commit, else
        empty).
    """
    unknown: dict[str, Any] = {"commit": None, "changed": None}
    try:
        top, commit = _git(repository, "rev-parse", "--show-toplevel", "HEAD").split(
            "\n"
        )
        # An archive that was unpacked within another project is not that project.
        if Path(top).resolve() != repository.resolve():
            return unknown | {"note": "not a git checkout, but a folder within one"}
        listed = _git(
            repository,
            *("status", "--porcelain", "-z", "--untracked-files=no", "--no-renames"),
        )
    except FileNotFoundError:
        return unknown | {"note": "there is no git to ask"}
    except subprocess.TimeoutExpired:
        return unknown | {"note": f"git took longer than {GIT_SECONDS:g} s"}
    except subprocess.CalledProcessError as error:
        if "not a git repository" in error.stderr:
            return unknown | {"note": "not a git checkout"}
        return unknown | {"note": f"git: {' '.join(error.stderr.split())}"}
    # Each entry is two letters of state, a space, and the path.
    changed = sorted(entry[3:] for entry in listed.split("\0") if entry)
    return {"commit": commit, "changed": changed, "note": ""}


def _git(repository: Path, *arguments: str) -> str:
    # A hook that starts a run has variables set that would lead git elsewhere.
    outside = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    done = subprocess.run(
        ["git", "--no-optional-locks", *arguments],
        cwd=repository,
        env=outside | {"LC_ALL": "C"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        timeout=GIT_SECONDS,
        check=True,
    )
    return done.stdout.rstrip("\n")


def config_digest(config: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a configuration, whatever the order of its keys."""
    text = json.dumps(config, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def installed(packages: Iterable[str] = PACKAGES) -> dict[str, str]:
    """Return the versions of those packages that are installed here."""
    found = {}
    for name in packages:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return found


def machine() -> dict[str, str]:
    """Return what of the machine can change a digit; no name of a host."""
    return {
        "system": platform.system(),
        "machine": platform.machine(),
        "processor": _processor(),
        "libc": " ".join(platform.libc_ver()).strip(),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # there is none outside Linux
        return platform.processor()
    names = (line.split(":", 1)[1] for line in lines if line.startswith("model name"))
    return next(names, platform.processor()).strip()


def provenance(
    *,
    repository: Path,
    config: Mapping[str, Any],
    steps: Mapping[str, str],
    outcomes: Sequence[Path],
    metrics: Sequence[Path],
    results: Sequence[Path],
) -> dict[str, Any]:
    """Gather everything.

    Parameters
    ----------
    repository
        The folder that holds the `Snakefile`.
    config
        The whole configuration of the run.
    steps
        For each step the digest of the code that it runs.
    outcomes
        `outcome.json` of every model.
    metrics
        `metrics.json` of every training run.
    results
        The tables and figures, as seen from the working directory.

    Returns
    -------
    dict
        `stable` and `run`; JSON-serialisable.
    """
    endings = [read_outcome(path) for path in outcomes]
    trainings = [files.read_json(path) for path in metrics]
    told = [ending.facts["versions"] or {} for ending in endings]
    told += [{key: run[key] for key in TRAINED_WITH} for run in trainings]
    stable = {
        "source": {
            "version": __version__,
            "git": git_state(repository),
            "steps": dict(sorted(steps.items())),
        },
        "config": {"sha256": config_digest(config), "values": config},
        "seeds": {
            "training": sorted({run["seed"] for run in trainings}),
            "evaluation": config["evaluation"]["seed"],
        },
        "versions": {
            "of_the_steps": _distinct(told),
            "of_this_step": {"python": platform.python_version(), **installed()},
        },
        "platform": machine(),
        "devices": sorted({f"{r['device']}: {r['device_name']}" for r in trainings}),
        "models": {ending.model: ending.facts.get("sha256") for ending in endings},
        "files": {path.as_posix(): files.sha256(path) for path in results},
    }
    run = {
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "kernel": platform.release(),
        "processors": os.cpu_count(),
        "training_seconds": round(sum(run["seconds"] for run in trainings), 3),
    }
    return {"stable": stable, "run": run}


def _distinct(told: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    """Return every version that was told of a program: more than one is a mixture."""
    found: dict[str, set[str]] = {}
    for versions in told:
        for name, version in versions.items():
            found.setdefault(name, set()).add(version)
    return {name: sorted(versions) for name, versions in sorted(found.items())}


def page(facts: Mapping[str, Any]) -> str:
    """Lay the facts out as an HTML page, one row for each, for the report."""
    rows = "".join(
        f"<tr><th>{html.escape(name)}</th><td>{html.escape(value)}</td></tr>\n"
        for name, value in _flat(facts)
    )
    style = "font: 13px monospace; text-align: left; overflow-wrap: anywhere"
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>Provenance</title></head>\n<body><table style='{style}'>\n"
        f"{rows}</table></body></html>\n"
    )


def _flat(content: Any, path: str = "") -> Iterable[tuple[str, str]]:
    if isinstance(content, Mapping):
        for key, value in content.items():
            yield from _flat(value, f"{path} / {key}" if path else str(key))
    elif isinstance(content, list):
        yield path, ", ".join(map(str, content)) or "none"
    else:
        yield path, "unknown" if content is None else str(content)
