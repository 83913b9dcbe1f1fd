"""`snakemake measured`: public sets from a server, sets of a folder beside them."""

import os
from pathlib import Path
from urllib.parse import unquote

import pytest

from bioripple.datasets.measured_sheet import read_measured_sheet
from bioripple.runtime.rows import read_rows
from tests.support.misbehaving_server import Handler, serving, status, whole
from tests.support.workflow_runner import ROOT, Workflow

DATA = Path(os.environ.get("BIORIPPLE_TEST_DATA", "nowhere")) / "measured"
PUBLIC = read_measured_sheet(ROOT / "config/measured.tsv")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.snakemake,
    pytest.mark.skipif(not DATA.is_dir(), reason="needs BIORIPPLE_TEST_DATA"),
]


def answer(handler: Handler) -> None:
    """Send the file of a public set by the name of its folder and its own."""
    *_, folder, name = unquote(handler.path).split("/")
    found = [*DATA.glob(f"*/{folder}/{name}")]
    (whole(found[0].read_bytes()) if found else status(404))(handler)


def test_public_sets_are_fetched_and_scored_with_those_of_a_folder(
    tmp_path: Path,
) -> None:
    mine = tmp_path / "mine/chain"
    mine.mkdir(parents=True)
    (mine / "network.sif").write_text("A + B\nB - C\n")
    (mine / "MD-chain.csv").write_text(
        "TR:A,TR:Bi,DA:ALL,DV:B,DV:C\n0,0,5,1,3\n1,0,5,2,1\n1,1,5,1,2\n"
    )
    wanted = ["LiverDREAM", "nelander_2008", str(tmp_path / "mine")]
    with serving(answer) as server:
        section = {"sets": wanted, "url": server.url}
        run = Workflow(
            tmp_path / "run",
            {"measured": section, "evaluation": {"bootstrap_draws": 100}},
        )
        run.succeed("measured")
        asked = len(server.requests)
        results = run.folder / "results"
        assert asked == sum(len(PUBLIC[it].files) for it in wanted[:2])
        assert run.planned("--", "measured") == {}
        # A change in a folder counts; what was fetched is not fetched again.
        (mine / "network.sif").write_text("A + B\nB - C\nA + C\n")
        assert run.planned("--", "measured") == {
            "score_measured": 1,
            "figure10": 1,
            "measured": 1,
        }
    sets = {row["set"]: row for row in read_rows(results / "measured_sets.tsv")}
    assert sets.keys() == {"LiverDREAM", "nelander_2008", "chain"}
    assert sets["LiverDREAM"]["network"] == "prior"
    assert sets["chain"]["network"] == "own"
    assert read_rows(results / "lost/score_measured.tsv") == []
    found = {
        (row["set"], row["predictor"]): float(row["value"])
        for row in read_rows(results / "measured.tsv")
        if (row["kind"], row["metric"]) == ("all", "sign")
    }
    assert round(found["nelander_2008", "propagation_0.5"], 3) == 0.794  # as published
    assert found["chain", "propagation_0.5"] == 1.0
    assert (results / "figures/figure10.pdf").read_bytes().startswith(b"%PDF-")
