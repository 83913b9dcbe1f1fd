"""`bioripple make-sheet`: describe a folder of SBML files for the workflow."""

from pathlib import Path

from bioripple.cli.console import Impossible, complain
from bioripple.make_sheet import Listing, list_folder
from bioripple.make_sheet import write_sheet as write
from bioripple.sbml_files import LISTED, TooManyFiles
from bioripple.sheet import SheetError, read_sheet
from bioripple.text import one_line


def write_sheet(folder: Path, sheet: Path, *, last: str) -> int:
    """Write the sheet of a folder, say what is in it; return the exit code."""
    try:
        _check(folder, sheet)
        listing = list_folder(folder, last=last, apart=[sheet])
        if not listing.rows:
            raise Impossible(
                "\n".join([f"{folder}: holds no SBML file", *_rest(listing)])
            )
        write(sheet, listing.rows)
    except (Impossible, TooManyFiles) as problem:
        complain(problem)
        return 2
    except OSError as problem:
        complain(f"{sheet}: cannot be written: {problem.strerror}")
        return 1
    n = len(listing.rows)
    lines = [f"{sheet}: {n} model{'s' * (n != 1)} of {folder}"]
    print("\n".join([*lines, *_renamed(listing), *_rest(listing)]))
    return 0


def _check(folder: Path, sheet: Path) -> None:
    if not folder.exists():
        raise Impossible(f"{folder}: there is no such folder")
    if not folder.is_dir():
        raise Impossible(f"{folder}: is a file; expected a folder of {LISTED} files")
    if sheet.is_dir():
        raise Impossible(f"{sheet}: is a folder; expected the model sheet to write")
    if sheet.exists():
        try:
            read_sheet(sheet)
        except SheetError as problem:
            raise Impossible(
                f"{sheet}: is no model sheet, so it is not replaced ({problem})"
            ) from None


def _renamed(listing: Listing) -> list[str]:
    lines = [f"  {row.id} is {one_line(row.file)}" for row in listing.renamed]
    return (
        ["Not called {id}.xml; the column `file` names them:", *lines] if lines else []
    )


def _rest(listing: Listing) -> list[str]:
    lines = [f"  {one_line(name)}: {one_line(why)}" for name, why in listing.left_out]
    return ["Left out:", *lines] if lines else []
