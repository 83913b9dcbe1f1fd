"""What a network looks like, against networkx."""

import networkx as nx
import numpy as np
import pytest

from bioripple.network.census import census
from bioripple.network.signed import signed_network


@pytest.mark.parametrize("seed", range(6))
def test_counts_are_those_of_networkx(seed: int) -> None:
    draw = np.random.default_rng(seed)
    graph = nx.gnp_random_graph(20, 0.05, seed=seed, directed=True)
    graph.add_edges_from((k, k) for k in draw.integers(0, 20, 3).tolist())
    source, target = np.array(graph.edges, dtype=np.intp).T
    sign = draw.choice([-1, 1], len(source)).astype(np.int8)
    found = census(signed_network(map(str, range(20)), source, target, sign))
    others = graph.copy()
    others.remove_edges_from([(k, k) for k in graph])
    ins, outs = dict(others.in_degree), dict(others.out_degree)
    parts = [len(it) for it in nx.weakly_connected_components(graph)]
    assert (found.nodes, found.edges) == (20, graph.number_of_edges())
    assert (found.positive, found.negative) == ((sign > 0).sum(), (sign < 0).sum())
    assert found.self_loops == nx.number_of_selfloops(graph)
    assert (found.components, found.largest) == (len(parts), max(parts))
    assert found.sources == sum(outs[k] > 0 and ins[k] == 0 for k in graph)
    assert found.sinks == sum(ins[k] > 0 and outs[k] == 0 for k in graph)
    assert found.isolated == sum(ins[k] == outs[k] == 0 for k in graph)
