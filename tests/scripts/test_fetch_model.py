"""The step that downloads one model."""

from pathlib import Path

import fetch_model
import pytest

from bioripple.datasets.model_file import read_model
from bioripple.errors import Failed
from bioripple.runtime.records import read_record
from tests.support.misbehaving_server import (
    Answer,
    serving,
    silence,
    status,
    whole,
)

MODEL = "BIOMD0000000168"


def run(folder: Path, *answers: Answer) -> None:
    """Run the step."""
    with serving(*answers) as server:
        fetch_model.main(
            model=MODEL,
            sha256="",
            url=server.url,
            timeout_s=0.2,
            retries=1,
            backoff_s=0.01,
            max_file_mb=1,
            folder=folder,
        )


def test_writes_the_model_and_nothing_else(tmp_path: Path) -> None:
    run(tmp_path / MODEL, status(500), whole(b"<sbml/>"))
    assert [path.name for path in tmp_path.rglob("*")] == [MODEL, f"{MODEL}.xml"]
    content = read_model(tmp_path / MODEL, model=MODEL, sha256="", max_bytes=99)
    assert content == b"<sbml/>"


@pytest.mark.parametrize(
    ("answer", "reason"), [(status(404), "answered 404"), (silence, "gave up")]
)
def test_a_failure_becomes_a_record_that_the_next_step_reads(
    tmp_path: Path, answer: Answer, reason: str
) -> None:
    run(tmp_path / MODEL, answer)
    record = read_record(tmp_path / MODEL / "error.json")
    assert (record.model, record.step, record.status) == (
        MODEL,
        "fetch_model",
        "failed",
    )
    assert reason in record.reason
    with pytest.raises(Failed, match=reason):
        read_model(tmp_path / MODEL, model=MODEL, sha256="", max_bytes=99)
