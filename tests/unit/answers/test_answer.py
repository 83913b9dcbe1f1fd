"""Answers: against dense algebra, and what has to hold whatever the network."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.answers import answer as module
from bioripple.answers.answer import respond
from bioripple.answers.result import COLUMNS, Condition, Responses
from bioripple.arrays import Floats
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.predictors.propagating import (
    DISTANCE,
    DYNAMO,
    PASSINGS,
    SFA,
)
from bioripple.predictors.topology import propagation
from tests.support.signed_networks import dense, drawn, held_passing, of_text

CASCADE = of_text(
    "EGFR -> RAS\nRAS -> RAF\nRAF -> MEK\nMEK -> ERK\nERK -| RAF\nX -> EGFR"
)
HELD = "held"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> str:
    """A predictor with several members that holds what is perturbed."""
    monkeypatch.setitem(PASSINGS, HELD, held_passing)
    return HELD


def by_node(answer: Responses, column: str = "response") -> pd.Series:
    return answer.table.set_index("node")[column]


def full(answer: Responses) -> Floats:
    """Responses in the order of the network; NaN of what is perturbed."""
    return (
        by_node(answer)
        .reindex(list(answer.network.nodes))
        .to_numpy(np.float64, copy=True)
    )


def test_the_table_is_what_the_contract_says() -> None:
    found = respond(CASCADE, {"EGFR": -1.0})
    assert found.table.columns.tolist() == list(COLUMNS)
    assert sorted(found.table["node"]) == ["ERK", "MEK", "RAF", "RAS", "X"]
    assert found.table["rank"].tolist() == [1, 2, 3, 4, 5]
    assert found.table["node"].iloc[-1] == "X"
    assert by_node(found, "relation").to_dict() == {
        "RAS": "downstream",
        "RAF": "downstream",
        "MEK": "downstream",
        "ERK": "downstream",
        "X": "upstream",
    }
    assert by_node(found, "distance").to_dict() | {"X": None} == {
        "RAS": 1,
        "RAF": 2,
        "MEK": 3,
        "ERK": 4,
        "X": None,
    }
    assert pd.isna(by_node(found, "distance")["X"])
    assert by_node(found, "baseline")["MEK"] == -1 / 4
    assert found.predictor == "learned_wiring"
    text = " ".join(found.notes)
    for word in (
        "decay",
        "Where the answer is known",
        "When not to trust this",
        "lost",
    ):
        assert word in text


def test_it_is_the_column_of_the_dense_predictor() -> None:
    network = drawn(25, 2.0, seed=3)
    expected = propagation(network.sign.toarray(), directed=True, signed=True)
    for k in range(0, 25, 6):
        found = full(respond(network, {f"n{k}": -1.0}, predictor=DYNAMO, robustness=0))
        expected_column = -np.where(np.arange(25) == k, np.nan, expected[:, k])
        assert np.allclose(found, expected_column, atol=1e-12, equal_nan=True)


def test_many_conditions_are_answered_as_each_alone() -> None:
    network = drawn(66, 1.5, seed=8)
    conditions = [Condition(f"c{k}", {f"n{k}": -1.0}) for k in range(66)]
    table = respond(network, conditions, robustness=1).table
    for k in (0, 63, 64):  # around the border of a block
        alone = respond(network, {f"n{k}": -1.0}, robustness=1).table
        mine = table[table["condition"] == f"c{k}"].reset_index(drop=True)
        pd.testing.assert_frame_equal(
            mine.drop(columns="condition"), alone.drop(columns="condition")
        )


def test_held_nodes_are_where_they_are_held(held: str) -> None:
    """Each member: the others solve with what held ones pass; then the mean."""
    network = drawn(20, 2.5, seed=5)
    found = respond(network, {"n2": -1.0, "n9": 0.5}, predictor=held, robustness=0)
    free = np.setdiff1d(np.arange(20), [2, 9])
    values = []
    for member in held_passing(network).members:
        w = member.toarray()
        right = w[np.ix_(free, np.array([2, 9]))] @ np.array([-1.0, 0.5])
        values.append(np.linalg.solve(np.eye(18) - w[np.ix_(free, free)], right))
    assert np.allclose(full(found)[free], np.mean(values, axis=0), atol=1e-12)
    order = [network.nodes[k] for k in free]
    spread = by_node(found, "spread").reindex(order)
    assert np.allclose(spread, np.std(values, axis=0), atol=1e-12)
    signs = np.sign(values) == np.sign(np.mean(values, axis=0))
    agreement = by_node(found, "sign_agreement").reindex(order)
    assert np.allclose(agreement, signs.mean(axis=0))


@pytest.mark.parametrize("predictor", ["propagation_0.5", HELD])
def test_all_links_of_an_input_do_what_the_input_does(
    held: str, predictor: str
) -> None:
    network = of_text("I -> A\nI -| B\nA -> C\nB -> C\nC -| A")
    node = respond(network, {"I": -0.7}, predictor=predictor, robustness=0)
    links = respond(
        network, {"I->A": -0.7, "I->B": -0.7}, predictor=predictor, robustness=0
    )
    assert np.allclose(full(node)[1:], full(links)[1:], atol=1e-12)
    assert by_node(links)["I"] == 0.0
    assert by_node(links, "relation")["I"] == "upstream"
    assert by_node(links, "distance")["A"] == 1


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["propagation_0.5", DISTANCE]))
def test_names_and_their_order_do_not_matter(seed: int, predictor: str) -> None:
    network = drawn(12, 1.8, seed)
    order = np.random.default_rng(seed).permutation(12)
    source, target, sign = network.edges
    place = np.argsort(order)
    other = signed_network([f"m{k}" for k in order], place[source], place[target], sign)
    one = by_node(respond(network, {"n0": -1.0}, predictor=predictor, robustness=0))
    two = by_node(respond(other, {"m0": -1.0}, predictor=predictor, robustness=0))
    renamed = two.rename(lambda name: name.replace("m", "n"))
    assert np.allclose(one, renamed.reindex(one.index), atol=1e-12)


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from([DYNAMO, SFA, DISTANCE]))
def test_who_calls_up_what_was_down_turns_one_sign(seed: int, predictor: str) -> None:
    """A node measured upside down: all its edges but loops flip, and its response.

    What is trained counts activators and inhibitors, so that this does not hold for it.
    """
    network = drawn(12, 1.8, seed)
    source, target, sign = network.edges
    flip = np.where((source == 5) != (target == 5), -1, 1)
    other = signed_network(network.nodes, source, target, sign * flip)
    one = full(respond(network, {"n0": -1.0}, predictor=predictor, robustness=0))
    two = full(respond(other, {"n0": -1.0}, predictor=predictor, robustness=0))
    one[5] *= -1
    assert np.allclose(one, two, atol=1e-11, equal_nan=True)


def test_the_same_twice_and_other_seeds_differ() -> None:
    first, again, other = (
        respond(CASCADE, {"EGFR": -1.0}, robustness=5, seed=s).table for s in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert not np.allclose(first["spread"], other["spread"])
    assert np.allclose(first["response"], other["response"])


def test_what_no_path_leads_to_does_not_respond_and_all_agree() -> None:
    network = of_text("A -> B\nC -> D")
    found = respond(network, {"A": 1.0})
    assert by_node(found)[["C", "D"]].tolist() == [0.0, 0.0]
    assert by_node(found, "rank")[["C", "D"]].tolist() == [2, 2]
    assert by_node(found, "relation")["D"] == "unreachable"
    assert by_node(found, "sign_agreement")["D"] == 1.0
    assert 0.7 < by_node(found, "sign_agreement")["B"] < 1.0


def test_equal_responses_share_a_rank_and_stay_together_at_the_end() -> None:
    network = of_text("A -> B\nA -| C\nA -> D\nB -> E\nC -> E")
    found = respond(network, {"A": 1.0}, predictor=SFA, top=2, robustness=0).table
    assert found["node"].tolist() == ["B", "C", "D"]
    assert set(found["rank"]) == {1}


def test_targets_are_ranked_among_themselves() -> None:
    found = respond(CASCADE, {"EGFR": -1.0}, targets=["ERK", "EGFR", "X"])
    assert found.table["node"].tolist() == ["ERK", "X"]
    assert found.table["rank"].tolist() == [1, 2]


@pytest.mark.parametrize("seed", range(8))
def test_twins_share_a_rank_whatever_the_predictor(seed: int) -> None:
    """Two alike modules at one hub; perceptrons see their edges in another order."""
    rng = np.random.default_rng(seed)
    pairs = [(i, j) for i in range(5) for j in range(5) if rng.random() < 0.4]
    signs = [int(rng.choice([-1, 1])) for _ in pairs]
    edges = [
        (1 + 2 * i + k, 1 + 2 * j + k, sign)
        for (i, j), sign in zip(pairs, signs, strict=True)
        for k in (0, 1)
    ]
    edges += [(0, 1, 1), (0, 2, 1), (9, 0, -1), (10, 0, -1)]
    source, target, sign = zip(*edges, strict=True)
    network = signed_network([f"x{k}" for k in range(11)], source, target, sign)
    found = respond(network, {"x0": 1.0}, robustness=0).table.set_index("node")["rank"]
    assert [found[f"x{k}"] for k in (1, 3, 5, 7, 9)] == [
        found[f"x{k}"] for k in (2, 4, 6, 8, 10)
    ]


def test_what_is_unknown_is_named_with_what_comes_near() -> None:
    with pytest.raises(Refused, match=r'no node "EGRF" in .*; did you.*"EGFR"'):
        respond(CASCADE, {"EGRF": -1.0})
    with pytest.raises(Refused, match='no node "erk1"'):
        respond(CASCADE, {"EGFR": -1.0}, targets=["erk1"])
    with pytest.raises(Refused, match=r"no link.*there is one the other way round"):
        respond(CASCADE, {"RAS->EGFR": -1.0})
    with pytest.raises(Refused, match="a finite strength below 1e100, found nan"):
        respond(CASCADE, {"EGFR": float("nan")})
    with pytest.raises(ValueError, match="predictor: expected one of auto"):
        respond(CASCADE, {"EGFR": -1.0}, predictor="boolean")


def test_too_many_rows_are_refused_before_anything_is_computed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MOST_ROWS", 10)
    conditions = [Condition(str(k), {"EGFR": -1.0}) for k in range(3)]
    with pytest.raises(Refused, match="3 conditions make 18 rows"):
        respond(CASCADE, conditions)
    assert len(respond(CASCADE, conditions, top=2).table) == 6


def test_decay_is_what_keeps_a_network_from_growing() -> None:
    """The identity on the left: x = (I - W)⁻¹ b, so that a lone node answers with b."""
    lone: SignedNetwork = of_text("A -> B")
    found = respond(lone, {"A": 1.0}, predictor="propagation_0.5", robustness=0)
    assert by_node(found)["B"] == pytest.approx(0.5 * 0.5 * dense(lone)[1, 0])
