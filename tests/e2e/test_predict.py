"""`snakemake predict`: networks of one's own, side by side with what cannot be read."""

from pathlib import Path

import pandas as pd
import pytest

from tests.support.workflow_runner import Workflow

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]

NETWORKS = {
    "chain.sif": "a + b\nb - c\n",
    "loop.tsv": "source\ttarget\tsign\na\tb\t1\nb\ta\t-1\n",
    "empty.sif": "",
}


def workflow(folder: Path, networks: list[str], **section: object) -> Workflow:
    """Return the workflow for networks of the folder; `gone.sif` is not there."""
    for name, text in NETWORKS.items():
        if not (folder / name).exists():
            (folder / name).write_text(text)
    paths = [str(folder / name) for name in networks]
    return Workflow(folder / "run", {"predict": {"networks": paths, **section}})


def test_conditions_are_answered_for_each_network(tmp_path: Path) -> None:
    (tmp_path / "conds.tsv").write_text("\ta\tc\none\t-1\t0\ntwo\t0\t1\n")
    asked = {"conditions": str(tmp_path / "conds.tsv"), "robustness": 2}
    first = workflow(tmp_path, ["chain.sif", "empty.sif", "gone.sif"], **asked)
    first.succeed("predict")
    results = first.folder / "results" / "predict"
    table = pd.read_csv(results / "networks.tsv", sep="\t", index_col="network")
    assert table["status"].to_dict() == {
        "chain": "ok",
        "empty": "refused",
        "gone": "refused",
    }
    answer = pd.read_csv(results / "chain" / "responses.tsv", sep="\t")
    assert set(answer["condition"]) == {"one", "two"}
    assert (results / "chain" / "index.html").is_file()
    # One network more is one job more, and the table that names them all.
    more = workflow(
        tmp_path, ["chain.sif", "empty.sif", "gone.sif", "loop.tsv"], **asked
    )
    expected = {"respond": 1, "collect_predictions": 1, "predict": 1}
    assert more.planned("--", "predict") == expected
    # Another seed is another answer for all of them.
    other = workflow(tmp_path, ["chain.sif", "loop.tsv"], **asked, seed=1)
    assert other.planned("--", "predict")["respond"] == 2


def test_without_conditions_each_node_is_perturbed_in_blocks(tmp_path: Path) -> None:
    run = workflow(tmp_path, ["chain.sif", "empty.sif"], blocks=2)
    run.succeed("predict")
    results = run.folder / "results" / "predict"
    table = pd.read_csv(results / "networks.tsv", sep="\t", index_col="network")
    assert table.loc["chain", "status"] == "ok"
    assert table.loc["chain", "conditions"] == 3
    assert table.loc["empty", "status"] != "ok"
    answer = pd.read_csv(results / "chain" / "responses.tsv", sep="\t")
    assert set(answer["condition"]) == {"a", "b"}  # c acts on nothing
    assert run.planned("--", "predict") == {}


def test_two_networks_of_one_name_stop_the_run(tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "chain.sif").write_text("x + y\n")
    done = workflow(tmp_path, ["chain.sif", "more/chain.sif"]).run("predict")
    assert done.returncode != 0
    assert "would both be called 'chain'" in done.stdout
