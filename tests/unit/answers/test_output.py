"""Answers on the disk: whole, explained, and the same as in memory."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bioripple.answers import stream
from bioripple.answers.answer import respond
from bioripple.answers.output import ANSWERED, document, write_answer
from bioripple.answers.paths import with_paths
from bioripple.answers.result import COLUMNS
from bioripple.answers.stream import respond_from_all
from bioripple.network.signed import signed_network
from bioripple.predictors.propagating import PASSINGS
from bioripple.runtime.folders import CannotWrite
from bioripple.runtime.tables import read_table
from tests.support.signed_networks import drawn, held_passing, of_text

NETWORK = of_text("A -> B\nB -| C\nD -> E")
NUMBERS = ("response", "spread", "baseline")


def test_a_folder_holds_the_table_what_it_means_and_all_as_json(tmp_path: Path) -> None:
    answer = with_paths(respond(NETWORK, {"A": -1.0, "A->B": 0.5}))
    with ANSWERED.replacing(tmp_path / "out") as folder:
        write_answer(folder, answer)
    out = tmp_path / "out"
    assert {path.name for path in out.iterdir()} == {
        "answer.json",
        "responses.md",
        "responses.tsv",
    }
    table = read_table(out / "responses.tsv", numbers=NUMBERS)
    assert table.columns.tolist() == list(COLUMNS)
    for name in NUMBERS:
        assert np.array_equal(table[name], answer.table[name], equal_nan=True)
    assert table["distance"].tolist() == ["1", "2", "", ""]
    text = (out / "responses.md").read_text()
    assert all(f"`{name}`" in text for name in COLUMNS)
    assert all(note in text for note in answer.notes)
    content = json.loads((out / "answer.json").read_text())
    assert content == json.loads(json.dumps(document(answer), allow_nan=False))
    assert content["responses"][-1]["distance"] is None
    assert content["conditions"][0]["links"] == [
        {"source": "A", "target": "B", "strength": 0.5}
    ]
    assert content["paths"][0]["paths"][0]["nodes"] == ["A", "B"]


@pytest.mark.parametrize("held", [False, True])
def test_all_sources_give_the_answers_that_each_gives(
    tmp_path: Path, held: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if held:
        monkeypatch.setitem(PASSINGS, "propagation_0.5", held_passing)
    network = drawn(130, 1.5, seed=0)
    respond_from_all(
        network, tmp_path / "out", sha256="", predictor="propagation_0.5", top=5
    )
    table = read_table(tmp_path / "out/responses.tsv", numbers=("rank", "response"))
    assert not (tmp_path / "out" / stream.UNFINISHED).exists()
    for source in ("n0", "n63", "n64", "n129"):
        mine = table[table["condition"] == source]
        one = respond(
            network, {source: 1.0}, predictor="propagation_0.5", robustness=0
        ).table
        one = one[one["response"] != 0.0].head(5)
        assert np.allclose(mine["response"].abs(), one["response"].abs(), atol=1e-8)
        by_node = one.set_index("node")
        for node, response, distance in mine[
            ["node", "response", "distance"]
        ].itertuples(index=False):
            if node in by_node.index:  # ties at the end may be cut elsewhere
                assert response == pytest.approx(by_node["response"][node], rel=1e-8)
                assert int(distance) == by_node["distance"][node]
    content = json.loads((tmp_path / "out/answer.json").read_text())
    assert content["facts"]["converged"] is True


class Stopped(Exception):
    pass


def test_what_was_stopped_goes_on_where_it_was(tmp_path: Path) -> None:
    network = drawn(200, 1.5, seed=1)

    def stop(done: int, of: int) -> None:
        if done >= 128:
            raise Stopped

    whole, cut = tmp_path / "whole", tmp_path / "cut"
    assert respond_from_all(network, whole, sha256="a") == 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stream, "SAVED", 1)
        with pytest.raises(Stopped):
            respond_from_all(network, cut, sha256="a", told=stop)
    assert [path.name for path in cut.iterdir()] == [stream.UNFINISHED]
    part = cut / stream.UNFINISHED / stream.PART
    part.write_text(part.read_text() + "half a li")  # as a kill may leave it
    assert respond_from_all(network, cut, sha256="a") == 128
    name = "responses.tsv"
    assert (cut / name).read_bytes() == (whole / name).read_bytes()


def test_another_question_starts_anew(tmp_path: Path) -> None:
    network = drawn(100, 1.5, seed=2)

    def stop(done: int, of: int) -> None:
        raise Stopped

    for other in ({"sha256": "b"}, {"sha256": "a", "top": 3}):
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Stopped):
            patch.setattr(stream, "SAVED", 1)
            respond_from_all(network, tmp_path, sha256="a", told=stop)
        assert respond_from_all(network, tmp_path, **other) == 0
    table = pd.read_csv(tmp_path / "responses.tsv", sep="\t")
    assert table.groupby("condition").size().max() == 3


def test_one_file_that_is_read_otherwise_is_another_question(tmp_path: Path) -> None:
    """As with another `--dual`: as many nodes and edges, and other signs."""
    network = drawn(200, 1.5, seed=1)
    source, target, sign = network.edges
    other = signed_network(network.nodes, source, target, -sign)

    def stop(done: int, of: int) -> None:
        if done >= 128:
            raise Stopped

    with pytest.raises(Stopped):
        respond_from_all(network, tmp_path / "out", sha256="x", told=stop)
    assert respond_from_all(other, tmp_path / "out", sha256="x") == 0
    respond_from_all(other, tmp_path / "fresh", sha256="x")
    fresh = (tmp_path / "fresh" / "responses.tsv").read_bytes()
    assert (tmp_path / "out" / "responses.tsv").read_bytes() == fresh


def test_two_at_once_do_not_mix(tmp_path: Path) -> None:
    network = drawn(100, 1.5, seed=1)

    def again(done: int, of: int) -> None:
        with pytest.raises(CannotWrite, match="another `bioripple respond`"):
            respond_from_all(network, tmp_path / "out", sha256="x")

    respond_from_all(network, tmp_path / "out", sha256="x", told=again)
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names == ["answer.json", "responses.md", "responses.tsv"]
