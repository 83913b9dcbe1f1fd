"""The sheet of public measured sets: where each file is, and which it has to be.

The workflow reads it before any job, so this needs nothing that Snakemake has not.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, get_args

from bioripple.datasets.sheet import DIGEST, ID, SheetError, few
from bioripple.runtime.rows import read_rows

COLUMNS = ("set", "group", "network", "path", "sha256")
# Where a network is from: known before, inferred from these data, or simulated with
# them.
Origin = Literal["prior", "inferred", "simulated"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)


@dataclass(frozen=True)
class MeasuredFile:
    """A file of a set.

    Attributes
    ----------
    path
        Behind the base address; its last part is the name of the file.
    sha256
        64 lower-case hexadecimal digits.
    """

    path: str
    sha256: str

    @property
    def name(self) -> str:
        """What the file is called."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True)
class MeasuredSet:
    """A public set.

    Attributes
    ----------
    id
        Name; also that of its folder.
    group
        Sets of one group share data.
    network
        One of `ORIGINS`.
    files
        All of it.
    """

    id: str
    group: str
    network: str
    files: tuple[MeasuredFile, ...]


def read_measured_sheet(path: Path) -> dict[str, MeasuredSet]:
    """Read the sheet of public sets, by their ids, in the order of the file.

    Raises
    ------
    SheetError
        If anything in it is wrong; the message names the rows.
    """
    try:
        rows = read_rows(path, needed=COLUMNS)
    except (OSError, ValueError) as problem:
        raise SheetError(str(problem)) from None
    problems: list[str] = []
    found: dict[str, MeasuredSet] = {}
    for number, row in enumerate(rows, 2):
        file = MeasuredFile(row["path"], row["sha256"])
        problems += [f"row {number}: {it}" for it in _problems(row, file)]
        old = found.get(row["set"])
        if old and (old.group, old.network) != (row["group"], row["network"]):
            problems.append(
                f"row {number}: {row['set']!r} has another group or network"
            )
        files = (*(old.files if old else ()), file)
        found[row["set"]] = MeasuredSet(row["set"], row["group"], row["network"], files)
    if problems:
        raise SheetError(f"{path}:", *few(problems))
    return found


def _problems(row: dict[str, str], file: MeasuredFile) -> list[str]:
    problems = [
        f"{column} {row[column][:200]!r}: expected letters, digits, '_', '-' or '.'"
        for column in ("set", "group")
        if not ID.fullmatch(row[column])
    ]
    if row["network"] not in ORIGINS:
        problems.append(
            f"network {row['network'][:200]!r}: expected one of {', '.join(ORIGINS)}"
        )
    if not DIGEST.fullmatch(file.sha256):
        problems.append(f"sha256 {file.sha256[:200]!r}: expected 64 hexadecimal digits")
    if not file.name or ".." in file.path.split("/"):
        problems.append(f"path {file.path[:200]!r}: expected the way to a file")
    return problems
