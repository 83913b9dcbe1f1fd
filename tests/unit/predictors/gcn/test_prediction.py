from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
import torch

from bioripple.predictors.gcn import prediction
from bioripple.predictors.gcn.classifier import (
    CLASSIFIERS,
    Gcn,
    GraphConvolution,
    graph_operators,
)
from bioripple.predictors.gcn.graph import GraphKind, Sample, join
from bioripple.predictors.gcn.prediction import (
    Enhancement,
    centre_states,
    predict,
    read_out,
    set_stage,
)
from bioripple.predictors.gcn.table import N_FEATURES, tabulate
from tests.support.synthetic_networks import TINY_SETTINGS, random_networks

NETWORKS = random_networks([6, 3, 11], seed=2)
MODELS_ASKED = [network.model for network in NETWORKS]
CPU = torch.device("cpu")
KINDS: list[GraphKind] = ["full_graph", "sparse_graph"]
# Node 0 has classes 1 and 3 alike under source 0; the rest is certain.
PROBABILITIES = np.array(
    [[[0.5, 0.0, 0.5], [0.0, 1.0, 0.0]], [[0.0, 0.0, 1.0], [0.0, 0.25, 0.75]]],
    dtype=np.float32,
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Keep tiny products from waiting for threads on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def make_classifier(kind: GraphKind) -> Gcn:
    torch.manual_seed(0)
    classifier = CLASSIFIERS[kind](
        n_features=N_FEATURES, n_classes=5, hidden=8, layers=2, dropout=0.5
    )
    return classifier.eval()


def ask(
    kind: GraphKind,
    networks: Sequence[Sample] = NETWORKS,
    wanted: Sequence[str] = MODELS_ASKED,
) -> dict[str, Enhancement]:
    run = replace(TINY_SETTINGS, graph=kind)
    stage = set_stage(networks, run, device=CPU)
    return predict(
        make_classifier(kind), stage, wanted, readout="expected", normalise=False
    )


def test_expected_class() -> None:
    result = read_out(PROBABILITIES, readout="expected", normalise=False)
    np.testing.assert_allclose(result, np.array([[2, 2], [3, 2.75]]))
    assert result.dtype == np.float32


def test_most_likely_class() -> None:
    result = read_out(PROBABILITIES, readout="most_likely", normalise=False)
    np.testing.assert_array_equal(result, [[1, 2], [3, 3]])


def test_normalising_divides_each_column_by_the_class_of_its_source() -> None:
    result = read_out(PROBABILITIES, readout="expected", normalise=True)
    np.testing.assert_allclose(result, np.array([[1, 2 / 2.75], [3 / 2, 1]]))


def test_an_unknown_readout_is_refused() -> None:
    with pytest.raises(ValueError, match="readout is 'median'"):
        read_out(PROBABILITIES, readout="median", normalise=False)  # type: ignore[arg-type]


def test_every_source_is_asked_of_the_whole_sparse_graph() -> None:
    """One source after the other, through the graph of all networks."""
    classifier = make_classifier("sparse_graph")
    table, graph = tabulate(NETWORKS), join(NETWORKS, kind="sparse_graph")
    result = ask("sparse_graph")
    classes = torch.arange(1.0, 6.0)
    for source in range(11):
        carried = np.array([[source % 6], [source % 3], [source]])
        with torch.no_grad():
            logits = classifier(
                table.features(table.rows(carried)), graph_operators(graph)
            )
        expected = (torch.softmax(logits[:, 0], -1) @ classes).numpy()
        for model_id, values, mine in zip(
            MODELS_ASKED, np.split(expected, [6, 9]), carried[:, 0], strict=True
        ):
            np.testing.assert_allclose(result[model_id][:, mine], values, rtol=1e-5)


def test_parts_with_the_centre_held_are_the_plain_pass() -> None:
    classifier = make_classifier("full_graph")
    table, graph = tabulate(NETWORKS), join(NETWORKS, kind="full_graph")
    with torch.no_grad():
        features = table.features(table.rows(np.zeros((3, 1), dtype=np.int64)))
        logits = classifier(features, graph_operators(graph))
        states = classifier.hidden_states(features, graph_operators(graph))
    centre = [state[-1, 0] for state in states]
    whole = np.split(torch.softmax(logits[:, 0], -1).numpy(), [6, 9])
    for k, expected in enumerate(whole):
        probabilities = prediction.class_probabilities(
            classifier, graph.part(k), table.of_network(k), centre=centre
        )
        np.testing.assert_allclose(probabilities[:, 0], expected, rtol=1e-5)


def test_the_centre_is_held_where_mean_features_put_it() -> None:
    classifier = make_classifier("full_graph")
    table, graph = tabulate(NETWORKS), join(NETWORKS, kind="full_graph")
    centre = centre_states(classifier, graph, table)
    assert centre is not None
    dense = torch.from_numpy(graph.adjacency.toarray()).float()
    state = torch.cat([table.mean_features()[:, 0], torch.zeros(1, N_FEATURES)])
    with torch.no_grad():
        for held, convolution in zip(centre, classifier.convolutions, strict=True):
            assert isinstance(convolution, GraphConvolution)
            state = torch.relu(dense @ state @ convolution.weight)
            torch.testing.assert_close(held, state[-1])
    sparse = join(NETWORKS, kind="sparse_graph")
    assert centre_states(make_classifier("sparse_graph"), sparse, table) is None


@pytest.mark.parametrize("kind", KINDS)
def test_batches_do_not_matter(
    kind: GraphKind, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = ask(kind)
    monkeypatch.setattr(prediction, "ROWS_AT_ONCE", 25)
    for model, values in ask(kind).items():
        np.testing.assert_allclose(values, whole[model], rtol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_renumbering_nodes_renumbers_the_prediction(kind: GraphKind) -> None:
    order = np.random.default_rng(0).permutation(11)
    square = np.ix_(order, order)
    old = NETWORKS[2]
    renumbered = Sample(old.model, old.sign[square], old.scaled_impact[square])
    before = ask(kind)[old.model]
    after = ask(kind, networks=(*NETWORKS[:2], renumbered))[old.model]
    np.testing.assert_allclose(after, before[square], rtol=1e-5)


@pytest.mark.parametrize("kind", KINDS)
def test_classes_do_not_enter_a_prediction(kind: GraphKind) -> None:
    blank = [
        Sample(network.model, network.sign, np.ones_like(network.scaled_impact))
        for network in NETWORKS
    ]
    for model, values in ask(kind, networks=blank).items():
        np.testing.assert_array_equal(values, ask(kind)[model])


@pytest.mark.parametrize("kind", KINDS)
def test_only_what_is_wanted_is_predicted_and_within_the_classes(
    kind: GraphKind,
) -> None:
    result = ask(kind, wanted=MODELS_ASKED[2:])
    assert list(result) == MODELS_ASKED[2:]
    values = result[MODELS_ASKED[2]]
    assert values.shape == (11, 11)
    assert values.min() >= 1
    assert values.max() <= 5
