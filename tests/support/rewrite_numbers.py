"""Write into the documents what the tables of a run have now, after code has changed.

`python -m tests.support.rewrite_numbers results`; then read the pages, for their
sentences speak of these numbers, and spreads and intervals beside them stay.
"""

import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from bioripple.runtime import rows
from bioripple.runtime.files import write_text
from tests.support.stated_numbers import (
    COLUMNS,
    FILE,
    ROOT,
    Stated,
    Table,
    difference,
    read_stated,
    value_of,
)

BRACES = re.compile(r"{([^{}]+)}")


def like(shown: str, value: float) -> str:
    """Return a number as another one is printed: digits, sign, per cent, commas."""
    digits = len(shown.rstrip(" %").rpartition(".")[2]) if "." in shown else 0
    sign = "+" if shown[0] in "+−" else "-"  # a gain says which it is
    per_cent = shown.endswith("%")
    commas = "," if "," in shown or not digits else ""
    text = f"{100 * value if per_cent else value:{sign}{commas}.{digits}f}"
    if not per_cent and not shown.lstrip("+−-").startswith("0"):
        text = re.sub(r"^([+-]?)0\.", r"\1.", text)
    return text.replace("-", "−") + " %" * per_cent


def rewritten(
    stated: Sequence[Stated], pages: Mapping[str, str], tables: Mapping[str, Table]
) -> tuple[list[Stated], dict[str, str]]:
    """Return the lines and the pages with the numbers that the tables have.

    Parameters
    ----------
    stated
        Lines of docs/numbers.tsv.
    pages
        Texts by name.
    tables
        Those that there are; what is from others stays.

    Raises
    ------
    SystemExit
        If the words of a line are not on its page.
    """
    lines, texts = list(stated), dict(pages)
    for k in range(len(lines)):
        line = lines[k]
        if line.table not in tables or not difference(line, tables[line.table]):
            continue
        (shown,) = BRACES.findall(line.text)
        number = like(shown, value_of(line, tables[line.table]))
        before, _, after = line.text.partition(f"{{{shown}}}")
        pattern = "".join(
            f"({part})" for part in (_loose(before), _loose(shown), _loose(after))
        )
        text, found = re.subn(pattern, rf"\g<1>{number}\g<3>", texts[line.page])
        if not found:
            raise SystemExit(f"{line.page}: does not say {line.words!r}")
        texts[line.page] = text
        lines[k] = replace(line, text=f"{before}{{{number}}}{after}")
        # lines of the same row quote this number before or behind their own
        old = (line.words, len(before), shown)
        for other in range(len(lines)):
            if other != k and lines[other].page == line.page:
                lines[other] = _quoting(lines[other], *old, number)
    return lines, texts


def _loose(words: str) -> str:
    """Return a pattern of words, wherever their lines are broken."""
    return r"\s+".join(re.escape(word) for word in re.split(r"\s+", words))


def _quoting(line: Stated, words: str, place: int, old: str, new: str) -> Stated:
    """Return a line that quotes some words with a number in them as it is now.

    Parameters
    ----------
    line
        The line; its own number stays.
    words, place, old, new
        What stood on the page, where in it the number begins, and the number, before
        and after.
    """
    start = line.words.find(words)
    before, own, after = re.split("[{}]", line.text)
    at = start + place
    if start < 0 or len(before) - len(old) < at < len(before + own):
        return line
    if at < len(before):
        before = before[:at] + new + before[at + len(old) :]
    else:
        at -= len(before + own)
        after = after[:at] + new + after[at + len(old) :]
    return replace(line, text=f"{before}{{{own}}}{after}")


def main(results: Path) -> None:
    """Rewrite docs/numbers.tsv and the pages that it names."""
    stated = read_stated()
    names = {line.table for line in stated}
    tables = {
        name: rows.read_rows(results / name)
        for name in names
        if (results / name).is_file()
    }
    pages = {
        name: (ROOT / name).read_text(encoding="utf-8")
        for name in {line.page for line in stated}
    }
    lines, texts = rewritten(stated, pages, tables)
    for name, text in texts.items():
        if text != pages[name]:
            write_text(ROOT / name, text)
            print(f"{name} is rewritten")
    cells = (
        (it.page, it.text, it.table, it.rows, it.column, f"{it.rounding:g}")
        for it in lines
    )
    write_text(FILE, rows.text_of(COLUMNS, cells))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
