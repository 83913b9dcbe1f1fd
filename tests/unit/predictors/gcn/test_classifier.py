from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from scipy.sparse import csr_array
from torch.testing import assert_close

from bioripple.predictors.gcn.classifier import (
    CLASSIFIERS,
    FullGraphGcn,
    Gcn,
    GraphConvolution,
    SparseGraphGcn,
    ThinnedRelu,
    graph_operators,
)
from bioripple.predictors.gcn.graph import GraphKind, Sample, join
from bioripple.predictors.gcn.sparse import operator
from bioripple.predictors.gcn.table import N_FEATURES, Sources, tabulate
from tests.support.synthetic_networks import random_networks

NETWORKS = random_networks([6, 3, 11], seed=2)
SOURCES = np.array([[0, 5], [2, 1], [7, 10]])
GRAPH = join(NETWORKS, kind="full_graph")
DENSE = torch.from_numpy(GRAPH.adjacency.toarray())
KINDS: list[GraphKind] = ["full_graph", "sparse_graph"]


def make_classifier(kind: GraphKind) -> Gcn:
    torch.manual_seed(0)
    classifier = CLASSIFIERS[kind](
        n_features=N_FEATURES, n_classes=5, hidden=8, layers=3, dropout=0.5
    )
    return classifier.eval()


def logits(
    classifier: Gcn,
    networks: Sequence[Sample],
    kind: GraphKind,
    sources: Sources = SOURCES,
) -> torch.Tensor:
    table = tabulate(networks)
    graph = graph_operators(join(networks, kind=kind))
    with torch.no_grad():
        result: torch.Tensor = classifier(table.features(table.rows(sources)), graph)
    return result


def test_propagation_is_the_dense_formula() -> None:
    layer = GraphConvolution(4, 3).double()
    activations = torch.randn(21, 1, 4, dtype=torch.float64)
    propagate = operator(GRAPH.adjacency, dtype=torch.float64)
    expected = DENSE @ activations[:, 0] @ layer.weight
    assert_close(layer(activations, propagate)[:, 0], expected, rtol=0, atol=1e-6)


def test_propagation_is_the_node_formula() -> None:
    layer = GraphConvolution(4, 3).double()
    activations = torch.randn(21, 2, 4, dtype=torch.float64)
    result = layer(activations, operator(GRAPH.adjacency, dtype=torch.float64))
    near = [[j for j in range(21) if DENSE[i, j] > 0] for i in range(21)]
    assert all(i in near[i] for i in range(21))
    for i in range(21):
        terms = [
            activations[j] @ layer.weight / (len(near[i]) * len(near[j])) ** 0.5
            for j in near[i]
        ]
        assert_close(result[i], sum(terms), rtol=0, atol=1e-6)


def test_gradients_are_those_of_the_dense_product() -> None:
    matrix = np.random.default_rng(0).normal(size=(4, 21))
    activations = torch.randn(21, 2, 3, dtype=torch.float64, requires_grad=True)
    sparse = operator(csr_array(matrix), dtype=torch.float64)
    assert torch.autograd.gradcheck(sparse, activations)
    weights = torch.randn(4, 2, 3, dtype=torch.float64)
    total = (sparse(activations) * weights).sum()
    (gradient,) = torch.autograd.grad(total, activations)
    expected = torch.einsum("rn,rbf->nbf", torch.from_numpy(matrix), weights)
    assert_close(gradient, expected)


@pytest.mark.parametrize("kind", KINDS)
def test_slots_do_not_mix(kind: GraphKind) -> None:
    classifier = make_classifier(kind)
    together = logits(classifier, NETWORKS, kind)
    for slot in range(2):
        alone = logits(classifier, NETWORKS, kind, SOURCES[:, slot : slot + 1])
        assert_close(together[:, slot : slot + 1], alone)


@pytest.mark.parametrize("kind", KINDS)
def test_renumbering_nodes_renumbers_the_answer(kind: GraphKind) -> None:
    classifier = make_classifier(kind)
    before = logits(classifier, NETWORKS, kind)
    order = np.random.default_rng(1).permutation(11)
    old = NETWORKS[2]
    renumbered = Sample(
        old.model,
        old.sign[np.ix_(order, order)],
        old.scaled_impact[np.ix_(order, order)],
    )
    sources = SOURCES.copy()
    sources[2] = np.argsort(order)[SOURCES[2]]
    after = logits(classifier, (*NETWORKS[:2], renumbered), kind, sources)
    assert_close(after[:9], before[:9])
    assert_close(after[9:], before[9:][torch.from_numpy(order)])
    assert not torch.allclose(after[9:], before[9:], atol=1e-3)


@pytest.mark.parametrize("kind", KINDS)
def test_reordering_networks_reorders_the_answer(kind: GraphKind) -> None:
    classifier = make_classifier(kind)
    before = logits(classifier, NETWORKS, kind)
    after = logits(classifier, NETWORKS[::-1], kind, SOURCES[::-1].copy())
    assert_close(torch.cat([after[14:], after[11:14], after[:11]]), before)


def test_without_its_centre_node_the_full_graph_is_its_networks_one_by_one() -> None:
    classifier = make_classifier("full_graph")
    together = logits(classifier, NETWORKS, "sparse_graph")
    alone = [
        logits(classifier, NETWORKS[k : k + 1], "sparse_graph", SOURCES[k : k + 1])
        for k in range(3)
    ]
    assert_close(together, torch.cat(alone))
    assert not torch.allclose(logits(classifier, NETWORKS, "full_graph"), together)


def test_the_centre_node_carries_messages_between_networks() -> None:
    classifier = make_classifier("full_graph")
    other = SOURCES.copy()
    other[0] = 3
    changed = logits(classifier, NETWORKS, "full_graph", other)[6:]
    assert not torch.equal(changed, logits(classifier, NETWORKS, "full_graph")[6:])


def test_the_sparse_graph_pools_within_networks_only() -> None:
    classifier = make_classifier("sparse_graph")
    other = SOURCES.copy()
    other[0] = 3
    before, after = (
        logits(classifier, NETWORKS, "sparse_graph", s) for s in (SOURCES, other)
    )
    assert_close(after[6:], before[6:])
    assert not torch.allclose(after[:6], before[:6])


def test_pooled_features_are_the_mean_over_the_network_on_each_of_its_nodes() -> None:
    classifier = make_classifier("sparse_graph")
    graph = graph_operators(join(NETWORKS, kind="sparse_graph"))
    assert isinstance(classifier, SparseGraphGcn)
    features, hidden = torch.randn(20, 2, N_FEATURES), torch.randn(20, 2, 8)
    means = [
        part.mean(0, keepdim=True).expand_as(part)
        for part in torch.split_with_sizes(hidden, [6, 3, 11])
    ]
    expected = classifier.classifier(
        torch.cat([features, hidden, torch.cat(means)], dim=-1)
    )
    assert_close(classifier.classify(features, hidden, graph), expected)


def test_the_sparse_model_refuses_a_graph_without_pooling() -> None:
    with pytest.raises(ValueError, match="needs a graph with pooling"):
        logits(make_classifier("sparse_graph"), NETWORKS, "full_graph")


def test_a_held_centre_at_its_own_state_changes_nothing() -> None:
    classifier = make_classifier("full_graph")
    assert isinstance(classifier, FullGraphGcn)
    table = tabulate(NETWORKS)
    features = table.features(table.rows(SOURCES[:, :1]))
    graph = graph_operators(GRAPH)
    with torch.no_grad():
        states = [s[-1, 0] for s in classifier.hidden_states(features, graph)]
        held = classifier(features, graph, centre=states)
        assert_close(held, classifier(features, graph))
        moved = classifier(features, graph, centre=[state + 1 for state in states])
    assert not torch.allclose(moved, held)


def test_thinning_keeps_the_mean_and_rests_outside_training() -> None:
    torch.manual_seed(0)
    thinned = ThinnedRelu(0.25)
    values = torch.cat([torch.ones(100_000), -torch.ones(1_000)])
    found = thinned(values.clone())
    assert_close(found[:100_000].unique(), torch.tensor([0, 1 / 0.75]))
    assert_close(found[:100_000].mean().item(), 1.0, rtol=0, atol=0.01)
    assert not found[100_000:].any()
    assert torch.equal(thinned.eval()(values), torch.relu(values))


def test_the_gradient_of_thinning_goes_where_something_is_left() -> None:
    torch.manual_seed(0)
    values = torch.linspace(-1.0, 1.0, 1_000, requires_grad=True)
    found = ThinnedRelu(0.5)(values * 1.0)  # it takes over memory, not that of a leaf
    found.backward(torch.full_like(found, 3.0))
    left = found.detach() > 0
    assert 200 < int(left.sum()) < 300
    assert_close(values.grad, torch.where(left, 6.0, 0.0))
    assert_close(found.detach(), torch.where(left, 2.0 * values.detach(), 0.0))


@pytest.mark.parametrize("width", [1, 3])
def test_sparse_products_and_their_gradients_are_those_of_dense_ones(
    width: int,
) -> None:
    torch.manual_seed(0)
    matrix = csr_array(np.array([[0.0, 2.0, 0.0], [0.0, 0.0, 0.0]]))
    product = operator(matrix, dtype=torch.float64)
    dense = torch.randn(3, 2, width, dtype=torch.float64, requires_grad=True)
    expected = torch.einsum("rn,nbf->rbf", torch.from_numpy(matrix.toarray()), dense)
    assert torch.equal(product(dense), expected)
    assert torch.autograd.gradcheck(product, (dense,))


@pytest.mark.parametrize("kind", KINDS)
def test_a_vector_of_its_own_is_a_row_of_the_identity_among_the_features(
    kind: GraphKind,
) -> None:
    torch.manual_seed(0)
    sizes: dict[str, Any] = {"n_classes": 5, "hidden": 8, "layers": 3, "dropout": 0.5}
    sizes["head"] = "convolution"
    mine = CLASSIFIERS[kind](n_features=3, n_nodes=20, **sizes).eval()
    plain = CLASSIFIERS[kind](n_features=23, **sizes).eval()
    weights = mine.state_dict()
    identity = weights.pop("nodes")[:, 0]
    first = "convolutions.0.weight"
    weights[first] = torch.cat([weights[first], identity])
    plain.load_state_dict(weights)
    features = torch.randn(20, 2, 3)
    with_identity = torch.eye(20)[:, None, :].expand(-1, 2, -1)
    graph = graph_operators(join(NETWORKS, kind=kind))
    expected = plain(torch.cat([features, with_identity], dim=-1), graph)
    assert_close(mine(features, graph), expected)
    part = join(NETWORKS, kind="sparse_graph").part(1)
    if kind == "sparse_graph":
        assert_close(mine(features[6:9], graph_operators(part)), expected[6:9])


def test_the_last_convolution_gives_the_classes() -> None:
    classifier = FullGraphGcn(
        n_features=4, n_classes=3, hidden=5, layers=2, dropout=0.5, head="convolution"
    ).eval()
    features = torch.randn(20, 1, 4)
    dense = DENSE.float()
    state = torch.cat([features[:, 0], torch.zeros(1, 4)])
    first = classifier.convolutions[0]
    assert isinstance(first, GraphConvolution)
    assert classifier.last is not None
    assert len(classifier.convolutions) == 1
    state = torch.relu(dense @ state @ first.weight)
    expected = (dense @ state @ classifier.last.weight)[:20] + classifier.bias
    assert_close(classifier(features, graph_operators(GRAPH))[:, 0], expected)
