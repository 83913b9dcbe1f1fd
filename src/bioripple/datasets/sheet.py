"""Read the model sheet: a tab-separated table of ids, digests, names and files.

The workflow reads it before any job, so this needs nothing that Snakemake has not.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bioripple.runtime.text import MOST, one_line

COLUMNS = ("id", "sha256", "name", "file", "source")
SOURCES = ("archive", "biomodels", "directory")
ID_LETTERS = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
ID = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}")
DIGEST = re.compile(r"[0-9a-f]{64}")
LONGEST_FILE = 1000  # characters
MOST_PROBLEMS = 10  # as many are told at once
MOST_BYTES = 64 * 1024 * 1024
MOST_ROWS = 200_000  # a run of them all has a million jobs, which have to fit in memory


class SheetError(ValueError):
    """The model sheet cannot be used; the message names the rows, one in a line."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n  ".join(one_line(line) for line in lines))


@dataclass(frozen=True)
class SheetRow:
    """One model.

    Attributes
    ----------
    id
        Identifier; also the name of the model's folders.
    sha256
        SHA-256 of the SBML file, 64 lower-case hexadecimal digits; empty = unchecked.
    name
        What people call the model; a longer one is cut off at 500 characters.
    file
        Its file, relative to the user's folder of models; empty = `{id}.xml`.
    source
        Where the SBML file comes from, one of `SOURCES`; empty = as configured.
    """

    id: str
    sha256: str = ""
    name: str = ""
    file: str = ""
    source: str = ""

    @property
    def path(self) -> str:
        """Its file, relative to the folder of models."""
        return self.file or f"{self.id}.xml"


def read_sheet(path: Path) -> list[SheetRow]:
    """Read and check a model sheet.

    Parameters
    ----------
    path
        Tab-separated UTF-8 text. The first line names the columns: `id`, and if wanted
        the other `COLUMNS`. Blank lines are skipped.

    Returns
    -------
    list of SheetRow
        In the order of the file; at least one.

    Raises
    ------
    SheetError
        If the file is missing or anything in it is wrong; the message names up to ten
        rows, what was found and what was expected.
    """
    header, *lines = _lines(path)
    columns = [column.strip() for column in header[1].split("\t")]
    _check_header(path, columns)
    rows, problems, seen = [], [], dict[str, int]()
    for number, line in lines:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > len(columns):
            problems.append(
                f"row {number}: {len(cells)} cells, but {len(columns)} columns"
            )
            continue
        row = SheetRow(**dict(zip(columns, cells, strict=False)))
        row = replace(row, name=one_line(row.name, most=MOST))
        found = row_problems(row)
        # Folders are named after ids, and some file systems ignore the case of names.
        first = seen.setdefault(row.id.lower(), number)
        if first != number:
            found.append(f"id {row.id!r} is already in row {first}; ids are unique")
        problems += [f"row {number}: {problem}" for problem in found]
        rows.append(row)
    if problems:
        raise SheetError(f"{path}:", *few(problems))
    if not rows:
        raise SheetError(f"{path}: lists no model; expected a row for each")
    return rows


def row_problems(row: SheetRow) -> list[str]:
    """Return what is wrong with a row, one sentence each."""
    problems = []
    if not ID.fullmatch(row.id) or ".." in row.id:
        problems.append(
            f"id {row.id[:200]!r}: expected up to 100 letters, digits, '_', '-' or "
            "'.', not beginning with '-' or '.', without '..'"
        )
    if row.sha256 and not DIGEST.fullmatch(row.sha256):
        problems.append(
            f"sha256 {row.sha256[:200]!r} of {row.id[:200]!r}: expected 64 lower-case "
            "hexadecimal digits, or nothing to leave the file unchecked"
        )
    if file_problem(row.file):
        problems.append(
            f"file {row.file[:200]!r} of {row.id[:200]!r}: {file_problem(row.file)}"
        )
    if row.source and row.source not in SOURCES:
        problems.append(
            f"source {row.source[:200]!r} of {row.id[:200]!r}: expected one of "
            f"{', '.join(SOURCES)}, or nothing to take `models/source`"
        )
    return problems


def few(problems: Sequence[str]) -> list[str]:
    """Return the first problems, and how many more there are."""
    more = len(problems) - MOST_PROBLEMS
    tail = [f"… and {more} more"] if more > 0 else []
    return [*problems[:MOST_PROBLEMS], *tail]


def check_files(rows: Sequence[SheetRow], *, source: str) -> None:
    """Make sure that no row names a file that would not be read.

    Parameters
    ----------
    rows
        The sheet.
    source
        Where files come from if their row does not say, as in the configuration.

    Raises
    ------
    SheetError
        If files come from elsewhere than the user's folder.
    """
    for row in rows:
        found = row.source or source
        if row.file and found != "directory":
            raise SheetError(
                f"the model sheet names a file for {row.id!r}, but its source is "
                f"{found!r}; expected 'directory', in the row or as models/source"
            )


def file_problem(file: str) -> str:
    """Return why a file cannot be named in a sheet; nothing if it can."""
    if len(file) > LONGEST_FILE or not file.isprintable() or file != file.strip():
        return (
            f"expected up to {LONGEST_FILE} printable characters, no blank at the ends"
        )
    if file.startswith("/") or ".." in file.split("/"):
        return "expected a path within the folder of models"
    if "{" in file or "}" in file:
        return "expected no braces, in whose place Snakemake would put something"
    return ""


def _lines(path: Path) -> list[tuple[int, str]]:
    try:
        if not path.exists():
            raise SheetError(f"{path}: there is no such model sheet")
        if not path.is_file():
            raise SheetError(f"{path}: expected a file, found a folder or a device")
        with path.open("rb") as stream:
            content = stream.read(MOST_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise SheetError(f"{path}: cannot be read: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise SheetError(f"{path}: not UTF-8 text ({error.reason})") from None
    if len(content) > MOST_BYTES:
        raise SheetError(f"{path}: has more than {MOST_BYTES} bytes")
    numbered = enumerate(text.split("\n"), start=1)
    lines = [(number, line) for number, line in numbered if line.strip()]
    if not lines:
        raise SheetError(f"{path}: is empty; expected a header {' '.join(COLUMNS)}")
    if len(lines) > MOST_ROWS + 1:
        raise SheetError(f"{path}: has {len(lines)} rows; at most {MOST_ROWS}")
    return lines


def _check_header(path: Path, columns: Sequence[str]) -> None:
    unknown = [column for column in columns if column not in COLUMNS]
    if not unknown and "id" in columns and len(set(columns)) == len(columns):
        return
    hint = "; separate columns by tabs" if len(columns) == 1 else ""
    raise SheetError(
        f"{path}: found the columns {list(columns[:9])}; expected 'id', and if wanted "
        f"{', '.join(map(repr, COLUMNS[1:]))}, each once{hint}"
    )
