"""Tables as HTML pages that need nothing else, to be sorted and searched.

Everything in a page is text: what a model says of itself cannot become markup, and the
page forbids every script but its own.
"""

import base64
import hashlib
import html
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STYLE = """\
body { font: 13px/1.4 system-ui, sans-serif; color: #1a1a1a; background: #fff;
  margin: 1.5em; }
p { max-width: 52em; }
table { border-collapse: collapse; margin: 0.5em 0 2em; }
th, td { padding: 0.2em 0.6em; text-align: left; vertical-align: top;
  border-bottom: 1px solid #d9d9d9; max-width: 36em; overflow-wrap: break-word; }
th { position: sticky; top: 0; background: #f4f4f4; cursor: pointer; }
th[aria-sort=ascending]::after { content: " \\2191"; }
th[aria-sort=descending]::after { content: " \\2193"; }
td.number { text-align: right; white-space: nowrap;
  font-variant-numeric: tabular-nums; }
"""
# Cells that hold no number, such as a dash, stay last in either direction.
SCRIPT = """\
for (const table of document.querySelectorAll("table")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => head.addEventListener("click", () => {
    const down = head.ariaSort === "ascending";
    const number = head.classList.contains("number");
    const value = row => row.cells[column].textContent;
    heads.forEach(other => { other.ariaSort = "none"; });
    head.ariaSort = down ? "descending" : "ascending";
    body.append(...[...body.rows].sort((one, other) => {
      const [a, b] = [one, other].map(value);
      if (!number) return (down ? -1 : 1) * a.localeCompare(b);
      const [x, y] = [a, b].map(text => parseFloat(text.replace("\\u2212", "-")));
      if (isNaN(x) || isNaN(y)) return isNaN(x) - isNaN(y);
      return (down ? -1 : 1) * (x - y);
    }));
  }));
  const search = table.previousElementSibling.querySelector("input");
  search.addEventListener("input", () => {
    const wanted = search.value.toLowerCase();
    for (const row of body.rows)
      row.hidden = !row.textContent.toLowerCase().includes(wanted);
  });
}
"""
_DIGEST = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
POLICY = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_DIGEST}'"


@dataclass(frozen=True)
class Table:
    """A table of a page.

    Attributes
    ----------
    heading
        What stands above it.
    columns
        Names of the columns.
    rows
        The cells, as many in each row as there are columns.
    numbers
        Names of the columns that are sorted by the number that a cell begins with.
    """

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    numbers: frozenset[str] = frozenset()


def page(title: str, *, notes: Iterable[str], tables: Iterable[Table]) -> str:
    """Lay out tables as one HTML page.

    Parameters
    ----------
    title
        Of the page.
    notes
        Paragraphs above the tables; what stands in `backticks` is shown as code.
    tables
        From top to bottom.

    Returns
    -------
    str
        A document without references to anything outside. A click on the name of a
        column sorts by it, a second click the other way round.
    """
    parts = [
        '<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n',
        f"<title>{html.escape(title)}</title>\n<style>\n{STYLE}</style></head>\n",
        f"<body>\n<h1>{html.escape(title)}</h1>\n",
        *(f"<p>{_with_code(note)}</p>\n" for note in notes),
        *map(_table, tables),
        f"<script>{SCRIPT}</script>\n</body></html>\n",
    ]
    return "".join(parts)


def _table(table: Table) -> str:
    kinds = [
        ' class="number"' if name in table.numbers else "" for name in table.columns
    ]
    head = _row("th", table.columns, kinds)
    body = "".join(_row("td", row, kinds) for row in table.rows)
    return (
        f"<h2>{_with_code(table.heading)}</h2>\n"
        '<p><label>Only rows with: <input type="search"></label></p>\n'
        f"<table>\n<thead>{head}</thead>\n<tbody>\n{body}</tbody></table>\n"
    )


def _row(tag: str, cells: Sequence[str], kinds: Sequence[str]) -> str:
    written = (
        f"<{tag}{kind}>{html.escape(cell)}</{tag}>"
        for cell, kind in zip(cells, kinds, strict=True)
    )
    return f"<tr>{''.join(written)}</tr>\n"


def _with_code(text: str) -> str:
    return re.sub(r"`([^`]*)`", r"<code>\1</code>", html.escape(text))
