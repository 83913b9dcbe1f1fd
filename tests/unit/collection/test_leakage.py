"""Similarity of training to test, on models whose kinship is known."""

import numpy as np
import pytest

from bioripple.collection.families import Candidate
from bioripple.collection.leakage import (
    LEAKAGE_COLUMNS,
    SUMMARY_COLUMNS,
    leakage_rows,
    similarity,
    summarise_leakage,
)
from bioripple.collection.overlap import (
    Content,
    JaccardRows,
    jaccard,
)
from bioripple.collection.splits import Split
from bioripple.network.isomorphism import surroundings
from tests.support.synthetic_networks import random_jacobian

NAMES = {"A": "abcd", "B": "abcdef", "C": "uvwx", "D": ""}


def candidate(model: str, seed: int) -> Candidate:
    jacobian = random_jacobian(12, np.random.default_rng(seed))
    words = frozenset(2 * letter for letter in NAMES[model])
    said = Content(words, frozenset())
    nothing = Content(frozenset(), frozenset())
    sign = np.sign(jacobian).astype(np.int8)
    return Candidate(model, (), sign, nothing, said)


CANDIDATES = [
    candidate("A", 1),
    candidate("B", 2),
    candidate("C", 1),
    candidate("D", 4),
]


def fold(learned: str, scored: str) -> Split:
    return Split(
        {model: np.ones(12, dtype=bool) for model in learned},
        {model: np.ones((12, 12), dtype=bool) for model in scored},
    )


def test_similarities_by_hand() -> None:
    known = similarity(CANDIDATES)
    species = [known.species(place).tolist() for place in range(4)]
    network = np.array([known.network(place) for place in range(4)])
    assert species[0][1] == pytest.approx(4 / 6)
    assert species[0][2] == species[3][3] == 0.0
    assert network[0, 2] == 1.0  # drawn from the same seed
    assert 0.0 < network[0, 1] < 0.5
    assert np.array_equal(network, network.T)


def test_surroundings_do_not_depend_on_the_order_of_nodes() -> None:
    sign = CANDIDATES[0].sign
    order = np.random.default_rng(0).permutation(12)
    assert surroundings(sign[np.ix_(order, order)]) == surroundings(sign)


def test_surroundings_overlap_as_multisets_do() -> None:
    """A chain of n nodes: after k steps all but the k nearest to an end are alike."""

    def chain(n: int) -> np.ndarray:
        return np.diag(np.ones(n - 1, dtype=np.int8), -1)

    small, large = surroundings(chain(10)), surroundings(chain(20))
    assert len(small) == 30
    assert small <= large
    assert jaccard(small, large) == 0.5


def test_the_nearest_training_model_is_found() -> None:
    rows = leakage_rows(
        [fold("BCD", "A"), fold("AB", "C")],
        similarity(CANDIDATES),
        split="models",
        seed=7,
    )
    assert all(tuple(row) == LEAKAGE_COLUMNS for row in rows)
    first, second = rows
    assert (first["split"], first["seed"], first["model"]) == ("models", 7, "A")
    assert (first["nearest_by_species"], first["nearest_by_network"]) == ("B", "C")
    assert first["network_similarity"] == 1.0
    assert second["species_similarity"] == 0.0


def test_a_model_in_training_is_its_own_nearest() -> None:
    rows = leakage_rows(
        [fold("ABCD", "CD")], similarity(CANDIDATES), split="transductive", seed=0
    )
    assert [row["nearest_by_network"] for row in rows] == ["C", "D"]
    assert [row["nearest_by_species"] for row in rows] == ["C", "D"]


def test_the_summary_averages_over_models_and_seeds() -> None:
    known = similarity(CANDIDATES)
    rows = [
        row
        for seed in (0, 1)
        for row in leakage_rows(
            [fold("BCD", "A"), fold("AB", "C")], known, split="models", seed=seed
        )
    ]
    species, network = summarise_leakage(rows)
    assert tuple(species) == SUMMARY_COLUMNS
    assert (species["measure"], network["measure"]) == ("species", "network")
    assert species["n_models"] == 2
    assert species["mean"] == pytest.approx((4 / 6 + 0) / 2)
    assert species["share_half"] == 0.5
    assert network["share_same"] == 1.0


@pytest.mark.parametrize("seed", range(3))
def test_rows_of_pairs_agree_with_sets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sets = [frozenset(rng.integers(20, size=n).tolist()) for n in (0, 3, 8, 15, 0, 8)]
    indices = JaccardRows(sets)
    for i, first in enumerate(sets):
        assert indices.row(i).tolist() == [jaccard(first, second) for second in sets]


def test_models_that_could_not_be_compared_are_left_out() -> None:
    known = similarity(CANDIDATES[:2])
    rows = leakage_rows(
        [fold("BC", "AD"), fold("D", "A")], known, split="models", seed=0
    )
    assert [(row["model"], row["nearest_by_network"]) for row in rows] == [("A", "B")]
