"""`bioripple crosscheck`: ask other programs, write the page, check the causes."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.cli.console import complain, say
from bioripple.datasets.sheet import SheetError, read_sheet
from bioripple.errors import Refused
from bioripple.runtime.files import write_text
from bioripple.runtime.guard import Limits
from bioripple.validation.crosscheck.collection import (
    T_END,
    load_peers,
    measure_folder,
)
from bioripple.validation.crosscheck.comparison import Comparison, read_line
from bioripple.validation.crosscheck.table import check_causes, read_causes
from bioripple.validation.crosscheck.table import page as render


def run_crosscheck(
    folder: Path,
    *,
    page: Path,
    found: Sequence[Path],
    page_only: bool,
    causes: Path | None,
    sheet: Path | None,
    ids: tuple[str, str],
    limits: tuple[float, int],
) -> int:
    """Compare a folder's models; return the exit code of the command."""
    try:
        versions = load_peers()
        known = read_causes(causes) if causes else {}
        default = {row.id for row in read_sheet(sheet)} if sheet else set()
        if not page_only:
            lines = _measure(folder, ids, Limits(*limits))
            write_text(found[0], "".join(lines))
        records = _read(found)
    except (Refused, SheetError, ValueError, OSError) as problem:
        complain(problem)
        return 2
    compared = {record.model for record in records}
    told = {key: cause for key, cause in known.items() if key[0] in compared}
    write_text(page, render(records, told, versions, T_END, default=default))
    problems = check_causes(records, told)
    name = causes.name if causes else "no table of causes"
    is_told = all([say(f"{name}: {problem}") for problem in problems])
    return 1 if problems or not is_told else 0


def _measure(folder: Path, ids: tuple[str, str], limits: Limits) -> list[str]:
    """Return a line for each model, and say how it went as soon as that is known."""
    lines = []
    for record in measure_folder(folder, first=ids[0], last=ids[1], limits=limits):
        say(f"{record.model} {record.problems or ''}".rstrip())
        lines.append(record.line() + "\n")
    if not lines:
        raise Refused(f"{folder}: has no model between those ids")
    return lines


def _read(paths: Sequence[Path]) -> list[Comparison]:
    texts = [path.read_text(encoding="utf-8") for path in paths]
    return [read_line(line) for text in texts for line in text.splitlines()]
