"""The steps of `snakemake predict`: an answer for each network, or a reason."""

from pathlib import Path
from typing import Any

import collect_predictions
import join_blocks
import pandas as pd
import pytest
import respond
import respond_from_block

from bioripple.answers.answer import respond as ask
from bioripple.network.signed import signed_network
from bioripple.runtime.records import read_record

SIF = "a + b\nb + c\nc - a\nd + a\n"
LIMITS: dict[str, Any] = {"max_seconds": 60.0, "max_memory_mb": 3000}
HOW: dict[str, Any] = {
    "method": "propagation_0.5",
    "dual": "drop",
    "top": 10,
    **LIMITS,
}


def answer(folder: Path, text: str, table: str = "\ta\tx\none\t-1\t0\n") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "n.sif").write_text(text)
    (folder / "conds.tsv").write_text(table)
    outcome = folder / "net" / "outcome.json"
    respond.main(
        conditions=folder / "conds.tsv",
        location=folder / "n.sif",
        robustness=2,
        seed=0,
        outcome=outcome,
        **HOW,
    )
    return outcome


def test_the_answer_is_that_of_the_engine(tmp_path: Path) -> None:
    outcome = answer(tmp_path, SIF)
    record = read_record(outcome)
    assert record.ok
    assert (record.facts["nodes"], record.facts["edges"]) == (4, 4)
    assert record.facts["is_whole"] is False  # there is no node x
    found = pd.read_csv(outcome.parent / "responses.tsv", sep="\t")
    network = signed_network("abcd", [0, 1, 2, 3], [1, 2, 0, 0], [1, 1, -1, 1])
    expected = ask(network, {"a": -1}, predictor="propagation_0.5", robustness=2)
    assert dict(zip(found["node"], found["response"], strict=True)) == pytest.approx(
        dict(zip(expected.table["node"], expected.table["response"], strict=True))
    )
    assert (outcome.parent / "index.html").is_file()


@pytest.mark.parametrize(
    ("text", "table", "reason"),
    [
        ("", "\ta\none\t-1\n", "empty"),
        (SIF, "\tx\none\t-1\n", "no condition names a node"),
        (SIF, "\ta\none\tlots\n", 'found "lots"'),
    ],
)
def test_what_goes_wrong_is_an_outcome_and_leaves_no_older_answer(
    tmp_path: Path, text: str, table: str, reason: str
) -> None:
    answer(tmp_path, SIF)
    outcome = answer(tmp_path, text, table)
    record = read_record(outcome)
    assert record.status in ("refused", "failed")
    assert reason in record.reason
    assert [path.name for path in outcome.parent.iterdir()] == ["outcome.json"]


def blocks_of(folder: Path, count: int) -> Path:
    folder.mkdir(parents=True)
    (folder / "n.sif").write_text(SIF)
    made = []
    for block in range(1, count + 1):
        made.append(folder / "net" / "blocks" / f"{block}_of_{count}.json")
        respond_from_block.main(
            location=folder / "n.sif",
            block=block,
            blocks=count,
            outcome=made[-1],
            **HOW,
        )
    outcome = folder / "net" / "all_sources.json"
    join_blocks.main(blocks=made, outcome=outcome)
    return outcome


def test_blocks_make_what_one_job_makes(tmp_path: Path) -> None:
    one, three = blocks_of(tmp_path / "one", 1), blocks_of(tmp_path / "three", 3)
    tables = [(path.parent / "responses.tsv").read_text() for path in (one, three)]
    assert tables[0] == tables[1]
    assert tables[0].count("condition\tnode") == 1
    assert read_record(one).facts == read_record(three).facts
    sources = pd.read_csv(three.parent / "responses.tsv", sep="\t")["condition"]
    assert set(sources) == set("abcd")


def test_each_network_has_a_row(tmp_path: Path) -> None:
    whole = blocks_of(tmp_path / "whole", 2)
    bad = answer(tmp_path / "bad", "")
    collect_predictions.main(outcomes=[whole, bad], table=tmp_path / "networks.tsv")
    rows = pd.read_csv(tmp_path / "networks.tsv", sep="\t", keep_default_na=False)
    assert rows["status"].tolist()[0] == "ok"
    assert rows["status"].tolist()[1] in ("refused", "failed")
    assert rows["nodes"].tolist() == ["4", ""]
