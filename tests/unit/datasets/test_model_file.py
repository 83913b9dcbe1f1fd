"""Reading one model's file, or the reason why it is not there."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from bioripple.datasets.model_file import read_model
from bioripple.errors import Failed, Refused
from bioripple.runtime.records import Record

SBML = b"<sbml/>"
DIGEST = hashlib.sha256(SBML).hexdigest()


def read(path: Path, *, sha256: str = DIGEST, max_bytes: int = 100) -> bytes:
    """Read the model m."""
    return read_model(path, model="m", sha256=sha256, max_bytes=max_bytes)


def test_reads_a_file_or_a_folder_that_holds_it(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_bytes(SBML)
    assert read(tmp_path) == read(tmp_path / "m.xml") == SBML


def test_a_changed_file_fails_with_both_digests(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_bytes(SBML + b"\n")
    with pytest.raises(Failed, match=f"has sha256 .* sheet says {DIGEST}"):
        read(tmp_path)
    assert read(tmp_path, sha256="") == SBML + b"\n"


def test_a_missing_file_fails_with_its_path(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=f"{tmp_path}/m.xml: there is no such file"):
        read(tmp_path)
    with pytest.raises(Failed, match="no such file"):
        read(tmp_path / "nowhere" / "m.xml")


@pytest.mark.parametrize("name", ["m.error.json", "error.json"])
def test_a_recorded_error_is_handed_on(tmp_path: Path, name: str) -> None:
    Record("m", "fetch_model", "failed", "the server is gone").write(tmp_path / name)
    with pytest.raises(Failed, match=r"^the server is gone$"):
        read(tmp_path)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"model": "m"}', "\udcff"])
def test_another_file_of_that_name_is_no_record(tmp_path: Path, text: str) -> None:
    (tmp_path / "error.json").write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(Failed, match="no such file"):
        read(tmp_path)


def test_another_models_record_is_not_taken(tmp_path: Path) -> None:
    Record("n", "fetch_model", "failed", "gone").write(tmp_path / "error.json")
    with pytest.raises(Failed, match="no such file"):
        read(tmp_path)


def test_the_size_is_bounded_exactly(tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_bytes(SBML)
    assert read(tmp_path, max_bytes=7) == SBML
    with pytest.raises(Refused, match="has 7 bytes; at most 6"):
        read(tmp_path, max_bytes=6)


def test_a_pipe_or_folder_is_no_model(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "m.xml")
    with pytest.raises(Failed, match="expected a file"):
        read(tmp_path)
    (tmp_path / "m.xml").unlink()
    (tmp_path / "m.xml").mkdir()
    with pytest.raises(Failed, match="expected a file"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["m.error.json", "error.json"])
def test_a_record_is_not_followed_out_of_its_folder(tmp_path: Path, name: str) -> None:
    (tmp_path / "in").mkdir()
    Record("m", "s", "failed", "a secret").write(tmp_path / "elsewhere.json")
    (tmp_path / "in" / name).symlink_to(tmp_path / "elsewhere.json")
    with pytest.raises(Failed, match="no such file"):
        read(tmp_path / "in")


@pytest.mark.parametrize("target", ["/dev/zero", "/proc/self/mem", "m.error.json"])
def test_a_device_is_no_record(tmp_path: Path, target: str) -> None:
    (tmp_path / "m.error.json").symlink_to(target)
    with pytest.raises(Failed, match="no such file"):
        read(tmp_path)


def test_no_more_of_a_record_is_read_than_one_has(tmp_path: Path) -> None:
    """30 GB, which take no room on the disk."""
    with (tmp_path / "m.error.json").open("wb") as stream:
        stream.write(b'{"model": "m", "status": "failed", "reason": "x"}')
        stream.truncate(30 * 10**9)
    with pytest.raises(Failed, match="no such file"):
        read(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        '{"model": "m", "status": "failed", "reason": {"a": 1}}',
        '{"model": "m", "status": "ok", "reason": "x"}',
        '{"model": ["m"], "status": "failed", "reason": "x"}',
        '{"model": "m", "status": "failed"}',
        "[" * 50_000,
        "9" * 50_000,
    ],
)
def test_what_is_no_record_of_a_failure_gives_no_reason(
    tmp_path: Path, text: str
) -> None:
    (tmp_path / "m.error.json").write_text(text)
    with pytest.raises(Failed, match="no such file"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["a" * 300, "a" * 300 + "/m.xml", "b/" * 3000])
def test_a_path_that_no_file_can_have_fails_with_the_reason(
    tmp_path: Path, name: str
) -> None:
    with pytest.raises(Failed, match=r"(aaa|b/b).*: cannot be read: File name too lo"):
        read(tmp_path / name)


def test_a_folder_that_may_not_be_searched_fails_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bool:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

    monkeypatch.setattr(Path, "is_dir", refuse)
    with pytest.raises(Failed, match=r"m\.xml: cannot be read: Permission denied"):
        read(tmp_path / "m.xml")


def test_links_in_a_ring_are_no_file(tmp_path: Path) -> None:
    (tmp_path / "m.xml").symlink_to("m.xml")
    with pytest.raises(Failed, match="there is no such file"):
        read(tmp_path / "m.xml")
