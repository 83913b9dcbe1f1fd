"""Impact ranks, their classes, and the enhancement factor."""

import numpy as np
import pytest

from bioripple.predictors.gcn.impact import (
    SOURCES,
    bio_impact,
    check_source,
    enhancement,
    impact_among_others,
    impact_of_nodes,
    impacts,
    scaled_impact,
)


def test_ranks_ascend_with_size_within_each_column() -> None:
    response = np.array([[1.0, 0.0, 0.3], [-2.0, 1.0, 0.0], [0.5, 0.0, 1.0]])
    assert bio_impact(response).tolist() == [[2, 1, 2], [3, 3, 1], [1, 1, 3]]


def test_a_rank_counts_the_smaller_effects_of_its_column() -> None:
    response = np.random.default_rng(0).integers(-2, 3, (11, 11)).astype(float)
    sizes = np.abs(response)
    smaller = (sizes[None, :, :] < sizes[:, None, :]).sum(axis=1)
    assert np.array_equal(bio_impact(response), smaller + 1)


def test_classes_are_the_rounded_up_logarithm_of_every_rank() -> None:
    """c is the class of r exactly when 2^(c-2) < r <= 2^(c-1), in whole numbers."""
    ranks = np.arange(1, 5000, dtype=np.int32)
    for rank, found in zip(ranks.tolist(), scaled_impact(ranks).tolist(), strict=True):
        assert 2 ** (found - 1) >= rank
        assert found == 1 or 2 ** (found - 2) < rank


def test_classes_at_large_powers_of_two() -> None:
    for power in range(2, 31):
        ranks = np.array([2**power - 1, 2**power, 2**power + 1])
        assert scaled_impact(ranks).tolist() == [power + 1, power + 1, power + 2]


def test_normalising_makes_the_diagonal_one() -> None:
    impact = np.random.default_rng(1).integers(1, 9, (6, 6))
    factor = enhancement(impact, normalise=True)
    assert np.allclose(np.diagonal(factor), 1.0)
    assert np.allclose(factor * np.diagonal(impact), impact)
    assert np.array_equal(enhancement(impact, normalise=False), impact)


def test_the_source_decides_what_is_ranked() -> None:
    rng = np.random.default_rng(2)
    jacobian, sensitivity = rng.normal(size=(2, 5, 5))
    responses = {"jacobian": jacobian, "sensitivity": sensitivity}
    for source in SOURCES:
        matrix = responses[source]
        found = impacts(jacobian, sensitivity, source=source)
        assert np.array_equal(found["bio_impact"], bio_impact(matrix))
        assert np.array_equal(found["sign"], np.sign(jacobian))
        assert np.array_equal(
            found["scaled_impact"], scaled_impact(found["bio_impact"])
        )
    with pytest.raises(ValueError, match=r"impact\.source is .jacobain"):
        check_source("jacobain")


def test_among_others_the_source_is_left_out_of_its_own_ranking() -> None:
    response = np.random.default_rng(2).integers(0, 5, (9, 9)).astype(np.float64)
    found = impact_among_others(bio_impact(response))
    for source in range(9):
        others = np.arange(9) != source
        ranks = bio_impact(response[others][:, [source]])[:, 0]
        np.testing.assert_array_equal(found[others, source], scaled_impact(ranks))
        assert found[source, source] == 0


def test_a_node_has_the_class_of_its_mean_rank_over_other_sources() -> None:
    ranks = np.array([[9, 1, 2], [4, 9, 4], [3, 7, 9]])  # means 1.5, 4 and 5
    expected = scaled_impact(np.array([2, 4, 5]))
    for column in impact_of_nodes(ranks).T:
        np.testing.assert_array_equal(column, expected)
