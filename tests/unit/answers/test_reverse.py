"""What moves a node: the same numbers as what it responds to."""

import numpy as np
import pandas as pd
import pytest

from bioripple.answers import answer, reverse, solve
from bioripple.answers.reverse import REVERSED
from bioripple.errors import Refused
from bioripple.predictors.propagating import DISTANCE, PASSINGS, SFA
from tests.support.signed_networks import drawn, held_passing, of_text

HELD = "held"


@pytest.fixture(autouse=True)
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PASSINGS, HELD, held_passing)


def moved(found: pd.DataFrame) -> dict[str, float]:
    return dict(zip(found["source"], found["response"], strict=True))


@pytest.mark.parametrize("predictor", ["propagation_0.5", HELD, DISTANCE])
def test_each_source_moves_the_target_as_if_it_were_asked(predictor: str) -> None:
    network = drawn(20, 1.8, seed=2)
    found = reverse.reverse(network, "n3", predictor=predictor)
    assert found.table.columns.tolist() == list(REVERSED)
    assert "n3" not in set(found.table["source"])
    for source, response in moved(found.table).items():
        one = answer.respond(
            network, {source: 1.0}, predictor=predictor, targets=["n3"], robustness=0
        ).table.iloc[0]
        assert response == pytest.approx(one["response"], abs=1e-12)
        row = found.table.set_index("source").loc[source]
        assert (row["distance"], row["baseline"]) == (one["distance"], one["baseline"])
    reaching = {
        node
        for node in network.nodes
        if node != "n3"
        and answer.respond(network, {node: 1.0}, predictor=DISTANCE, targets=["n3"])
        .table["distance"]
        .notna()
        .all()
    }
    assert set(found.table["source"]) == reaching


def test_a_large_network_corrects_the_first_candidates_and_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    network = drawn(60, 2.5, seed=2)
    exact = moved(reverse.reverse(network, "n3", predictor=HELD).table)
    for module in (solve, reverse):
        monkeypatch.setattr(module, "FILL", 0)
    monkeypatch.setattr(reverse, "CANDIDATES", 10)
    found = reverse.reverse(network, "n3", predictor=HELD)
    assert len(found.table) == 10
    assert f"the 10 of {len(exact)} sources" in found.notes[0]
    for source, response in moved(found.table).items():
        assert response == pytest.approx(exact[source], abs=1e-8)


def test_abundances_move_what_they_move_when_asked() -> None:
    network = drawn(12, 1.8, seed=5)
    known = {node: float(k + 1) for k, node in enumerate(network.nodes[:9])}
    found = reverse.reverse(network, "n3", abundances=known)
    assert moved(found.table) != moved(reverse.reverse(network, "n3").table)
    for source, response in moved(found.table).items():
        one = answer.respond(
            network, {source: 1.0}, targets=["n3"], robustness=0, abundances=known
        )
        assert response == pytest.approx(one.table["response"].iloc[0], abs=1e-6)
    assert set(found.notes) < set(one.notes)  # that of robustness is left out
    with pytest.raises(Refused, match=r"propagation_0\.5 takes none"):
        reverse.reverse(network, "n3", predictor="propagation_0.5", abundances=known)


def test_where_sources_lie() -> None:
    network = of_text("A -> B\nB -> C\nC -> B\nC -> D")
    found = reverse.reverse(network, "C", predictor=SFA)
    table = found.table.set_index("source")
    assert table["relation"].to_dict() == {"A": "upstream", "B": "both"}
    assert table["rank"].to_dict() == {"B": 1, "A": 2}
    assert np.isnan(table["spread"]).all()
    with pytest.raises(Refused, match=r'no node "CC"'):
        reverse.reverse(network, "CC")
