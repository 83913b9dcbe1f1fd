"""Find the SBML files of a folder by their names, and give each an id."""

import os
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bioripple.runtime.files import real_path

SUFFIXES = (".sbml.gz", ".xml.gz", ".sbml", ".xml", ".omex")
LISTED = ".xml, .sbml, .xml.gz, .sbml.gz and .omex"
LONGEST = 100  # characters of an id, as in a model sheet
MOST_FILES = 50_000


class TooManyFiles(ValueError):
    """A folder holds more files than can be worked on at once."""


@dataclass(frozen=True)
class FolderContent:
    """What a folder and those below it hold.

    Attributes
    ----------
    models
        Files whose names end as SBML files' do, relative to the folder, sorted.
    others
        All other files, and folders that cannot be read.
    """

    models: tuple[PurePosixPath, ...]
    others: tuple[PurePosixPath, ...]


def find_models(folder: Path, *, apart: Collection[Path] = ()) -> FolderContent:
    """Look through a folder for SBML files.

    Parameters
    ----------
    folder
        Where to look. What is hidden (`.name`) is left out, and links to folders are
        not followed.
    apart
        Files and folders that are left out too, by their resolved paths.

    Raises
    ------
    TooManyFiles
        If there are more than `MOST_FILES` of either kind.
    """
    models: list[PurePosixPath] = []
    others: list[PurePosixPath] = []

    def relative(path: str | Path) -> PurePosixPath:
        return PurePosixPath(Path(path).relative_to(folder).as_posix())

    def cannot_read(error: OSError) -> None:
        others.append(relative(error.filename))

    for root, folders, files in os.walk(folder, onerror=cannot_read):
        folders[:] = [name for name in folders if _is_wanted(Path(root, name), apart)]
        for name in files:
            path = Path(root, name)
            if _is_wanted(path, apart):
                kind = models if name.lower().endswith(SUFFIXES) else others
                kind.append(relative(path))
        if max(len(models), len(others)) > MOST_FILES:
            raise TooManyFiles(f"{folder}: has more than {MOST_FILES} files")
    return FolderContent(tuple(sorted(models)), tuple(sorted(others)))


def _is_wanted(path: Path, apart: Collection[Path]) -> bool:
    # what macOS adds to an archive repeats the names of its files
    hidden = path.name.startswith(".") or path.name == "__MACOSX"
    return not hidden and real_path(path) not in apart


def ids_of(names: Sequence[PurePosixPath]) -> list[str]:
    """Return an id for each file that a sheet and a folder can be named after.

    Parameters
    ----------
    names
        Files, relative to a folder.

    Returns
    -------
    list of str
        The name without its ending, as far as it has letters, digits, `_`, `-` and `.`
        only. Files of one name in several folders are called after their folders, too,
        and what is alike even then has a number. Ids differ in more than their case.
    """
    stems = [_plain(_stem(name.name)) for name in names]
    shared = Counter(stem.lower() for stem in stems)
    ids = [""] * len(names)
    taken: set[str] = set()

    def turn(index: int) -> tuple[bool, bool, PurePosixPath]:
        # who is called so from the start comes before who has to be renamed
        name = names[index]
        return stems[index] != _stem(name.name), name.suffix != ".xml", name

    for index in sorted(range(len(names)), key=turn):
        wanted, name = stems[index], names[index]
        if shared[wanted.lower()] > 1:
            wanted = _plain("_".join([*name.parts[:-1], _stem(name.name)]))
        ids[index] = _unlike(wanted, taken)
        taken.add(ids[index].lower())
    return ids


def _stem(name: str) -> str:
    ending = next((end for end in SUFFIXES if name.lower().endswith(end)), "")
    return name[: len(name) - len(ending)]


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", letters)
    plain = re.sub(r"\.{2,}", ".", plain)
    if plain != text:
        plain = plain.strip("_")
    return plain.lstrip("-.")[:LONGEST] or "model"


def _unlike(wanted: str, taken: Collection[str]) -> str:
    found, number = wanted, 1
    while found.lower() in taken:
        number += 1
        ending = f"_{number}"
        found = wanted[: LONGEST - len(ending)] + ending
    return found
