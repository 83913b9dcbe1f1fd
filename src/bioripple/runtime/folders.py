"""A folder of results that is replaced as a whole, or not at all."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bioripple.runtime.files import is_full_disk, read_json

STAGING = ".unfinished."


class NotOurs(ValueError):
    """A folder holds something that results may not replace."""


class CannotWrite(ValueError):
    """Results cannot be written where they are wanted."""


@dataclass(frozen=True)
class Results:
    """What a command leaves in a folder.

    Attributes
    ----------
    made_by
        The command; stands in the record.
    record
        JSON with `made_by`: where it is, names in `own` are results.
    own
        All names of files and folders that it may make, in the order in which they are
        put in their place. Where the last is, all that it speaks of is there.
    lock
        Name of a file that is locked while results are made.
    """

    made_by: str
    record: str
    own: tuple[str, ...]
    lock: str

    def check(self, folder: Path) -> bool:
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
        there = [name for name in self.own if (folder / name).exists()]
        if there and not self._is_ours(folder / self.record):
            raise NotOurs(
                f"{folder}: holds {there[0]!r}, which no `{self.made_by}` has made and "
                "which would be replaced; choose another folder with --out"
            )
        return bool(there)

    @contextmanager
    def replacing(self, folder: Path) -> Iterator[Path]:
        """Yield a folder to fill with `own`, which replace older ones at the end.

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
                _remove_abandoned(folder, self.lock)
                staging = stack.enter_context(_staging(folder, self.lock))
            yield staging
            self._commit(staging, folder)

    @contextmanager
    def alone_in(self, folder: Path, lock_name: str) -> Iterator[None]:
        """Keep a folder from others of the same command while the block runs.

        Parameters
        ----------
        folder
            Made if it is missing.
        lock_name
            Name of a file in it, which is removed afterwards.

        Raises
        ------
        CannotWrite
            If there can be no such folder, or somebody else is at it.
        """
        with ExitStack() as stack:
            with _having(folder):
                folder.mkdir(parents=True, exist_ok=True)
                lock = stack.enter_context((folder / lock_name).open("wb"))
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise CannotWrite(
                    f"{folder}: another `{self.made_by}` is writing there; wait for "
                    "it, or choose another folder"
                ) from None
            except OSError:
                pass  # some file systems know no locks
            stack.callback((folder / lock_name).unlink, missing_ok=True)
            yield

    def clear(self, folder: Path) -> None:
        """Remove results from a folder, and nothing else; there need be none."""
        if self._is_ours(folder / self.record):
            for name in self.own:
                path = folder / name
                if path.is_dir():
                    shutil.rmtree(path)
                else:
                    path.unlink(missing_ok=True)

    def _is_ours(self, path: Path) -> bool:
        try:
            content: Any = read_json(path)
        except (OSError, ValueError, RecursionError):
            return False
        return isinstance(content, dict) and content.get("made_by") == self.made_by

    def _commit(self, staging: Path, folder: Path) -> None:
        """Put the last thing last: where it is, all that it speaks of is there."""
        *first, last = self.own
        (folder / last).unlink(missing_ok=True)
        older = staging / ".older"
        older.mkdir()
        for name in (*first, last):
            # Folders cannot be replaced while they hold something.
            if (folder / name).is_dir() or not (staging / name).exists():
                with suppress(FileNotFoundError):
                    (folder / name).replace(older / name)
            if (staging / name).exists():
                (staging / name).replace(folder / name)
        shutil.rmtree(older, ignore_errors=True)


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
def _staging(folder: Path, lock_name: str) -> Iterator[Path]:
    """Yield a hidden folder whose lock is held until it is removed."""
    with (
        tempfile.TemporaryDirectory(
            dir=folder, prefix=STAGING, ignore_cleanup_errors=True
        ) as name,
        (Path(name) / lock_name).open("wb") as lock,
    ):
        _is_locked(lock)
        yield Path(name)


def _remove_abandoned(folder: Path, lock_name: str) -> None:
    """Remove what runs that were killed have left, and nothing of those that live.

    Forked processes share the lock of the one that started them: while any of them
    still writes into its folder, it is held.
    """
    for path in folder.glob(f"{STAGING}*/{lock_name}"):
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
