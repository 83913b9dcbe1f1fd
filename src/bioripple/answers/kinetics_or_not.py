"""Whether a question is for a model's own kinetics; imports nothing of them."""

from pathlib import Path

from bioripple.errors import Failed, Refused
from bioripple.formats.content import read_content
from bioripple.formats.kind import Format, kind_of
from bioripple.predictors.propagating import AUTO

KINETICS = "kinetics"  # what --method calls them


class NoNumbers(Exception):
    """A model has kinetics, but no answer comes of them."""


def has_kinetics(path: Path, method: str) -> bool:
    """Return whether a question is for the kinetics of the file.

    Raises
    ------
    Refused
        If they are asked for and the file has none, or it cannot be read.
    """
    if method not in (AUTO, KINETICS):
        return False
    kind = file_kind(path)
    if method == KINETICS and kind != "sbml":
        raise Refused(
            f"--method {KINETICS}: {path} is {kind}, which has none; expected SBML"
        )
    return kind == "sbml"


def file_kind(path: Path) -> Format:
    """Return the format of a file.

    Raises
    ------
    Refused
        If it cannot be read.
    """
    try:
        return kind_of(read_content(path))
    except (Refused, Failed) as problem:
        raise Refused(f"{path}: {problem}") from None
