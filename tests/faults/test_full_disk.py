"""A disk that fills up during a run: an error that says so, and no half file."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import (
    PROFILE,
    Make,
    assert_complete,
    assert_whole,
    final_files,
)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.snakemake,
    pytest.mark.skipif(
        sys.platform != "linux" or os.geteuid() != 0,
        reason="only root on Linux can mount a small disk",
    ),
]
FREE_KIB = 400


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no tmpfs can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(disk: Path, *, free_kib: int) -> Path:
    """Write a file that takes all but so much of the space."""
    filler = disk / "filler"
    state = os.statvfs(disk)
    size = state.f_bavail * state.f_frsize - free_kib * 1024
    with filler.open("wb") as stream:
        os.posix_fallocate(stream.fileno(), 0, size)
    return filler


def test_a_full_disk_is_told_and_nothing_half_is_kept(
    make: Make, undisturbed: Path, disk: Path
) -> None:
    workflow = make(disk / "run")
    workflow.folder.mkdir()
    filler = fill(disk, free_kib=FREE_KIB)
    done = workflow.run(*PROFILE)
    assert done.returncode != 0
    assert "No space left on device" in done.stdout, done.stdout
    assert "Logging error" not in done.stdout
    results = workflow.folder / "results"
    there = final_files(results)
    assert there
    assert there < final_files(undisturbed)
    assert_whole(results, undisturbed)
    filler.unlink()
    workflow.succeed(*PROFILE)
    assert_complete(workflow, undisturbed)
