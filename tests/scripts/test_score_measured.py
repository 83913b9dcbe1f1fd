"""The steps `score_measured` and `figure10`: what is read, scored and lost."""

from pathlib import Path

import figure10
import pytest
import score_measured

from bioripple.runtime.rows import read_rows
from tests.support.petab_problems import tables, write_problem

SET = {
    "network.sif": "A\t+\tB\nB\t-\tC\nA\t+\tD\n",
    "conds.tsv": "\tA\tB\none\t-1\t0\ntwo\t0\t-1\n",
    "exp.tsv": "\tB\tC\tD\none\t-2\t1\t-1\ntwo\t-1\t2\t0.5\n",
}


def score(folder: Path, *folders: Path) -> dict[str, Path]:
    """Run the step on sets in folders; return its tables."""
    paths = {name: folder / f"{name}.tsv" for name in ("scores", "sets", "lost")}
    score_measured.main(
        fetched=[],
        folders=list(folders),
        origin={"good": ["liver", "prior"]},
        bootstrap_draws=20,
        seed=0,
        max_seconds=60.0,
        max_memory_mb=2000,
        **paths,
    )
    return paths


def test_every_set_is_scored_or_lost_with_a_reason(tmp_path: Path) -> None:
    for name, changed in {"good": {}, "bad": {"network.sif": ""}}.items():
        place = tmp_path / "mine" / name
        place.mkdir(parents=True)
        for file, text in {**SET, **changed}.items():
            (place / file).write_text(text)
    (tmp_path / "empty").mkdir()
    paths = score(tmp_path, tmp_path / "mine", tmp_path / "empty")
    lost = {row["model"]: row["reason"] for row in read_rows(paths["lost"])}
    assert set(lost) == {"bad", str(tmp_path / "empty")}
    assert "network.sif" in lost["bad"]
    (row,) = read_rows(paths["sets"])
    assert (row["set"], row["group"], row["network"]) == ("good", "liver", "prior")
    assert (row["nodes"], row["contrasts"], row["readouts"]) == ("4", "2", "3")
    scores = read_rows(paths["scores"])
    right = {
        row["predictor"]: float(row["value"])
        for row in scores
        if (row["kind"], row["metric"]) == ("all", "sign_elsewhere")
    }
    # Down, up, down, and of B: C up; no way leads from B to D.
    assert right["propagation_0.5"] == 4 / 5
    assert {"learned_wiring", "learned_with_gaps", "commoner_sign"} <= right.keys()
    figures = {kind: tmp_path / f"figure10.{kind}" for kind in ("pdf", "png")}
    figure10.main(scores=paths["scores"], **figures)
    assert figures["pdf"].read_bytes().startswith(b"%PDF-")
    assert figures["png"].read_bytes().startswith(b"\x89PNG")


def test_a_fitted_model_is_held_against_its_own_measurements(tmp_path: Path) -> None:
    write_problem(tmp_path / "mine/fitted", tables())
    write_problem(tmp_path / "mine/broken", tables() | {"model.xml": "<sbml/>"})
    paths = score(tmp_path, tmp_path / "mine")
    (lost,) = read_rows(paths["lost"])
    assert lost["model"] == "broken"
    assert "model.xml" in lost["reason"]
    (row,) = read_rows(paths["sets"])
    counts = [row[name] for name in ("contrasts", "sources", "readouts", "measured")]
    assert counts == ["5", "3", "3", "15"]
    assert row["left_out"] == ""
    value = {
        (row["metric"], row["predictor"]): float(row["value"])
        for row in read_rows(paths["scores"])
        if row["kind"] == "all" and row["value"]
    }
    # The measurements are the model's own, so that a simulation errs nowhere.
    assert value["order", "own_simulation"] == pytest.approx(1.0)
    assert value["sign", "own_simulation"] == 1.0
    assert value["sign", "own_kinetics"] == 1.0
    assert 0.5 < value["order", "own_kinetics"] < 1.0
    assert {it for _, it in value} >= {"learned_wiring", "distance_directed"}
