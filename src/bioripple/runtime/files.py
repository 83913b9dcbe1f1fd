"""Write files whole or not at all, and read arrays without running anything.

Every writer makes a temporary file in the target's folder and renames it, so that a
killed process or a full disk never leaves half an output under its final name.
"""

import errno
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.npyio import NpzFile
from numpy.typing import ArrayLike, NDArray

from bioripple.runtime.text import one_line

# No space, no quota, or a limit on the size of files: none is the fault of a model.
FULL_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def is_full_disk(error: BaseException | None) -> bool:
    """Return whether an error, or one that it came from, says that the disk is full."""
    while error is not None:
        if isinstance(error, OSError) and error.errno in FULL_DISK:
            return True
        error = error.__cause__ or error.__context__
    return False


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path that becomes `path` if the block succeeds.

    Parameters
    ----------
    path
        The final file. Its folder is made if it is missing.

    Yields
    ------
    Path
        A file in the same folder with the same suffix, removed if the block raises.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        dir=path.parent, prefix=f".{path.stem}.", suffix=path.suffix
    )
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def remove_unfinished(path: Path) -> None:
    """Remove what a process that was killed within `replacing(path)` has left."""
    for temporary in path.parent.glob(f".{path.stem}.*{path.suffix}"):
        temporary.unlink(missing_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write `text` as UTF-8."""
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(path: Path, content: Any, *, indent: int | None = 1) -> None:
    """Write `content` as JSON; NaN and infinity are an error, not invented values."""
    write_text(path, json.dumps(content, indent=indent, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    ValueError
        If it is no plain file, or not whole; the message names it.
    """
    if path.exists() and not path.is_file():  # a pipe may keep who opens it for ever
        raise ValueError(f"{path}: expected a file, found a folder or a device")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        raise ValueError(
            f"{path}: is damaged ({one_line(str(error), most=200)}); delete it and run "
            "again"
        ) from None


def write_arrays(path: Path, arrays: Mapping[str, ArrayLike]) -> None:
    """Write named arrays as a compressed npz; the bytes depend on the content only."""
    with replacing(path) as temporary, temporary.open("wb") as stream:
        np.savez_compressed(stream, allow_pickle=False, **dict(arrays))


def read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    """Read every array of an npz; pickled objects are refused by numpy."""
    with np.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


@cache
def open_arrays(path: Path) -> NpzFile:
    """Open an npz to read some of its arrays; a process opens it once and keeps it."""
    archive: NpzFile = np.load(path, allow_pickle=False)
    return archive


# A forked child that kept its parent's open file would share the place they read at.
os.register_at_fork(after_in_child=open_arrays.cache_clear)


def real_path(path: Path) -> Path:
    """Return where a path leads to; of links that lead in a ring, one of them.

    `Path.resolve` raises an error of its own where there is a ring.
    """
    return Path(os.path.realpath(path))


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as 64 hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
