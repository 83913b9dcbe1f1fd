"""What is said of a model that the archive does not hold."""

import json
from pathlib import Path
from typing import Any

from bioripple.mapping import parse_sbml
from bioripple.runtime.guard import Limits


def record_of(source: Path, model: str, folder: Path) -> Any:
    record = folder / "system.json"
    parse_sbml.run(
        location=source,
        model=model,
        sha256="",
        folder=None,
        record=record,
        max_file_mb=1,
        max_expression_nodes=1000,
        limits=Limits(seconds=20.0, memory_mb=1000),
    )
    return json.loads(record.read_text())


def test_an_id_beyond_the_archive_is_told_with_its_last(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    for number in (2, 1045, 31):
        (archive / f"BIOMD{number:010}.xml").write_text("<sbml/>")
    found = record_of(archive, "BIOMD0000001046", tmp_path)
    assert found["status"] == "failed"
    assert found["reason"] == (
        "the archive holds no BIOMD0000001046 (it holds curated models up to "
        "BIOMD0000001045)"
    )


def test_why_a_model_could_not_be_had_is_told_first(tmp_path: Path) -> None:
    (tmp_path / "other.xml").write_text("<sbml/>")
    why = {"model": "m", "status": "failed", "reason": "damaged"}
    (tmp_path / "m.error.json").write_text(json.dumps(why))
    assert record_of(tmp_path, "m", tmp_path)["reason"] == "damaged"


def test_a_folder_of_one_model_is_no_archive(tmp_path: Path) -> None:
    reason = record_of(tmp_path, "m", tmp_path)["reason"]
    assert reason == f"{tmp_path / 'm.xml'}: there is no such file"
