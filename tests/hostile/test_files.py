"""Devices, links, folders and broken records in place of a model.

More of its kind: tests/unit/untrusted/test_zip.py (paths that lead out of an OMEX
archive, links in it, bombs), and test_model_file.py, test_archive.py and
test_download.py in tests/unit/datasets.
"""

import json
import os
from pathlib import Path

import pytest

from bioripple.errors import Failed
from bioripple.runtime.guard import Limits, run_guarded
from bioripple.runtime.records import Result, run_step
from tests.hostile.conftest import Steps
from tests.hostile.models import level_3


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "/proc/self/mem", "/"])
def test_a_device_or_folder_is_no_model(steps: Steps, path: str) -> None:
    ending = steps(Path(path), seconds=10, megabytes=200)
    assert ending.status == "failed"
    assert path.rstrip("/") in ending.reason


def test_a_pipe_is_not_waited_for(steps: Steps, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "m.xml")
    assert "a folder or a device" in steps(tmp_path / "m.xml").reason


@pytest.mark.parametrize("target", ["/etc/passwd", "../elsewhere/m.xml", "m.xml"])
def test_a_link_that_leads_out_is_not_followed(
    steps: Steps, tmp_path: Path, target: str
) -> None:
    for name in ("models", "elsewhere"):
        (tmp_path / name).mkdir()
    (tmp_path / "elsewhere/m.xml").write_text(level_3())
    (tmp_path / "models/m.xml").symlink_to(target)
    ending = steps(tmp_path / "models/m.xml")
    assert ending.status == "failed"
    assert any(words in ending.reason for words in ("a link to", "no such file"))


def test_a_folder_that_is_a_link_is_the_users_choice(
    steps: Steps, tmp_path: Path
) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models/m.xml").write_text(level_3())
    (tmp_path / "link").symlink_to("models")
    assert steps(tmp_path / "link/m.xml").status == "scored"


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"model": 1', "null", '{"model": "m", "step": []}', "\xff"]
)
def test_another_file_in_place_of_a_record_is_not_taken(
    steps: Steps, tmp_path: Path, text: str
) -> None:
    (tmp_path / "error.json").write_text(text, encoding="latin-1")
    ending = steps(tmp_path / "m.xml")
    assert ending.status == "failed"
    assert "there is no such file" in ending.reason


def test_a_reason_is_cut_off(tmp_path: Path) -> None:
    def compute() -> Result:
        raise Failed("x" * 10**6)

    record = run_step(
        compute, model="m", step="s", data=tmp_path / "d.npz", limits=Limits(10, 500)
    )
    assert len(record.reason) == 500
    assert record.reason.endswith("x…")


def test_recursion_without_end_is_an_ending_and_no_bug() -> None:
    def dive() -> int:
        return dive() + 1

    ending = run_guarded(dive, limits=Limits(10, 500))
    assert ending.crash == "is nested too deep for the interpreter's stack"


def test_a_killed_step_leaves_no_file(tmp_path: Path) -> None:
    data = tmp_path / "d.npz"

    def compute() -> Result:
        (tmp_path / ".d.abc.npz").write_bytes(b"half")
        os.abort()

    record = run_step(compute, model="m", step="s", data=data, limits=Limits(10, 500))
    assert "SIGABRT" in record.reason
    assert list(tmp_path.iterdir()) == []


def test_a_record_is_json_whatever_the_model_is_called(
    steps: Steps, tmp_path: Path
) -> None:
    model = level_3().replace('id="m"', 'id="m" name="&lt;b&gt;&#10;&#x202e;"')
    steps(model)
    for path in (tmp_path / "out").glob("*.json"):
        json.loads(path.read_text(encoding="ascii"))
