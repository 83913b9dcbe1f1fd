"""Of a large network, what matters is drawn: causes, effects, and ways between."""

import networkx as nx
import pytest

from bioripple.answers.result import Condition, Responses
from bioripple.page import drawn
from bioripple.page.drawn import MOST_NODES, part
from tests.support.answers import answer_for, random_network


@pytest.fixture(scope="module")
def answer() -> Responses:
    network = random_network(3000, 9000, seed=1)
    return answer_for(network, [Condition("one", {"G40": -1.0, "G7": 0.5})])


def test_a_small_network_is_drawn_whole() -> None:
    network = random_network(50, 90, seed=1)
    answer = answer_for(network, [Condition("one", {"G4": -1.0})])
    assert part(answer, answer.conditions[0], answer.table).network is network


@pytest.mark.parametrize("with_paths", [True, False])
def test_every_node_that_is_drawn_is_reached(
    answer: Responses, with_paths: bool
) -> None:
    if not with_paths:
        answer = Responses(
            answer.network, answer.predictor, answer.conditions, answer.table
        )
    found = part(answer, answer.conditions[0], answer.table)
    assert MOST_NODES / 2 < found.network.size <= MOST_NODES
    source, target, _ = found.network.edges
    graph = nx.DiGraph(zip(source.tolist(), target.tolist(), strict=True))
    starts = {found.network.place[node] for node in ("G40", "G7")}
    reached = nx.multi_source_dijkstra_path_length(graph, starts)
    assert len(reached) == found.network.size


def test_it_has_the_largest_responses_and_the_edges_among_all(
    answer: Responses,
) -> None:
    found = part(answer, answer.conditions[0], answer.table)
    assert {*answer.table["node"][:15]} <= {*found.network.nodes}
    whole = answer.network
    for k, node in enumerate(found.network.nodes):
        assert whole.nodes[found.nodes[k]] == node
    source, target, sign = found.network.edges
    pairs = {
        (found.nodes[s], found.nodes[t]): v
        for s, t, v in zip(source, target, sign, strict=True)
    }
    kept = {*found.nodes.tolist()}
    expected = {
        (s, t): v
        for s, t, v in zip(*(each.tolist() for each in whole.edges), strict=True)
        if s in kept and t in kept
    }
    assert pairs == expected


def test_a_perturbed_link_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn, "MOST_ELEMENTS", 10)
    network = random_network(300, 700, seed=1)
    source, target, _ = network.edges
    link = network.nodes[source[5]], network.nodes[target[5]]
    table = answer_for(network, [Condition("one", {"G4": -1.0})]).table
    condition = Condition("one", {}, {link: -1.0})
    answer = Responses(network, "any", (condition,), table)
    found = part(answer, condition, table)
    assert {*link} <= {*found.network.nodes}
    starts, then = found.starts(condition)
    assert [found.network.nodes[k] for k in (*starts, *then)] == [*link]
