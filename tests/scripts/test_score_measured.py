"""The steps `score_measured` and `figure10`: what is read, scored and lost."""

from pathlib import Path

import figure10
import score_measured

from bioripple.runtime.rows import read_rows

SET = {
    "network.sif": "A\t+\tB\nB\t-\tC\nA\t+\tD\n",
    "conds.tsv": "\tA\tB\none\t-1\t0\ntwo\t0\t-1\n",
    "exp.tsv": "\tB\tC\tD\none\t-2\t1\t-1\ntwo\t-1\t2\t0.5\n",
}


def test_every_set_is_scored_or_lost_with_a_reason(tmp_path: Path) -> None:
    for name, changed in {"good": {}, "bad": {"network.sif": ""}}.items():
        place = tmp_path / "mine" / name
        place.mkdir(parents=True)
        for file, text in {**SET, **changed}.items():
            (place / file).write_text(text)
    (tmp_path / "empty").mkdir()
    paths = {name: tmp_path / f"{name}.tsv" for name in ("scores", "sets", "lost")}
    score_measured.main(
        fetched=[],
        folders=[tmp_path / "mine", tmp_path / "empty"],
        origin={"good": ["liver", "prior"]},
        bootstrap_draws=20,
        seed=0,
        max_seconds=60.0,
        max_memory_mb=2000,
        **paths,
    )
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
