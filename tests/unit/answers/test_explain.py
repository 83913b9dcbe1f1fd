"""Why a node responds: against networkx, sums over paths, and small changes."""

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from bioripple.answers.answer import respond
from bioripple.answers.explain import EDGES, explain
from bioripple.answers.paths import strongest_paths, with_paths
from bioripple.answers.result import Condition
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.predictors.passing import Passing
from bioripple.predictors.propagating import PASSINGS, passing
from tests.support.signed_networks import drawn, held_passing, of_text

HELD, ONE = "held", "propagation_0.5"


@pytest.fixture(autouse=True)
def held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PASSINGS, HELD, held_passing)


def acyclic(seed: int, n: int = 12) -> SignedNetwork:
    """Edges from lower to higher places only."""
    network = drawn(n, 4.0, seed)
    source, target, sign = network.edges
    up = source < target
    return signed_network(network.nodes, source[up], target[up], sign[up])


def listed(network: SignedNetwork, member: csr_array) -> dict[tuple[str, ...], float]:
    """What each path from the first node to the last carries, by networkx."""
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(network.nodes)
    for (i, j), value in zip(
        np.argwhere(member.toarray()),
        member.toarray()[member.toarray() != 0],
        strict=True,
    ):
        graph.add_edge(network.nodes[j], network.nodes[i], w=value)
    ends = network.nodes[0], network.nodes[-1]
    return {
        tuple(path): float(
            np.prod([graph.edges[edge]["w"] for edge in nx.utils.pairwise(path)])
        )
        for path in nx.all_simple_paths(graph, *ends)
    }


@pytest.mark.parametrize("predictor", [ONE, HELD])
@pytest.mark.parametrize("seed", [1, 3, 9])
def test_paths_are_the_strongest_and_without_loops_they_are_all(
    predictor: str, seed: int
) -> None:
    network = acyclic(seed)
    passed = passing(predictor, network)
    mean = csr_array(np.mean([it.toarray() for it in passed.members], axis=0))
    expected = listed(network, mean)
    assert len(expected) > 3
    found = strongest_paths(
        network, passed, Condition("", {"n0": -2.0}), "n11", number=len(expected) + 5
    )
    assert {path.nodes for path in found} == set(expected)
    assert sum(path.share for path in found) == pytest.approx(1.0)
    total = sum(map(abs, expected.values()))
    for path in found:
        assert path.share == pytest.approx(abs(expected[path.nodes]) / total)
        assert path.sign == np.sign(expected[path.nodes])
    shares = [path.share for path in found]
    assert shares == sorted(shares, reverse=True)


def test_with_loops_paths_pass_no_node_twice_and_carry_less_than_all() -> None:
    network = drawn(14, 2.5, seed=1)
    passed = passing(ONE, network)
    expected = listed(network, passed.members[0])
    found = strongest_paths(
        network, passed, Condition("", {"n0": 1.0}), "n13", number=4
    )
    best = sorted(map(abs, expected.values()), reverse=True)[:4]
    carried = [abs(expected[path.nodes]) for path in found]
    assert carried == pytest.approx(best)
    assert sum(path.share for path in found) < 1


def test_several_sources_and_links_share_what_arrives() -> None:
    network = of_text("A -> C\nB -| C\nC -> D")
    condition = Condition("", {"A": 1.0}, {("B", "C"): -3.0})
    found = strongest_paths(network, passing(HELD, network), condition, "D", number=9)
    assert {path.nodes: path.sign for path in found} == {
        ("A", "C", "D"): 1,
        ("B", "C", "D"): -1,
    }
    assert sum(path.share for path in found) == pytest.approx(1.0)


@pytest.mark.parametrize("predictor", [ONE, HELD])
def test_the_share_of_an_edge_is_what_a_little_more_of_it_does(
    predictor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The logarithm of the response, differentiated by that of an entry of W."""
    network = drawn(12, 2.5, seed=10)
    known = passing(predictor, network)
    found = explain(network, "n0", "n11", predictor=predictor, edges=None)

    def response(scale: float, edge: tuple[int, int]) -> float:
        members = []
        for member in known.members:
            changed = member.tolil()
            changed[edge] *= scale
            members.append(csr_array(changed))
        changed_passing = Passing(tuple(members), known.held, known.scale)
        monkeypatch.setitem(PASSINGS, predictor, lambda _: changed_passing)
        table = respond(
            network, {"n0": 1.0}, predictor=ONE, targets=["n11"], robustness=0
        ).table
        return float(table["response"].iloc[0])

    if predictor == HELD:  # `respond` knows the registered ones only
        predictor = ONE
    plain = response(1.0, (0, 0))
    assert found.response == pytest.approx(plain)
    shares = {
        (source, target): share
        for source, target, _, share in found.edges.itertuples(index=False)
    }
    step = 1e-5
    for j, i, _ in zip(*network.edges, strict=True):
        edge = (int(i), int(j))
        slope = (response(1 + step, edge) - response(1 - step, edge)) / (2 * step)
        name = network.nodes[j], network.nodes[i]
        assert shares.get(name, 0.0) == pytest.approx(slope / plain, abs=1e-6)


def test_edges_into_the_target_share_its_response() -> None:
    found = explain(acyclic(3), "n0", "n11", predictor=HELD, edges=None)
    assert found.edges.columns.tolist() == list(EDGES)
    into = found.edges[found.edges["target"] == "n11"]
    assert into["share"].sum() == pytest.approx(1.0)


def test_an_effect_that_cancels_has_paths_but_no_shares() -> None:
    network = of_text("A -> B\nA -> C\nB -> D\nC -| D")
    found = explain(network, "A", "D", predictor=ONE)
    assert found.response == 0.0
    assert [path.sign for path in found.paths] in ([1, -1], [-1, 1])
    assert found.edges["share"].isna().all()
    assert any("cancel" in note for note in found.notes)


def test_what_cannot_be_explained_is_said() -> None:
    network = of_text("A -> B\nC -> D")
    with pytest.raises(Refused, match='no path leads from "A" to "D"'):
        explain(network, "A", "D")
    with pytest.raises(Refused, match="a target that is not the source"):
        explain(network, "A", "A")
    with pytest.raises(ValueError, match="expected one of learned_wiring, learned_st"):
        explain(network, "A", "B", predictor="distance_directed")


def test_answers_get_the_paths_to_what_responds_most() -> None:
    network = of_text("A -> B\nB -> C\nC -| D\nD -> E")
    found = with_paths(respond(network, {"A": -1.0}))
    assert set(found.paths) == {("asked", node) for node in "BCD"}
    (path,) = found.paths["asked", "D"]
    assert (path.nodes, path.sign) == (("A", "B", "C", "D"), -1)
    assert path.share == pytest.approx(1.0)
    plain = respond(network, {"A": -1.0}, predictor="distance_directed")
    assert with_paths(plain).paths == {}


def test_an_explanation_is_of_the_response_with_abundances() -> None:
    network = drawn(12, 1.8, seed=5)
    known = {node: float(k + 1) for k, node in enumerate(network.nodes)}
    table = respond(network, {"n0": 1.0}, robustness=0, abundances=known).table
    for _, row in table[table["distance"].notna()].iterrows():
        found = explain(network, "n0", row["node"], abundances=known)
        assert found.response == pytest.approx(row["response"], abs=1e-6)


def test_no_edges_may_be_wanted() -> None:
    network = of_text("A -> B\nB -> C")
    found = explain(network, "A", "C", predictor=ONE, edges=0)
    assert found.edges.columns.tolist() == list(EDGES)
    assert found.edges.empty
    assert found.paths
