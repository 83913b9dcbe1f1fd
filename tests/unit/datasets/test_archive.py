"""The frozen archive: what pip may bring, and what the wheel may hold."""

import hashlib
from pathlib import Path

import pytest

from bioripple.datasets.archive import (
    ArchiveError,
    download_archive,
    read_model_member,
    unpack_archive,
    verify_archive,
)
from bioripple.errors import Failed
from bioripple.runtime.files import sha256
from bioripple.runtime.records import read_record
from tests.support.zip_files import (
    OMEX_FOLDER,
    member,
    omex,
    with_offset,
    write_wheel,
    zip_bytes,
)

SBML = b"<sbml>one</sbml>"
FIRST, SECOND, THIRD = (f"BIOMD000000000{number}" for number in (1, 2, 3))


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder that pip takes for its only index."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(shelf))
    return shelf


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """Return an empty folder to download to."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    return folder


def test_downloads_the_pinned_wheel_and_nothing_else(shelf: Path, empty: Path) -> None:
    wheel = write_wheel(shelf, {FIRST: omex(FIRST, SBML)})
    found = download_archive("tinymodels==1.0", sha256=sha256(wheel), folder=empty)
    assert found.read_bytes() == wheel.read_bytes()
    assert list(empty.glob("*.whl")) == [found]


def test_a_wrong_hash_stops_with_both_hashes(shelf: Path, empty: Path) -> None:
    wheel = write_wheel(shelf, {FIRST: omex(FIRST, SBML)})
    right, wrong = sha256(wheel), "0" * 64
    with pytest.raises(ArchiveError, match=r"models\.archive\.sha256") as caught:
        download_archive("tinymodels==1.0", sha256=wrong, folder=empty)
    assert right in str(caught.value)
    assert wrong in str(caught.value)
    assert not list(empty.glob("*.whl"))


def test_a_missing_archive_tells_what_pip_said(shelf: Path, empty: Path) -> None:
    assert shelf.is_dir()
    with pytest.raises(ArchiveError, match=r"could not download.*tinymodels"):
        download_archive("tinymodels==1.0", sha256="0" * 64, folder=empty)


def test_a_source_distribution_is_never_built(shelf: Path, empty: Path) -> None:
    """Its build would run code of its own choosing."""
    marker = empty.parent / "ran"
    project = (
        b'[build-system]\nrequires = []\nbackend-path = ["."]\nbuild-backend = "b"\n'
    )
    backend = f"open({str(marker)!r}, 'w').close()".encode()
    members = {"tinymodels-1.0/pyproject.toml": project, "tinymodels-1.0/b.py": backend}
    source = shelf / "tinymodels-1.0.zip"
    source.write_bytes(zip_bytes(members))
    with pytest.raises(ArchiveError, match="could not download"):
        download_archive("tinymodels==1.0", sha256=sha256(source), folder=empty)
    assert not marker.exists()


def test_a_slow_download_is_given_up(shelf: Path, empty: Path) -> None:
    assert shelf.is_dir()
    with pytest.raises(ArchiveError, match=r"longer than 0\.01 s"):
        download_archive("tinymodels==1.0", sha256="0" * 64, folder=empty, seconds=0.01)


@pytest.mark.parametrize(
    ("requirement", "digest"),
    [
        ("tinymodels", "0" * 64),
        ("tinymodels>=1.0", "0" * 64),
        ("tinymodels==1.0\n--index-url=http://127.0.0.1", "0" * 64),
        ("tinymodels @ file:///x", "0" * 64),
        ("--editable=.", "0" * 64),
        ("tinymodels==1.0", "0" * 63),
        ("tinymodels==1.0", "0" * 64 + "\n--hash=sha256:" + "1" * 64),
        ("tinymodels==1.0", "A" * 64),
    ],
)
def test_takes_only_a_pinned_requirement(
    empty: Path, requirement: str, digest: str
) -> None:
    with pytest.raises(ArchiveError, match="expected a requirement"):
        download_archive(requirement, sha256=digest, folder=empty)
    assert not list(empty.iterdir())


def test_verifies_size_and_digest(tmp_path: Path) -> None:
    path = tmp_path / "x.whl"
    path.write_bytes(b"content")
    digest = hashlib.sha256(b"content").hexdigest()
    verify_archive(path, size_bytes=7, sha256=digest)
    with pytest.raises(ArchiveError, match=r"has 7 bytes, but .* says 8"):
        verify_archive(path, size_bytes=8, sha256=digest)
    with pytest.raises(ArchiveError, match=f"has sha256 {digest}, but"):
        verify_archive(path, size_bytes=7, sha256="0" * 64)


def test_unpacks_models_and_records_broken_ones(tmp_path: Path) -> None:
    hostile = zip_bytes({f"{SECOND}_url.xml": SBML, "../../evil": b"x"})
    models = {FIRST: omex(FIRST, SBML), SECOND: hostile, THIRD: omex(THIRD, SBML)[:80]}
    wheel = write_wheel(tmp_path, models)
    folder = tmp_path / "resources" / "archive"
    errors = unpack_archive(wheel, folder, max_file_bytes=1000)
    assert sorted(path.name for path in folder.iterdir()) == [
        f"{FIRST}.xml",
        f"{SECOND}.error.json",
        f"{THIRD}.error.json",
    ]
    assert (folder / f"{FIRST}.xml").read_bytes() == SBML
    assert list(errors) == [SECOND, THIRD]
    record = read_record(folder / f"{SECOND}.error.json")
    assert record == errors[SECOND]
    assert (record.model, record.status, record.step) == (
        SECOND,
        "failed",
        "fetch_models",
    )
    assert "'../../evil' has a path that leads out" in record.reason
    assert [path.name for path in folder.parent.iterdir()] == ["archive"]


def test_an_archive_that_cannot_be_true_is_that_models_failure(tmp_path: Path) -> None:
    bad = with_offset(zip_bytes({f"{SECOND}_url.xml": SBML}), 2**63)
    odd = zip_bytes({f"{THIRD}\x1b[2J_url.xml": SBML})
    models = {FIRST: omex(FIRST, SBML), SECOND: bad, THIRD: odd}
    folder = tmp_path / "archive"
    errors = unpack_archive(write_wheel(tmp_path, models), folder, max_file_bytes=1000)
    assert (folder / f"{FIRST}.xml").read_bytes() == SBML
    assert list(errors) == [SECOND, THIRD]
    assert all(error.reason.isprintable() for error in errors.values())


def test_unpacking_again_leaves_nothing_of_the_last_time(tmp_path: Path) -> None:
    folder = tmp_path / "archive"
    folder.mkdir()
    (folder / "BIOMD9999999999.xml").write_text("old")
    wheel = write_wheel(tmp_path, {FIRST: omex(FIRST, SBML)})
    assert unpack_archive(wheel, folder, max_file_bytes=1000) == {}
    assert [path.name for path in folder.iterdir()] == [f"{FIRST}.xml"]


def test_only_model_archives_are_unpacked(tmp_path: Path) -> None:
    wheel = tmp_path / "x.whl"
    content = omex(FIRST, SBML)
    names = [f"{OMEX_FOLDER}/{FIRST}.omex", f"{OMEX_FOLDER}/x/{SECOND}.omex"]
    names += [f"{OMEX_FOLDER}/MODEL1.omex", f"{OMEX_FOLDER}/{SECOND}.omex.bak"]
    wheel.write_bytes(zip_bytes(dict.fromkeys(names, content)))
    unpack_archive(wheel, tmp_path / "archive", max_file_bytes=1000)
    assert [path.name for path in (tmp_path / "archive").iterdir()] == [f"{FIRST}.xml"]


@pytest.mark.parametrize(
    "content",
    [
        b"no archive",
        zip_bytes({"a": b"1"}),
        zip_bytes({member("/abs"): b"", f"{OMEX_FOLDER}/{FIRST}.omex": b""}),
    ],
    ids=["damaged", "no models", "hostile"],
)
def test_a_bad_wheel_stops_everything(tmp_path: Path, content: bytes) -> None:
    wheel = tmp_path / "x.whl"
    wheel.write_bytes(content)
    with pytest.raises(ArchiveError, match=r"x\.whl"):
        unpack_archive(wheel, tmp_path / "archive", max_file_bytes=1000)
    assert not (tmp_path / "archive").exists()


def test_a_model_may_be_just_as_large_as_allowed() -> None:
    content = omex(FIRST, SBML)
    assert read_model_member(content, model=FIRST, max_file_bytes=len(SBML)) == SBML
    with pytest.raises(Failed, match="at most 15"):
        read_model_member(content, model=FIRST, max_file_bytes=len(SBML) - 1)


def test_the_file_that_names_the_entry_is_unpacked(tmp_path: Path) -> None:
    curated = f"<sbml><is about='urn:miriam:biomodels.db:{FIRST}'/></sbml>".encode()
    content = zip_bytes({"MODEL1_url.xml": SBML, "Author2020.xml": curated})
    folder = tmp_path / "archive"
    wheel = write_wheel(tmp_path, {FIRST: content, SECOND: content})
    assert unpack_archive(wheel, folder, max_file_bytes=1000) == {}
    assert (folder / f"{FIRST}.xml").read_bytes() == curated
    # neither names the second entry, and so the first rule of before holds
    assert (folder / f"{SECOND}.xml").read_bytes() == SBML
