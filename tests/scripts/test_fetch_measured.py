"""The step `fetch_measured`: all files of a set, each the one that is meant."""

import hashlib
from pathlib import Path

import fetch_measured
import pytest

from bioripple.errors import Failed
from tests.support.misbehaving_server import Handler, serving, whole

TEXTS = {"a/b/network.sif": b"A + B\n", "a/b/exp 1=2.tsv": b"\tone\nB\t1\n"}


def answer(handler: Handler) -> None:
    """Send the file of the path that is asked for."""
    known = {
        "/a/b/network.sif": "a/b/network.sif",
        "/a/b/exp%201%3D2.tsv": "a/b/exp 1=2.tsv",
    }
    whole(TEXTS[known[handler.path]])(handler)


def fetch(folder: Path, files: dict[str, str]) -> None:
    with serving(answer) as server:
        fetch_measured.main(
            files=files,
            url=server.url,
            timeout_s=5.0,
            retries=0,
            backoff_s=0.0,
            folder=folder,
        )


def test_the_files_of_a_set_come_under_their_own_names(tmp_path: Path) -> None:
    digests = {path: hashlib.sha256(it).hexdigest() for path, it in TEXTS.items()}
    fetch(tmp_path / "new/set", digests)
    found = {it.name: it.read_bytes() for it in (tmp_path / "new/set").iterdir()}
    assert found == {Path(path).name: it for path, it in TEXTS.items()}


def test_another_file_than_the_one_meant_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(Failed, match="sha256"):
        fetch(tmp_path, {"a/b/network.sif": "0" * 64})
    assert list(tmp_path.iterdir()) == []
