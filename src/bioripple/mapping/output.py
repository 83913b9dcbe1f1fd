"""A folder of results that is replaced as a whole, or not at all."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from bioripple.runtime.files import is_full_disk, read_json, real_path

RUN, TABLE, MODELS = "run.json", "outcomes.tsv", "models"
OWN = (TABLE, MODELS, RUN)
MADE_BY = "bioripple map"
STAGING, LOCK = ".unfinished.", ".lock-of-bioripple-map"


class NotOurs(ValueError):
    """A folder holds something that results may not replace."""


class CannotWrite(ValueError):
    """Results cannot be written where they are wanted."""


def check_output(folder: Path) -> bool:
    """Make sure that results can go to a folder; say whether it holds older ones.

    Raises
    ------
    NotOurs
        If it is no folder, or holds something of the same name that is no result.
    CannotWrite
        If it cannot be looked at.
    """
    with _having(folder):
        if not folder.exists():
            return False
    if not folder.is_dir():
        raise NotOurs(f"{folder}: is a file; expected a folder, or none")
    there = [name for name in OWN if (folder / name).exists()]
    if there and not _is_ours(folder / RUN):
        raise NotOurs(
            f"{folder}: holds {there[0]!r}, which no `{MADE_BY}` has made and which "
            "would be replaced; choose another folder with --out"
        )
    return bool(there)


def check_inputs(folder: Path, inputs: Iterable[Path]) -> None:
    """Make sure that no file is read from where results will be replaced.

    Raises
    ------
    NotOurs
        If one is.
    """
    models = (folder / MODELS).resolve()
    inside = [path for path in inputs if real_path(path).is_relative_to(models)]
    if inside:
        raise NotOurs(f"{inside[0]}: lies in {folder / MODELS}, which is replaced")


def _is_ours(path: Path) -> bool:
    try:
        content: Any = read_json(path)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("made_by") == MADE_BY


@contextmanager
def replacing_results(folder: Path) -> Iterator[Path]:
    """Yield a folder to fill with `OWN`, which take the place of older ones at the end.

    Parameters
    ----------
    folder
        Made if it is missing, and removed again if the block raises. What runs that
        were killed have left in it is removed, too.

    Yields
    ------
    Path
        A hidden folder within; nothing is left of it if the block raises.

    Raises
    ------
    CannotWrite
        If there can be no such folder.
    """
    made = not folder.exists()
    with ExitStack() as stack:
        with _having(folder):
            folder.mkdir(parents=True, exist_ok=True)
            if made:
                stack.callback(_remove_empty, folder)
            _remove_abandoned(folder)
            staging = stack.enter_context(_staging(folder))
        yield staging
        _commit(staging, folder)


@contextmanager
def _having(folder: Path) -> Iterator[None]:
    """Say of a folder that cannot be had that results cannot be written there."""
    try:
        yield
    except OSError as problem:
        if is_full_disk(problem):
            raise
        raise CannotWrite(
            f"{folder}: results cannot be written there: {problem.strerror}"
        ) from None


@contextmanager
def _staging(folder: Path) -> Iterator[Path]:
    """Yield a hidden folder whose lock is held until it is removed."""
    with (
        tempfile.TemporaryDirectory(
            dir=folder, prefix=STAGING, ignore_cleanup_errors=True
        ) as name,
        (Path(name) / LOCK).open("wb") as lock,
    ):
        _is_locked(lock)
        yield Path(name)


def _remove_abandoned(folder: Path) -> None:
    """Remove what runs that were killed have left, and nothing of those that live.

    Forked processes share the lock of the one that started them: while any of them
    still writes into its folder, it is held.
    """
    for path in folder.glob(f"{STAGING}*/{LOCK}"):
        with suppress(OSError), path.open("rb+") as lock:
            if _is_locked(lock):
                shutil.rmtree(path.parent, ignore_errors=True)


def _is_locked(lock: BinaryIO) -> bool:
    """Lock a file, if nobody else has; some file systems know no locks."""
    with suppress(OSError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


def _remove_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _commit(staging: Path, folder: Path) -> None:
    """Put the table last: where it is, all that it lists is there."""
    (folder / TABLE).unlink(missing_ok=True)
    (staging / RUN).replace(folder / RUN)
    if (folder / MODELS).exists():
        (folder / MODELS).replace(staging / "older")
    (staging / MODELS).replace(folder / MODELS)
    (staging / TABLE).replace(folder / TABLE)
    shutil.rmtree(staging / "older", ignore_errors=True)
