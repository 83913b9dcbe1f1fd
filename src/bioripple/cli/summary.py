"""What came out of a run: how many files ended how, and why."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from pathlib import Path

from bioripple.mapping.many_models import UNKNOWN, Ending
from bioripple.mapping.output import MODELS, TABLE
from bioripple.runtime.text import one_line
from bioripple.vocabulary import STATUSES

SHOWN = 5  # models of one reason that are named
LONGEST = 300  # characters of a reason
ONE = re.compile(r"\b1 node\b")  # is told with those that have several
# Names and numbers, which may differ among reasons of one kind.
PARTICULAR = re.compile(r"('[^']*'|\"[^\"]*\"|(?<![A-Za-z_])[-+]?\d[\d.,eE+-]*)")


def summary(
    endings: Sequence[Ending], out: Path, seconds: float, *, replaced: bool
) -> str:
    """Return the last words of `bioripple map`.

    Parameters
    ----------
    endings
        What became of each file.
    out
        Where the results are.
    seconds
        How long it took [s].
    replaced
        Whether older results were there.
    """
    counts = Counter(ending.status for ending in endings)
    statuses = [it for it in (*STATUSES, UNKNOWN) if counts[it]]
    shown = ", ".join(f"{counts[status]} {status}" for status in statuses)
    files = f"{len(endings)} file{'s' * (len(endings) != 1)}"
    lines = [f"{files} in {seconds:.0f} s: {shown}"]
    for status in statuses:
        lines += _reasons(status, [it for it in endings if it.status == status])
    older = " (in place of older ones)" if replaced else ""
    place = one_line(str(out))
    lines += ["", f"Outcomes: {place}/{TABLE}{older}", f"Results:  {place}/{MODELS}/"]
    return "\n".join(lines)


def _reasons(status: str, endings: Sequence[Ending]) -> list[str]:
    """Return the reasons of a status, the most frequent first."""
    kinds = defaultdict(list)
    for ending in endings:
        if ending.reason:
            parts = PARTICULAR.split(ONE.sub("1 nodes", _reason(ending)))
            kinds[tuple(parts[::2])].append((ending.sbml_file.id, parts))
    lines = [f"{status}:"] if kinds else []
    for alike in sorted(kinds.values(), key=len, reverse=True):
        reason = _common([parts for _, parts in alike])
        names = ", ".join(id_ for id_, _ in alike[:SHOWN])
        more = ", …" if len(alike) > SHOWN else ""
        lines.append(f"{len(alike):>6}  {reason} ({names}{more})")
    return lines


def _reason(ending: Ending) -> str:
    """Return the reason on one line, without the path, which the table names."""
    text = one_line(ending.reason.removeprefix(f"{ending.sbml_file.path}: "))
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _common(reasons: Sequence[Sequence[str]]) -> str:
    """Return what reasons of one kind have in common, with … where they differ."""
    columns = (set(column) for column in zip(*reasons, strict=True))
    text = "".join(column.pop() if len(column) == 1 else "…" for column in columns)
    return re.sub(r"\b1 nodes\b", "1 node", text)
