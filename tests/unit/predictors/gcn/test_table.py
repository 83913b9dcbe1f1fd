from dataclasses import replace

import numpy as np
import pytest
import torch

from bioripple.predictors.gcn.features import node_features, pair_features
from bioripple.predictors.gcn.table import (
    N_FEATURES,
    NO_CLASS,
    draw_sources,
    tabulate,
)
from tests.support.synthetic_networks import random_networks

NETWORKS = random_networks([4, 7, 2], seed=5)
TABLE = tabulate(NETWORKS)
SOURCES = np.array([[3, 0], [6, 2], [1, 1]])


def test_slots_carry_each_network_from_its_own_source() -> None:
    rows = TABLE.rows(SOURCES)
    features = TABLE.features(rows)
    assert features.shape == (13, 2, N_FEATURES)
    for slot in range(2):
        expected, classes = [], []
        for network, source in zip(NETWORKS, SOURCES[:, slot], strict=True):
            of_node = node_features(network.sign)
            of_pair = pair_features(network.sign)[source]
            expected.append(np.concatenate([of_node, of_pair], axis=1))
            classes.append(network.scaled_impact[:, source] - 1)
        np.testing.assert_array_equal(features[:, slot], np.concatenate(expected))
        np.testing.assert_array_equal(
            TABLE.classes[rows[:, slot]], np.concatenate(classes)
        )


@pytest.mark.parametrize("k", [0, 1, 2])
def test_the_table_of_one_network_is_that_of_the_network_alone(k: int) -> None:
    for part in (TABLE.of_network(k), TABLE.of_networks(np.arange(3) == k)):
        alone = tabulate(NETWORKS[k : k + 1])
        for name in ("sizes", "per_node", "per_pair", "classes"):
            assert torch.equal(getattr(part, name), getattr(alone, name)), name


def test_drawn_sources_are_seeded_and_reach_every_node_alike() -> None:
    sizes = [2, 5]
    drawn = draw_sources(sizes, slots=5000, rng=np.random.default_rng(0))
    again = draw_sources(sizes, slots=5000, rng=np.random.default_rng(0))
    np.testing.assert_array_equal(drawn, again)
    for n, row in zip(sizes, drawn, strict=True):
        shares = np.bincount(row, minlength=n) / 5000
        assert len(shares) == n
        np.testing.assert_allclose(shares, 1 / n, atol=0.03)


def test_mean_features_average_over_all_sources() -> None:
    expected = [
        np.concatenate(
            [node_features(n.sign), pair_features(n.sign).mean(axis=0)], axis=1
        )
        for n in NETWORKS
    ]
    np.testing.assert_allclose(
        TABLE.mean_features()[:, 0], np.concatenate(expected), rtol=1e-6
    )


def test_shown_labels_are_the_last_features_of_the_nodes_that_show_them() -> None:
    shown = torch.arange(13) % 3 == 0
    told = TABLE.with_labels(shown, n_classes=3)
    rows = TABLE.rows(SOURCES)
    features = told.features(rows)
    assert torch.equal(features[..., :-3], TABLE.features(rows))
    hot = torch.nn.functional.one_hot(TABLE.classes[rows].clamp(max=2), 3)
    assert torch.equal(features[shown][..., -3:], hot[shown].float())
    assert not features[~shown][..., -3:].any()


def test_what_is_learned_of_a_node_may_be_one_class_or_leave_its_source_out() -> None:
    ranks = [np.random.default_rng(k).permutation(16).reshape(4, 4) + 1 for k in (1, 2)]
    networks = [
        replace(network, bio_impact=of_network.astype(np.int32))
        for network, of_network in zip(
            random_networks([4, 4], seed=1), ranks, strict=True
        )
    ]
    per_node = tabulate(networks, features=("degrees",), label="per_node")
    assert per_node.per_pair.shape == (32, 0)
    for part in per_node.classes.reshape(2, 4, 4):
        assert torch.equal(part, part[:1].expand(4, 4))
    others = tabulate(networks, label="among_others").classes.reshape(2, 4, 4)
    diagonal = torch.eye(4, dtype=torch.bool).expand(2, 4, 4)
    assert (others[diagonal] == NO_CLASS).all()
    assert (others[~diagonal] >= 0).all()
    with pytest.raises(ValueError, match="need its ranks"):
        tabulate(NETWORKS, label="per_node")
