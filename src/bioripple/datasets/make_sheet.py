"""Describe the SBML files of a folder in a model sheet."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from xml.parsers import expat

from bioripple.datasets.folder import find_models, ids_of
from bioripple.datasets.model_file import read_model
from bioripple.datasets.packed import unpack
from bioripple.datasets.sheet import COLUMNS, SheetRow, file_problem
from bioripple.errors import Failed, Refused
from bioripple.runtime.files import write_text
from bioripple.runtime.guard import KilledFromOutside, Limits, run_guarded
from bioripple.runtime.text import one_line
from bioripple.untrusted.xml import MAX_BYTES

LIMITS = Limits(seconds=60.0, memory_mb=1000)
LONGEST_NAME = 500  # characters


@dataclass(frozen=True)
class Listing:
    """What a folder holds.

    Attributes
    ----------
    rows
        A row for each SBML file, sorted by id.
    left_out
        All other files, each with the reason.
    """

    rows: list[SheetRow] = field(default_factory=list)
    left_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def renamed(self) -> list[SheetRow]:
        """The rows whose id is not their file's name."""
        return [row for row in self.rows if row.file and not _is_named_so(row)]


def _is_named_so(row: SheetRow) -> bool:
    return PurePosixPath(row.file).name.startswith(f"{row.id}.")


def write_sheet(path: Path, rows: Sequence[SheetRow]) -> None:
    """Write a model sheet that `read_sheet` reads back.

    It has a column beyond id, digest and name only if a row has something there.
    """
    columns = [
        name
        for name in COLUMNS
        if name in ("id", "sha256", "name") or any(getattr(row, name) for row in rows)
    ]
    cells = [[one_line(getattr(row, name)) for name in columns] for row in rows]
    write_text(path, "".join("\t".join(line) + "\n" for line in (columns, *cells)))


def list_folder(
    folder: Path, *, last: str = "", apart: Iterable[Path] = (), limits: Limits = LIMITS
) -> Listing:
    """Describe the SBML files of a folder and of those below it.

    Parameters
    ----------
    folder
        The folder; see `datasets.folder.find_models` for what is looked at.
    last
        Leave out ids that sort after this one; empty keeps all.
    apart
        Files that are not looked at.
    limits
        What reading one file may take: each is read in a process of its own.

    Returns
    -------
    Listing
        What is SBML by its first element, sound or not, has a row: whether it can be
        mapped is for the steps to say.
    """
    content = find_models(folder, apart=[path.resolve() for path in apart])
    listing = Listing()
    for name in content.others:
        listing.left_out.append((str(name), "is no SBML by its name"))
    named = []
    for name in content.models:
        if problem := file_problem(str(name)):
            listing.left_out.append((str(name), f"rename it: {problem}"))
        else:
            named.append(name)
    for id_, name in sorted(zip(ids_of(named), named, strict=True)):
        if last and id_ > last:
            continue
        try:
            digest, title = describe(folder / name, folder, limits)
        except (Failed, Refused) as problem:
            reason = str(problem).removeprefix(f"{folder / name}: ")
            listing.left_out.append((str(name), reason))
            continue
        file = "" if str(name) == f"{id_}.xml" else str(name)
        listing.rows.append(SheetRow(id_, digest, title, file))
    return listing


def describe(path: Path, folder: Path, limits: Limits) -> tuple[str, str]:
    """Return digest and name of an SBML file, read in a process of its own.

    Parameters
    ----------
    path, folder
        The file, and the folder that a link may not lead out of.
    limits
        What the process may use.

    Raises
    ------
    Failed, Refused
        If it cannot be read, or its first element is not that of SBML.
    """

    def look() -> tuple[str, str] | str:
        try:
            content = read_model(
                path, model="", sha256="", max_bytes=MAX_BYTES, within=folder
            )
            return hashlib.sha256(content).hexdigest(), model_name(content)
        except (Failed, Refused) as problem:
            return str(problem)

    try:
        ending = run_guarded(look, limits=limits)
    except KilledFromOutside as problem:
        raise Failed(str(problem)) from None
    except RuntimeError as bug:
        raise Failed(f"a bug in bioripple: {str(bug).splitlines()[-1]}") from None
    if isinstance(ending.value, tuple):
        digest, title = ending.value
        return digest, title
    raise Failed(ending.crash or ending.value)


class _Found(Exception):
    """Enough was seen."""


def model_name(content: bytes) -> str:
    """Return the name of an SBML model on one line, its id if it has none.

    Parameters
    ----------
    content
        The file, which may be compressed. No more of it is read than is needed.

    Raises
    ------
    Failed, Refused
        If its first element is not that of SBML.
    """
    plain = unpack(content, max_bytes=MAX_BYTES)
    first: list[str] = []
    names: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = tag.rsplit(" ", 1)[-1]
        if not first:
            first.append(element)
            if element != "sbml":
                raise Failed(f"is no SBML: its first element is <{element[:60]}>")
        elif element == "model":
            names.append(attributes.get("name") or attributes.get("id", ""))
            raise _Found

    def refuse(*_declaration: object) -> None:
        raise Refused("declares a document type (DTD), which SBML has none of")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(plain, True)
    except _Found:
        pass
    except (expat.ExpatError, ValueError) as error:
        # what begins as SBML and goes wrong then is a model that fails
        if not first:
            kind = "is empty" if not plain.strip() else f"is no SBML: {error}"
            raise Failed(kind) from None
    return one_line("".join(names)[:LONGEST_NAME])
