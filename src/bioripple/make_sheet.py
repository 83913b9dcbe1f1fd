"""Write the model sheet of a folder of SBML files.

`python -m bioripple.make_sheet FOLDER SHEET` does it.
"""

import argparse
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.parsers import expat

from bioripple.files import write_text
from bioripple.outcome import Failed, Refused
from bioripple.plain_text import MOST, one_line
from bioripple.sheet import COLUMNS, SheetError, SheetRow, row_problems
from bioripple.source import read_model
from bioripple.xml_guard import MAX_BYTES, check_xml


def write_sheet(path: Path, rows: Iterable[SheetRow]) -> None:
    """Write a model sheet that `read_sheet` reads back."""
    lines = ["\t".join(COLUMNS)]
    lines += [
        "\t".join((row.id, row.sha256, one_line(row.name, most=MOST))) for row in rows
    ]
    write_text(path, "\n".join(lines) + "\n")


def rows_of_folder(folder: Path, *, last: str = "") -> list[SheetRow]:
    """Describe every `{id}.xml` of a folder.

    Parameters
    ----------
    folder
        Folder of SBML files.
    last
        Leave out ids that sort after this one; empty keeps all.

    Returns
    -------
    list of SheetRow
        Sorted by id, with digests and names.

    Raises
    ------
    SheetError
        If a file's name is no id or a file is not sound XML.
    """
    rows = []
    for path in sorted(folder.glob("*.xml")):
        if last and path.stem > last:
            continue
        try:
            content = read_model(path, model="", sha256="", max_bytes=MAX_BYTES)
            name = model_name(content)
        except (Failed, Refused) as error:
            raise SheetError(f"{path}: {error}") from None
        row = SheetRow(path.stem, hashlib.sha256(content).hexdigest(), name)
        if problems := row_problems(row):
            raise SheetError(f"{path}: {problems[0]}")
        rows.append(row)
    return rows


def model_name(content: bytes) -> str:
    """Return the name of an SBML model on one line, its id if it has none.

    Parameters
    ----------
    content
        The SBML file.

    Raises
    ------
    Failed, Refused
        If `xml_guard.check_xml` objects to the text.
    """
    check_xml(content)
    names: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if not names and tag.rsplit(" ", 1)[-1] == "model":
            names.append(attributes.get("name") or attributes.get("id", ""))

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.Parse(content, True)
    return one_line(names[0], most=MOST) if names else ""


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the sheet of a folder of SBML files."""
    parser = argparse.ArgumentParser(
        prog="python -m bioripple.make_sheet", description=main.__doc__
    )
    parser.add_argument("folder", type=Path, help="folder of {id}.xml files")
    parser.add_argument("sheet", type=Path, help="sheet to write")
    parser.add_argument("--last", default="", help="leave out ids after this one")
    chosen = parser.parse_args(arguments)
    rows = rows_of_folder(chosen.folder, last=chosen.last)
    if not rows:
        raise SheetError(f"{chosen.folder}: has no .xml file")
    write_sheet(chosen.sheet, rows)


if __name__ == "__main__":
    main()
