"""Predictors held against Boolean models, of which they see the signed graph."""

import os
from pathlib import Path

import networkx
import numpy as np
import pytest
from scipy.stats import spearmanr

from bioripple.answers.evaluate_logic import (
    COMPARED,
    LOGICAL,
    MAX_NODES,
    PAIRS,
    evaluate_logic,
    evaluate_logic_file,
)
from bioripple.errors import Failed, Refused
from bioripple.formats.functions import read_boolean
from bioripple.formats.read import read
from bioripple.predictors.propagating import DISTANCE
from bioripple.responses.logical import MUTATIONS
from bioripple.runtime.guard import Limits
from tests.support.network_files import edges_by_name

FOLDER = Path(os.environ.get("BIORIPPLE_TEST_DATA", "/nowhere"))
QUICK = [FOLDER / f"networks/qual/model-{it}.bnet" for it in ("007", "010", "045")]
CHAIN = "A, A\nB, A\nC, !B\nD, D\n"


def written(folder: Path, text: str) -> Path:
    path = folder / "m.bnet"
    path.write_text(text)
    return path


def test_a_chain_is_as_its_signs_say(tmp_path: Path) -> None:
    path = written(tmp_path, CHAIN)
    table, pairs = evaluate_logic(read_boolean(path), read(path).network)
    assert table.columns.tolist() == list(LOGICAL)
    assert table["truth"].tolist() == [it for it in MUTATIONS for _ in COMPARED]
    assert set(table["predictor"]) == set(COMPARED)
    assert (table["pairs"] == 12).all()
    assert (table["signed_pairs"] == 3).all()
    assert (table["sign_accuracy"] == 1.0).all()
    assert table["commoner_sign"].to_numpy() == pytest.approx(2 / 3)
    assert pairs.columns.tolist() == list(PAIRS)
    row = pairs[(pairs["source"] == "A") & (pairs["target"] == "C")].iloc[0]
    assert row[["knocked_out", "forced_on", "switched"]].tolist() == [0.5, -0.5, -1.0]
    assert row[DISTANCE] == pytest.approx(-1 / 3)
    silent = pairs[(pairs["source"] == "D") | (pairs["target"] == "D")]
    assert not silent[[*MUTATIONS, *COMPARED]].to_numpy().any()


def test_scores_are_those_of_the_pairs(tmp_path: Path) -> None:
    """By scipy's ranks; a gate makes sizes differ, and a knock-out turns signs."""
    path = written(tmp_path, "B, A & !C\nC, A | D\nE, B\n")
    table, pairs = evaluate_logic(read_boolean(path), read(path).network)
    assert len(pairs) == 20
    for row in table.itertuples():
        true, said = pairs[row.truth].to_numpy(), pairs[row.predictor].to_numpy()
        expected = spearmanr(np.abs(true), np.abs(said)).statistic
        assert row.accuracy == pytest.approx(expected)
        signed = true != 0.0
        turned = -1.0 if row.truth == "knocked_out" else 1.0
        right = np.sign(true[signed]) == turned * np.sign(said[signed])
        assert row.sign_accuracy == pytest.approx(right.mean())


@pytest.mark.parametrize("dual", ["drop", "both"])
def test_edges_of_both_signs(tmp_path: Path, dual: str) -> None:
    """Nodes that the reader adds for them are none of the model."""
    path = written(tmp_path, "A, A\nB, B\nC, (A & !B) | (!A & B)\nD, A\n")
    _, pairs = evaluate_logic_file(path, dual=dual)  # type: ignore[arg-type]
    assert set(pairs["source"]) == set("ABCD")
    row = pairs[(pairs["source"] == "A") & (pairs["target"] == "C")].iloc[0]
    assert abs(row["switched"]) < 0.05
    assert row[DISTANCE] == pytest.approx(0.0)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("A, A\n", Failed, "m.bnet: the model has 1 nodes; expected two"),
        (
            "".join(f"N{k}, N{k + 1}\n" for k in range(MAX_NODES)),
            Refused,
            "m.bnet: the model has 401 nodes; at most 400 are simulated",
        ),
        ("A, B &\n", Failed, "m.bnet: no .bnet: "),
    ],
)
def test_what_is_refused(
    tmp_path: Path, text: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        evaluate_logic_file(written(tmp_path, text))


def test_a_model_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    ring = "".join(f"N{k}, !N{(k + 1) % 300}\n" for k in range(300))
    with pytest.raises(Failed, match=r"m\.bnet: ran longer than 1 s"):
        evaluate_logic_file(
            written(tmp_path, ring), limits=Limits(seconds=1.0, memory_mb=2000)
        )


@pytest.mark.parametrize("path", QUICK, ids=lambda it: it.stem)
def test_public_models(path: Path) -> None:
    """What no path joins does not respond, and signs are better than the commoner."""
    if not path.exists():
        pytest.skip("BIORIPPLE_TEST_DATA names no folder with models")
    table, pairs = evaluate_logic_file(path)
    network = read(path).network
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(network.nodes)
    graph.add_edges_from((s, t) for s, t, _ in edges_by_name(network))
    joined = {(s, t) for s in graph for t in networkx.descendants(graph, s)}
    ends = zip(pairs["source"], pairs["target"], strict=True)
    alone = np.array([pair not in joined for pair in ends])
    assert len(pairs) == network.size * (network.size - 1)
    assert not pairs.loc[alone, [*MUTATIONS, *COMPARED]].to_numpy().any()
    best = table.groupby("truth")["sign_accuracy"].max()
    commoner = table.groupby("truth")["commoner_sign"].max()
    assert (best > commoner).all()
