"""Upper bounds of the enhancement factor."""

import numpy as np
import pytest

from bioripple.accuracy import Protocol, accuracy
from bioripple.baselines import closeness
from bioripple.impact import bio_impact, scaled_impact
from bioripple.network import signs
from bioripple.sensitivity import sensitivity
from bioripple.upper_bounds import bound_table, model_bounds
from tests.synthetic_networks import random_jacobian


def bounds(seed, model="m"):
    jacobian = random_jacobian(12, np.random.default_rng(seed))
    return jacobian, model_bounds(model, jacobian, sensitivity(jacobian).matrix)


def find(rows, **wanted):
    entries, pooling = wanted.pop("protocol", ("off_diagonal", "pooled"))
    (found,) = [
        row
        for row in rows
        if all(getattr(row, key) == value for key, value in wanted.items())
        and (row.protocol.entries, row.protocol.pooling) == (entries, pooling)
    ]
    return found.accuracy


def test_each_variant_is_what_its_name_says():
    jacobian, rows = bounds(0)
    truth = sensitivity(jacobian).matrix
    distance = closeness(signs(jacobian), directed=True)
    for source, matrix in (("sensitivity", truth), ("jacobian", jacobian)):
        ranks = bio_impact(matrix).astype(float)
        classes = scaled_impact(bio_impact(matrix)).astype(float)
        for impact, factor in (("bio_impact", ranks), ("scaled_impact", classes)):
            plain = accuracy(truth, factor * distance)
            divided = accuracy(truth, factor / np.diagonal(factor) * distance)
            names = {"source": source, "impact": impact}
            assert find(rows, normalise=False, **names) == plain
            assert find(rows, normalise=True, **names) == divided


def test_ranks_order_what_distance_cannot_tell_apart():
    """One hub acts on all others: equally near, but with gains of their own."""
    jacobian = -np.eye(12)
    jacobian[1:, 0] = np.random.default_rng(3).normal(size=11)
    truth = sensitivity(jacobian).matrix
    distance = closeness(signs(jacobian), directed=True)
    by_column = Protocol("off_diagonal", "columns")
    assert accuracy(truth, distance, protocol=by_column) == 0.0
    rows = model_bounds("hub", jacobian, truth)
    names = {"source": "sensitivity", "normalise": False}
    columns = ("off_diagonal", "columns")
    exact = find(rows, impact="bio_impact", protocol=columns, **names)
    coarse = find(rows, impact="scaled_impact", protocol=columns, **names)
    assert exact == pytest.approx(1.0)
    assert 0.5 < coarse < exact


def test_the_table_averages_over_the_models_of_each_set():
    _, first = bounds(1, "m1")
    _, second = bounds(2, "m2")
    table = bound_table([*first, *second], {"paper87": {"m2"}, "all": {"m1", "m2"}})
    assert len(table) == 2 * len(first)
    chosen = (
        (table["source"] == "jacobian")
        & (table["impact"] == "bio_impact")
        & ~table["normalise"].astype(bool)
        & (table["entries"] == "off_diagonal")
        & (table["pooling"] == "pooled")
    )
    means = table[chosen].set_index("evaluation_set")["mean"]
    names = {"source": "jacobian", "impact": "bio_impact", "normalise": False}
    assert means["paper87"] == find(second, **names)
    assert means["all"] == pytest.approx(
        (find(first, **names) + find(second, **names)) / 2
    )
    assert set(table["n_models"]) == {1, 2}
