"""The step that says what the results were made from."""

import json
from pathlib import Path

from provenance import main

from bioripple.runtime.files import sha256, write_json
from tests.support.mapped_models import write_collection


def test_every_model_file_and_training_is_told(tmp_path: Path) -> None:
    table, outcomes = write_collection(tmp_path)
    first = json.loads(outcomes[0].read_text())
    first["facts"]["sha256"] = "0" * 64
    first["versions"] = {"numpy": "1.0"}
    write_json(outcomes[0], first)
    run = {"seed": 3, "seconds": 1.5, "device": "cuda", "device_name": "Big GPU"}
    run |= {"torch": "9.9", "numpy": "1.1", "python": "3.11.7"}
    write_json(tmp_path / "metrics.json", run)
    config = {"evaluation": {"seed": 5}}
    main(
        outcomes=outcomes,
        metrics=[tmp_path / "metrics.json"],
        results=[table],
        repository=tmp_path,
        config=config,
        steps={"b": "2", "a": "1"},
        record=tmp_path / "provenance.json",
        page=tmp_path / "provenance.html",
    )
    found = json.loads((tmp_path / "provenance.json").read_text())
    stable = found["stable"]
    assert stable["models"][first["model"]] == "0" * 64
    assert len(stable["models"]) == len(outcomes)
    assert stable["files"] == {table.as_posix(): sha256(table)}
    assert stable["seeds"] == {"training": [3], "evaluation": 5}
    assert stable["devices"] == ["cuda: Big GPU"]
    assert stable["versions"]["of_the_steps"]["torch"] == ["9.9"]
    assert {"1.0", "1.1"} <= set(stable["versions"]["of_the_steps"]["numpy"])
    assert stable["source"]["git"]["note"] == "not a git checkout"
    assert stable["config"]["values"] == config
    assert "Big GPU" in (tmp_path / "provenance.html").read_text()
