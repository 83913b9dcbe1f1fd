import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from bioripple.arrays import Flags
from bioripple.collection.splits import Split
from bioripple.predictors.adam import Adam
from bioripple.predictors.gcn.build import build_classifier, count_classes
from bioripple.predictors.gcn.folds import trainer
from bioripple.predictors.gcn.graph import GraphKind, Sample
from bioripple.predictors.gcn.prediction import predict, set_stage
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.table import NO_CLASS, tabulate
from bioripple.predictors.gcn.training import COLUMNS, _lay_out, _step, train
from bioripple.predictors.learning import train_each
from tests.support.device_waits import device_waits
from tests.support.synthetic_networks import random_networks

NETWORKS = random_networks([6, 12, 9, 15], seed=6)
CPU = torch.device("cpu")
HALF = {network.model: np.arange(network.size) % 2 == 0 for network in NETWORKS}
ALL_BUT_LAST = {
    network.model: np.ones(network.size, dtype=bool) for network in NETWORKS[:3]
}
KINDS: list[GraphKind] = ["full_graph", "sparse_graph"]


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Keep tiny products from waiting for threads on a busy machine."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def settings(graph: GraphKind = "full_graph", **changes: Any) -> Settings:
    usual = Settings(
        graph=graph,
        split="transductive",
        labelled_share=0.5,
        folds=2,
        seed=0,
        hidden=8,
        layers=2,
        dropout=0.5,
        learning_rate=0.01,
        epochs=3,
        sources_per_epoch=2,
    )
    return dataclasses.replace(usual, **changes)


def weights(
    networks: Sequence[Sample], labelled: Mapping[str, Flags], run: Settings
) -> torch.Tensor:
    trained = train(networks, labelled, run, device=CPU)
    return torch.nn.utils.parameters_to_vector(trained.learner.parameters())


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_weights_bit_for_bit(kind: GraphKind) -> None:
    first = weights(NETWORKS, HALF, settings(kind))
    torch.rand(1)
    assert torch.equal(weights(NETWORKS, HALF, settings(kind)), first)
    assert not torch.equal(weights(NETWORKS, HALF, settings(kind, seed=1)), first)


def test_training_leaves_the_global_random_state_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(1)
    torch.manual_seed(5)
    train(NETWORKS, HALF, settings(), device=CPU)
    assert torch.equal(torch.rand(1), expected)


def with_other_classes_where_none_are_known() -> list[Sample]:
    """Return the networks with classes that training must not see changed."""
    return [
        dataclasses.replace(
            network,
            scaled_impact=np.where(
                HALF[network.model][:, None], network.scaled_impact, np.int16(1)
            ),
        )
        for network in NETWORKS
    ]


@pytest.mark.parametrize("kind", KINDS)
def test_classes_of_unlabelled_nodes_are_never_used(kind: GraphKind) -> None:
    spoilt = with_other_classes_where_none_are_known()
    assert any(
        (a.scaled_impact != b.scaled_impact).any()
        for a, b in zip(NETWORKS, spoilt, strict=True)
    )
    run = settings(kind)
    assert torch.equal(weights(spoilt, HALF, run), weights(NETWORKS, HALF, run))


def test_classes_of_labelled_nodes_are_used() -> None:
    spoilt = [
        dataclasses.replace(network, scaled_impact=np.ones_like(network.scaled_impact))
        for network in NETWORKS
    ]
    run = settings()
    assert not torch.equal(weights(spoilt, HALF, run), weights(NETWORKS, HALF, run))


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_of_a_held_out_model_is_used(kind: GraphKind) -> None:
    last = NETWORKS[3]
    other = random_networks([40], seed=9)[0]
    swapped = (*NETWORKS[:3], Sample(last.model, other.sign, other.scaled_impact))
    run = settings(kind, split="models")
    expected = weights(NETWORKS, ALL_BUT_LAST, run)
    assert torch.equal(weights(swapped, ALL_BUT_LAST, run), expected)
    assert torch.equal(weights(NETWORKS[:3], ALL_BUT_LAST, run), expected)


@pytest.mark.parametrize("kind", KINDS)
def test_loss_falls_where_the_class_can_be_read_off_the_features(
    kind: GraphKind,
) -> None:
    """The class is 3 for the source, 2 for what it reaches and 1 for the rest."""
    toy = []
    for network in NETWORKS:
        reached = np.linalg.matrix_power(
            np.eye(network.size) + (network.sign != 0), network.size
        )
        classes = (reached > 0).astype(np.int16) + 1 + np.eye(network.size, dtype=int)
        toy.append(dataclasses.replace(network, scaled_impact=classes.astype(np.int16)))
    run = settings(kind, epochs=80, dropout=0.0, learning_rate=0.03)
    curve = train(toy, HALF, run, device=CPU).curve
    first, last = curve[0].figures, curve[-1].figures
    assert first["training_loss"] > 1.0
    assert last["training_loss"] < 0.1
    assert last["labelled_accuracy"] > 0.98
    assert last["unlabelled_accuracy"] > 0.9


def test_the_curve_looks_at_every_tenth_epoch_and_the_last() -> None:
    curve = train(NETWORKS, HALF, settings(epochs=13), device=CPU).curve
    assert [row.epoch for row in curve] == list(range(1, 14))
    looked = [row.epoch for row in curve if "labelled_loss" in row.figures]
    assert looked == [10, 13]
    whole = [row.epoch for row in curve if {*row.figures} == {*COLUMNS.figures}]
    assert whole == looked


def test_there_is_no_unlabelled_fit_where_everything_is_labelled() -> None:
    curve = train(NETWORKS[:3], ALL_BUT_LAST, settings(), device=CPU).curve
    assert "labelled_loss" in curve[-1].figures
    assert "unlabelled_loss" not in curve[-1].figures


@pytest.mark.parametrize(("n", "classes"), [(2, 2), (3, 3), (4, 3), (5, 4), (1024, 11)])
def test_number_of_classes(n: int, classes: int) -> None:
    empty = Sample("M1", np.zeros((n, n), dtype=np.int8), np.ones((n, n), np.int16))
    assert count_classes([empty]) == classes


def test_folds_are_trained_as_if_each_were_alone() -> None:
    rest = {network.model: np.ones(network.size, bool) for network in NETWORKS[1:]}
    run = settings(split="models")
    splits = [Split(ALL_BUT_LAST, {}), Split(rest, {})]
    trained = train_each(splits, run, trainer(NETWORKS, run, device=CPU))
    found = [
        torch.nn.utils.parameters_to_vector(each.learner.parameters())
        for each in trained
    ]
    assert torch.equal(found[0], weights(NETWORKS, ALL_BUT_LAST, run))
    assert not torch.equal(found[1], weights(NETWORKS, rest, run))  # another seed
    again = train_each(splits, run, trainer(NETWORKS, run, device=CPU))
    second = torch.nn.utils.parameters_to_vector(again[1].learner.parameters())
    assert torch.equal(found[1], second)


@pytest.mark.parametrize("kind", ["full_graph", "sparse_graph"])
def test_no_step_waits_for_the_device(kind: GraphKind) -> None:
    networks = random_networks([6, 3, 11], seed=2)
    masks = {n.model: np.arange(n.size) % 3 > 0 for n in networks}
    everything = np.ones(3, dtype=np.bool_)
    run = settings(kind)
    scene, _ = _lay_out(
        networks, masks, everything, run, tabulate(networks), n_classes=5
    )
    classifier = build_classifier(run, n_classes=5)
    optimizer = Adam(classifier.parameters(), learning_rate=0.01)
    rows = scene.table.rows(np.array([[0, 1], [2, 0], [7, 3]]))
    _step(classifier, optimizer, scene, rows[:, :1])
    with device_waits() as waits:
        rows = scene.table.rows(np.array([[1, 1], [0, 0], [4, 5]]))
        _step(classifier, optimizer, scene, rows[:, :1])
        _step(classifier, optimizer, scene, rows[:, 1:])
    assert waits == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_shown_label_is_not_learned_and_a_learned_one_not_shown(
    kind: GraphKind,
) -> None:
    run = settings(kind, features=("topology", "labels"))
    networks = random_networks([30, 20], seed=2)
    masks = {n.model: np.arange(n.size) % 3 > 0 for n in networks}
    table = tabulate(networks, features=run.features)
    scene, _ = _lay_out(
        networks, masks, np.ones(2, dtype=np.bool_), run, table, n_classes=6
    )
    torch.manual_seed(0)
    features, classes = scene.drawn(scene.table.rows(np.array([[3], [4]])))
    shown, learned = features[:, 0, -6:].sum(dim=-1) > 0, classes[:, 0] != NO_CLASS
    assert shown.any() and learned.any()
    assert not (shown & learned).any()
    assert torch.equal(shown | learned, scene.labelled)


@pytest.mark.parametrize("kind", KINDS)
def test_only_labelled_nodes_show_their_classes(kind: GraphKind) -> None:
    spoilt = with_other_classes_where_none_are_known()
    run = settings(kind, features=("topology", "labels"))
    learner = train(NETWORKS, HALF, run, device=CPU).learner
    found = [
        predict(
            learner,
            set_stage(networks, run, device=CPU).told(HALF),
            HALF,
            readout="expected",
            normalise=False,
        )
        for networks in (NETWORKS, spoilt)
    ]
    for model, values in found[0].items():
        np.testing.assert_array_equal(values, found[1][model])
    untold = set_stage(NETWORKS, run, device=CPU).told(
        {
            NETWORKS[0].model: ~HALF[NETWORKS[0].model],
            **{n.model: HALF[n.model] for n in NETWORKS[1:]},
        }
    )
    other = predict(learner, untold, HALF, readout="expected", normalise=False)
    assert (other[NETWORKS[0].model] != found[0][NETWORKS[0].model]).any()


def test_only_a_classifier_that_knows_nodes_learns_random_labels_by_heart() -> None:
    """Two networks are alike but for their labels, which are drawn."""
    twin = random_networks([16], seed=3)[0]
    rng = np.random.default_rng(0)
    networks = [
        dataclasses.replace(
            twin,
            model=name,
            scaled_impact=np.repeat(
                rng.integers(1, 3, (16, 1), dtype=np.int16), 16, axis=1
            ),
        )
        for name in ("M1", "M2")
    ]
    known = {network.model: np.ones(16, dtype=bool) for network in networks}
    changes = {"epochs": 150, "dropout": 0.0, "learning_rate": 0.05}
    fits = [
        train(
            networks,
            known,
            settings("sparse_graph", features=features, **changes),
            device=CPU,
        )
        .curve[-1]
        .figures["labelled_accuracy"]
        for features in (("topology",), ("source", "identity"))
    ]
    assert fits[0] < 0.9 < 0.97 < fits[1]


def test_a_node_that_is_in_no_training_has_no_vector() -> None:
    with pytest.raises(ValueError, match="no vector of its own"):
        train(NETWORKS, ALL_BUT_LAST, settings(features=("identity",)), device=CPU)


def test_several_sources_of_a_step_are_one_step_of_their_mean_loss() -> None:
    """With all sources alike it does not matter how many a step has."""
    alike = [
        Sample(f"M{n}", -np.eye(n, dtype=np.int8), np.ones((n, n), dtype=np.int16))
        for n in (4, 6)
    ]
    known = {network.model: np.ones(network.size, dtype=bool) for network in alike}
    changes: dict[str, Any] = {"features": ("degrees",), "dropout": 0.0, "epochs": 4}
    one = weights(alike, known, settings(sources_per_epoch=1, **changes))
    more = settings(sources_per_epoch=3, sources_per_step=3, **changes)
    torch.testing.assert_close(weights(alike, known, more), one)
