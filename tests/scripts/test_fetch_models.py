"""The step that unpacks the frozen archive."""

from pathlib import Path

import fetch_models
import pytest

from bioripple.datasets.archive import ArchiveError
from bioripple.runtime.files import sha256
from tests.support.zip_files import omex, write_wheel

FIRST, SECOND = "BIOMD0000000001", "BIOMD0000000002"


@pytest.fixture
def wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a tiny wheel with one sound and one broken model, for pip to find."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    return write_wheel(shelf, {FIRST: omex(FIRST, b"<sbml/>"), SECOND: b"broken"})


def run(wheel: Path, archive: Path, *, digest: str = "", more_bytes: int = 0) -> None:
    """Run the step."""
    fetch_models.main(
        requirement="tinymodels==1.0",
        sha256=digest or sha256(wheel),
        size_bytes=wheel.stat().st_size + more_bytes,
        max_file_mb=1,
        archive=archive,
    )


def test_fetches_models_and_records_the_broken_one(wheel: Path, tmp_path: Path) -> None:
    archive = tmp_path / "resources" / "archive"
    run(wheel, archive)
    assert (archive / f"{FIRST}.xml").read_bytes() == b"<sbml/>"
    assert "cannot be opened" in (archive / f"{SECOND}.error.json").read_text()
    assert [path.name for path in archive.parent.iterdir()] == ["archive"]


def test_a_wrong_hash_stops_before_anything_is_written(
    wheel: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "resources" / "archive"
    with pytest.raises(ArchiveError, match="do not use it"):
        run(wheel, archive, digest="0" * 64)
    assert not list(archive.parent.iterdir())


def test_a_wrong_size_stops_before_anything_is_written(
    wheel: Path, tmp_path: Path
) -> None:
    archive = tmp_path / "resources" / "archive"
    with pytest.raises(ArchiveError, match="size_bytes"):
        run(wheel, archive, more_bytes=1)
    assert not list(archive.parent.iterdir())
