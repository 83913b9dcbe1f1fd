"""Fetch the files of a public measured set, each the one that the sheet means."""

import time
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from bioripple.datasets.download import Patience, download
from bioripple.runtime.files import replacing

MOST_BYTES = 16 * 1024**2  # of one file


def fetch_measured(
    files: Mapping[str, str],
    folder: Path,
    *,
    url: str,
    patience: Patience,
    sleep: Callable[[float], None] = time.sleep,
) -> list[Path]:
    """Download the files of a set.

    Parameters
    ----------
    files
        SHA-256 by path behind the base address.
    folder
        An existing folder.
    url
        Base address, as `https://raw.githubusercontent.com`.
    patience
        When to retry and when to give up.
    sleep
        Called with the seconds to wait between attempts.

    Returns
    -------
    list of Path
        The files, under their own names.

    Raises
    ------
    Failed
        If one cannot be had, or is not the one that the digest belongs to.
    """
    found = []
    for path, digest in files.items():
        content = download(
            f"{url.rstrip('/')}/{quote(path)}",
            sha256=digest,
            max_bytes=MOST_BYTES,
            patience=patience,
            sleep=sleep,
        )
        file = folder / PurePosixPath(path).name
        with replacing(file) as temporary:
            temporary.write_bytes(content)
        found.append(file)
    return found
