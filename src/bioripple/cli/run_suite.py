"""`bioripple suite`: run the SBML Test Suite and say how its cases end."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bioripple.cli.console import complain, say
from bioripple.runtime.files import write_text
from bioripple.validation.suite.cases import read_cases
from bioripple.validation.suite.simulate import Ending, run_case
from bioripple.validation.suite.table import in_scope, render


def run_suite(suite: Path, *, table: Path | None) -> int:
    """Run all cases; return the exit code of the command."""
    if not suite.exists():
        complain(f"{suite}: there is no such file or folder")
        return 2
    endings = [run_case(case) for case in read_cases(suite)]
    bad = [ending for ending in endings if _is_bad(ending)]
    shown = [f"{it.case.id} {it.status} {it.reason}" for it in bad]
    is_told = say("\n".join([*shown, *_counts(endings)]))
    if table:
        write_text(table, render(endings))
    return 1 if bad or not is_told else 0


def _is_bad(ending: Ending) -> bool:
    if ending.status == "wrong":
        return True
    return ending.status in ("failed", "not simulated") and in_scope(ending.case)


def _counts(endings: Sequence[Ending]) -> list[str]:
    inside = [ending for ending in endings if in_scope(ending.case)]
    return [
        f"{title}: {len(found)} {dict(Counter(ending.status for ending in found))}"
        for title, found in (("all cases", endings), ("in scope", inside))
    ]
