"""What lies in a folder of results: of which configuration, finished or not, and what.

Snakemake starts and ends a run with this, so it needs nothing that Snakemake has not.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from bioripple.collection.caveats import caveats
from bioripple.experiment.config_files import read_config
from bioripple.experiment.console import duration
from bioripple.vocabulary import STATUSES

RUNS = "runs"  # folder of the runs that have a name
RESULTS = Path("results")  # as seen from where a run works
UNFINISHED = RESULTS / "UNFINISHED.txt"
REMEMBERED = RESULTS / "config.yaml"
OUTCOMES = RESULTS / "outcomes.tsv"
LOST = RESULTS / "lost"
PROVENANCE = RESULTS / "provenance.json"  # made last of all
# Set to a sentence by who wants results looked at and not made: it ends a run that has
# anything to make.
ONLY_LOOK = "BIORIPPLE_ONLY_LOOK"
LOOKING = {"all", "test"}  # rules that make no result
WHERE = {
    "Tables": ("table1.md", "table2.md", "outcomes.tsv", "accuracy.tsv"),
    "Figures": ("figures",),
}
MOST_REASONS, REASON_CHARACTERS = 5, 110
MOST_NAMES = 5  # of models with doubtful numbers

TEXT = """\
A run that began on {when} has not finished here: it still runs, it failed, or it was
stopped. What it made stands beside tables, figures and models of runs before it, if
there were any: they do not belong together.{changes}
Start the run again. This file goes when it has finished.
"""
HEAD = """\
# What differs from config/config.yaml in the configuration that the results beside
# this file are made with. Written by each run; `make report`, `make check` and further
# runs of this name read it where they are given no configuration.
"""


class NotFinished(Exception):
    """Results were to be looked at, but some of them would have to be made first."""


def begin(
    config: Mapping[str, Any],
    shipped: Mapping[str, Any],
    jobs: Sequence[tuple[str, Sequence[str]]],
    *,
    folder: Path = Path(),
) -> list[str]:
    """Mark a folder as unfinished, and keep what it is made with.

    Parameters
    ----------
    config
        The whole configuration of the run that begins.
    shipped
        The one that it differs from.
    jobs
        Rule and outputs of everything that is to be made.
    folder
        Where the run works.

    Returns
    -------
    list of str
        What to say of it.

    Raises
    ------
    NotFinished
        If the results were only to be looked at.
    """
    to_make = [rule for rule, _ in jobs if rule not in LOOKING]
    if to_make and (reason := os.environ.get(ONLY_LOOK)):
        raise NotFinished(reason.format(number=len(to_make)))
    if not any(
        Path(name).parts[0] == RESULTS.name for _, made in jobs for name in made
    ):
        return []
    before = remembered(folder)
    now = differences(config, shipped)
    changed = None if before is None else sorted(changed_keys(before, now))
    told = f"\nIt changed the configuration: {', '.join(changed)}." if changed else ""
    when = datetime.now(UTC).strftime("%Y-%m-%d at %H:%M UTC")
    (folder / RESULTS).mkdir(exist_ok=True)
    write_whole(folder / UNFINISHED, TEXT.format(when=when, changes=told))
    write_whole(folder / REMEMBERED, HEAD + yaml.safe_dump(now, sort_keys=False))
    if not changed:
        return []
    return [
        "The results here were made with another configuration "
        f"({', '.join(changed)}): what depends on it is made again."
    ]


def finish(*, whole: bool, was_unfinished: bool, folder: Path = Path()) -> None:
    """Take the mark off, unless results of an earlier run may still be mixed.

    Parameters
    ----------
    whole
        Whether the run went up to the record of provenance, which comes last of all.
    was_unfinished
        Whether the mark was there when it began.
    folder
        Where the run works.
    """
    if whole or not was_unfinished:
        (folder / UNFINISHED).unlink(missing_ok=True)


def is_unfinished(folder: Path = Path()) -> bool:
    """Return whether a run in this folder has not finished."""
    return (folder / UNFINISHED).is_file()


def remembered(folder: Path = Path()) -> dict[str, Any] | None:
    """Return what differs from the shipped configuration; None without results.

    Raises
    ------
    ConfigError
        If somebody has made something else of the file.
    """
    path = folder / REMEMBERED
    return read_config(path) if path.is_file() else None


def differences(
    config: Mapping[str, Any], shipped: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the keys of a configuration whose values differ from the shipped ones."""
    found: dict[str, Any] = {}
    for key, value in config.items():
        other = shipped.get(key)
        if isinstance(value, Mapping) and isinstance(other, Mapping):
            if inner := differences(value, other):
                found[key] = inner
        elif value != other:
            found[key] = _plain(value)
    return found


def changed_keys(
    one: Mapping[str, Any], other: Mapping[str, Any], place: str = ""
) -> Iterator[str]:
    """Yield the places, such as `gcn/epochs`, at which two configurations differ."""
    for key in dict.fromkeys([*one, *other]):
        a, b = one.get(key, {}), other.get(key, {})
        if isinstance(a, Mapping) and isinstance(b, Mapping):
            yield from changed_keys(a, b, f"{place}{key}/")
        elif a != b:
            yield f"{place}{key}"


def summary(
    seconds: float, *, metrics: Iterable[Path], shown: Path, report: str
) -> list[str]:
    """Return what came out of the run that works here, a line each.

    Parameters
    ----------
    seconds
        How long it took.
    metrics
        The file `metrics.json` of its training runs.
    shown
        This folder, as seen from where its user is.
    report
        The command that makes the report.
    """
    lines = [f"Finished in {duration(seconds)}."]
    if OUTCOMES.is_file():
        rows = _read(OUTCOMES)
        lines += _models(rows, shown)
        sound = sum(row["status"] == "scored" and not row["doubt"] for row in rows)
        lines += caveats(sound, filter(Path.is_file, metrics))
    lines += _lost(shown)
    for what, names in WHERE.items():
        there = [str(shown / RESULTS / n) for n in names if (RESULTS / n).exists()]
        if there:
            lines.append(f"{what}: {', '.join(there)}")
    if PROVENANCE.is_file():
        lines.append(f"All of it in one file, with captions: {report}")
    return lines


def unfinished(*, first: bool, shown: Path) -> list[str]:
    """Return the last words of a run that failed or was stopped, a line each.

    Parameters
    ----------
    first
        Whether there was nothing before it.
    shown
        This folder, as seen from where its user is.
    """
    beside = "." if first else " beside what was there before."
    return [
        f"Not finished: {shown / RESULTS} holds what this run made{beside}",
        f"{shown / UNFINISHED} says so until a run finishes.",
    ]


def _models(rows: Sequence[Mapping[str, str]], shown: Path) -> Iterator[str]:
    ends = Counter(row["status"] for row in rows)
    told = ", ".join(f"{ends[status]} {status}" for status in STATUSES)
    doubtful = [
        row["model"] for row in rows if row["status"] == "scored" and row["doubt"]
    ]
    names = ", ".join(doubtful[:MOST_NAMES]) + ", …" * (len(doubtful) > MOST_NAMES)
    doubt = f" ({len(doubtful)} of the scored with doubtful numbers: {names})"
    yield f"Models: {len(rows)}, of which {told}{doubt if doubtful else ''}."
    bad = [row for row in rows if row["status"] in ("refused", "failed")]
    for row in bad[:MOST_REASONS]:
        reason = _seen_from(shown, row["reason"])
        if len(reason) > REASON_CHARACTERS:
            reason = f"{reason[: REASON_CHARACTERS - 1]}…"
        yield f"  {row['model']} {row['status']}: {reason}"
    if len(bad) > MOST_REASONS:
        rest = len(bad) - MOST_REASONS
        yield f"  … and {rest} more; see the reasons in {shown / OUTCOMES}"


def _seen_from(shown: Path, reason: str) -> str:
    """Return a reason with the path that it begins with as its user can follow it."""
    path, colon, rest = reason.partition(": ")
    if not (colon and path.startswith(("../", "resources/"))):
        return reason
    return f"{os.path.normpath(shown / path)}{colon}{rest}"


def _lost(shown: Path) -> Iterator[str]:
    """Yield which steps have found nothing of some models, and where it says why."""
    counts = {path: len(_read(path)) for path in sorted(LOST.glob("*.tsv"))}
    told = [f"{shown / path} ({n})" for path, n in counts.items() if n]
    if told:
        yield f"Left out by some steps, with the reason: {', '.join(told)}"


def _read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def write_whole(path: Path, text: str) -> None:
    """Write a text as a file that is whole or as it was; without what needs numpy.

    Parts of a run, on one machine or several, may write the same file at a time.
    """
    mine = f"{os.uname().nodename}.{os.getpid()}"
    temporary = path.with_name(f".{path.name}.{mine}")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


def _plain(value: Any) -> Any:
    """Return mappings and lists of plain types, which YAML can write."""
    if isinstance(value, Mapping):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
