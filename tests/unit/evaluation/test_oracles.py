"""Upper bounds of the enhancement factor."""

from collections.abc import Sequence

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.evaluation.oracles import OracleScore, oracle_scores, oracle_table
from bioripple.metrics.accuracy import accuracy
from bioripple.network.influence import signs
from bioripple.predictors.gcn.impact import bio_impact, scaled_impact
from bioripple.predictors.topology import closeness
from bioripple.responses.sensitivity import sensitivity
from bioripple.vocabulary import Protocol
from tests.support.synthetic_networks import random_jacobian


def bounds(seed: int, model: str = "m") -> tuple[Floats, list[OracleScore]]:
    jacobian = random_jacobian(12, np.random.default_rng(seed))
    return jacobian, oracle_scores(model, jacobian, sensitivity(jacobian).matrix)


def find(
    rows: Sequence[OracleScore],
    source: str,
    impact: str,
    *,
    normalise: bool = False,
    pooling: str = "pooled",
) -> float:
    (found,) = [
        row.accuracy
        for row in rows
        if (row.source, row.impact, row.normalise) == (source, impact, normalise)
        and (row.protocol.entries, row.protocol.pooling) == ("off_diagonal", pooling)
    ]
    return found


def test_each_variant_is_what_its_name_says() -> None:
    jacobian, rows = bounds(0)
    truth = sensitivity(jacobian).matrix
    distance = closeness(signs(jacobian), directed=True)
    for source, matrix in (("sensitivity", truth), ("jacobian", jacobian)):
        ranks = bio_impact(matrix).astype(float)
        classes = scaled_impact(bio_impact(matrix)).astype(float)
        for impact, factor in (("bio_impact", ranks), ("scaled_impact", classes)):
            plain = accuracy(truth, factor * distance)
            divided = accuracy(truth, factor / np.diagonal(factor) * distance)
            assert find(rows, source, impact) == plain
            assert find(rows, source, impact, normalise=True) == divided


def test_ranks_order_what_distance_cannot_tell_apart() -> None:
    """One hub acts on all others: equally near, but with gains of their own."""
    jacobian = -np.eye(12)
    jacobian[1:, 0] = np.random.default_rng(3).normal(size=11)
    truth = sensitivity(jacobian).matrix
    distance = closeness(signs(jacobian), directed=True)
    by_column = Protocol("off_diagonal", "columns")
    assert accuracy(truth, distance, protocol=by_column) == 0.0
    rows = oracle_scores("hub", jacobian, truth)
    exact = find(rows, "sensitivity", "bio_impact", pooling="columns")
    coarse = find(rows, "sensitivity", "scaled_impact", pooling="columns")
    assert exact == pytest.approx(1.0)
    assert 0.5 < coarse < exact


def test_the_table_averages_over_the_models_of_each_set() -> None:
    _, first = bounds(1, "m1")
    _, second = bounds(2, "m2")
    table = oracle_table([*first, *second], {"paper87": {"m2"}, "all": {"m1", "m2"}})
    assert len(table) == 2 * len(first)
    chosen = (
        (table["source"] == "jacobian")
        & (table["impact"] == "bio_impact")
        & ~table["normalise"].astype(bool)
        & (table["entries"] == "off_diagonal")
        & (table["pooling"] == "pooled")
    )
    means = table[chosen].set_index("evaluation_set")["mean"]
    one, other = (find(rows, "jacobian", "bio_impact") for rows in (first, second))
    assert means["paper87"] == other
    assert means["all"] == pytest.approx((one + other) / 2)
    assert set(table["n_models"]) == {1, 2}
