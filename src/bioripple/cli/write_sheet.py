"""`bioripple make-sheet`: describe a folder of SBML files for the workflow."""

from collections.abc import Sequence, Sized
from pathlib import Path

from bioripple.cli.console import ENDINGS, Impossible, complain, say
from bioripple.datasets.folder import TooManyFiles
from bioripple.datasets.make_sheet import Listing, list_folder
from bioripple.datasets.make_sheet import write_sheet as write
from bioripple.datasets.sheet import SheetError, SheetRow, read_sheet
from bioripple.runtime.text import one_line


def write_sheet(folder: Path, sheet: Path, *, last: str, force: bool) -> int:
    """Write the sheet of a folder, say what is in it; return the exit code."""
    try:
        older = _check(folder, sheet)
        listing = list_folder(folder, last=last, apart=[sheet])
        if not listing.rows:
            raise Impossible(
                "\n".join([f"{folder}: holds no SBML file", *_rest(listing)])
            )
        if not force:
            _check_sources(sheet, older)
        write(sheet, listing.rows)
    except (Impossible, TooManyFiles) as problem:
        complain(problem)
        return 2
    except OSError as problem:
        complain(f"{sheet}: cannot be written: {problem.strerror}")
        return 1
    name = one_line(str(sheet))
    lines = [f"{name}: {_models(listing.rows)} of {one_line(str(folder))}"]
    if older:
        lines.insert(0, f"replaced {name}, which had {_models(older)}")
    told = "\n".join([*lines, *_renamed(listing), *_rest(listing)])
    return 0 if say(told) else 1


def _check_sources(sheet: Path, older: Sequence[SheetRow]) -> None:
    """Refuse to replace rows that say where a model comes from: no new one would."""
    given = [row for row in older if row.source]
    if given:
        sources = ", ".join(sorted({row.source for row in given}))
        raise Impossible(
            f"{sheet}: has a `source` for {_models(given)} ({sources}), which would be "
            "lost; write to another file, or replace it with --force"
        )


def _models(them: Sized) -> str:
    return f"{len(them)} model{'s' * (len(them) != 1)}"


def _check(folder: Path, sheet: Path) -> list[SheetRow]:
    """Return the rows of the sheet that is there already."""
    if not folder.exists():
        raise Impossible(f"{folder}: there is no such folder")
    if not folder.is_dir():
        raise Impossible(f"{folder}: is a file; expected a folder of {ENDINGS} files")
    if sheet.is_dir():
        raise Impossible(f"{sheet}: is a folder; expected the model sheet to write")
    try:
        return read_sheet(sheet) if sheet.exists() else []
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
