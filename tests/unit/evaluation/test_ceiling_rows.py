"""The ceilings of a model: worlds on its network, its truth, and means over models."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bioripple.evaluation.cases import Case
from bioripple.evaluation.ceiling_rows import (
    COLUMNS,
    MODEL_COLUMNS,
    ceilings_of,
    measured_sizes,
    summarise,
)
from bioripple.evaluation.ceiling_worlds import (
    ON_SIGNS,
    ON_STRUCTURE,
    worlds_on_signs,
    worlds_on_structure,
)
from bioripple.evaluation.scores import Row
from bioripple.network.influence import reachable
from bioripple.network.random_jacobians import Sizes
from bioripple.network.tiers import Structure, Wiring, restrict
from bioripple.responses.sensitivity import sensitivity
from bioripple.responses.truths import truths
from bioripple.vocabulary import TruthName
from tests.support.kinetic_networks import random_kinetics

INPUTS, JACOBIAN = random_kinetics(9, seed=0)
SIZES = [Sizes(-1.0, 0.5, 0.3, 0.4, 0.5, levels=1.0), Sizes(0.0, 0.0, 1.0, 1.0, 1.0)]


def a_case() -> Case:
    found = truths(
        sensitivity(JACOBIAN).matrix, JACOBIAN, np.zeros((9, 9)), INPUTS.state
    )
    known = {name: truth.matrix for name, truth in found.items()}
    return Case("m", INPUTS, known, Wiring(INPUTS.sign), at_rest=INPUTS)


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    sizes: dict[TruthName, list[Sizes]]
    sizes = {"dynamo": SIZES, "relative": SIZES}
    return ceilings_of(a_case(), sizes, count=5, seed=0)


@pytest.mark.parametrize("reading", ON_SIGNS)
def test_worlds_hang_on_the_seed_and_respond_along_paths(reading: str) -> None:
    worlds, again, other = (
        worlds_on_signs(INPUTS.sign, reading, SIZES, count=3, seed=seed)
        for seed in (0, 0, 1)
    )
    assert np.array_equal(worlds.sizes, again.sizes)
    assert not np.array_equal(worlds.sizes, other.sizes)
    assert not worlds.sizes[:, ~reachable(INPUTS.sign)].any()
    assert 0.0 <= worlds.unstable <= 1.0


def test_stable_worlds_are_stable_and_may_not_be_had() -> None:
    decay = -np.eye(4, dtype=np.int8)
    found = worlds_on_signs(decay, "stable", SIZES, count=5, seed=0)
    assert (len(found.sizes), found.unstable) == (5, 0.0)
    growth = worlds_on_signs(-decay, "stable", SIZES, count=5, seed=0)
    assert (len(growth.sizes), growth.unstable) == (0, 1.0)


@pytest.mark.parametrize("reading", ON_STRUCTURE)
def test_worlds_on_a_structure_rank_no_path_lowest(reading: str) -> None:
    known = restrict(INPUTS, Structure)
    worlds = worlds_on_structure(known, reading, "relative", count=3, seed=0)
    linked = reachable(INPUTS.sign)
    assert len(worlds.sizes) == 3
    for sizes in worlds.sizes:
        assert sizes[~linked].max(initial=-np.inf) < sizes[linked].min()


def test_relative_sizes_hang_on_no_unit_of_a_node() -> None:
    units = 10.0 ** np.random.default_rng(1).normal(size=9)
    one = measured_sizes(JACOBIAN, INPUTS.state)
    scaled = JACOBIAN * units[:, None] / units
    other = measured_sizes(scaled, INPUTS.state * units)
    assert other["relative"].rows == pytest.approx(one["relative"].rows)
    assert other["relative"].level == pytest.approx(one["relative"].level)
    assert other["dynamo"].rest != pytest.approx(one["dynamo"].rest)
    empty = measured_sizes(JACOBIAN, np.zeros(9))
    assert empty.keys() == {"dynamo"}


def test_a_model_has_a_row_of_every_kind(rows: list[Row]) -> None:
    table = pd.DataFrame(rows)
    assert set(table) == set(MODEL_COLUMNS)
    on_signs, on_structure = 2 * 2 * len(ON_SIGNS), 3 * len(ON_STRUCTURE)
    readings = table["reading"].isin(ON_STRUCTURE)
    assert readings.sum() == on_structure
    assert on_signs - 4 <= (~readings).sum() <= on_signs  # stable ones are rare
    assert table[["best", "bound", "best_on_truth"]].abs().max().max() <= 1.0 + 1e-9
    settles = table["truth"] != "steady_state"
    assert table.loc[settles, "distance_on_truth"].notna().all()


def test_a_truth_that_a_model_lacks_is_not_scored(rows: list[Row]) -> None:
    case = a_case()
    lacking = replace(case, truths={"dynamo": case.truths["dynamo"]})
    sizes: dict[TruthName, list[Sizes]]
    sizes = {"dynamo": SIZES, "relative": []}
    found = pd.DataFrame(ceilings_of(lacking, sizes, count=5, seed=0))
    other = found["truth"] != "dynamo"
    assert found.loc[other, "tier"].eq("structure").all()
    assert found.loc[other, "best_on_truth"].isna().all()
    of_dynamo = [row for row in rows if row["truth"] == "dynamo"]
    assert found[~other]["best"].tolist() == [row["best"] for row in of_dynamo]


def test_a_model_that_does_not_rest_has_no_row_at_rest(rows: list[Row]) -> None:
    sizes: dict[TruthName, list[Sizes]] = {"dynamo": SIZES, "relative": SIZES}
    moving = replace(a_case(), at_rest=None)
    found = pd.DataFrame(ceilings_of(moving, sizes, count=5, seed=0))
    others = pd.DataFrame([row for row in rows if row["truth"] != "steady_state"])
    pd.testing.assert_frame_equal(found, others)


def test_means_are_of_models_and_intervals_of_families(rows: list[Row]) -> None:
    some = [row | {"model": name} for name in "abc" for row in rows[:2]]
    for row in some:
        row["best"] = {"a": 0.2, "b": 0.4, "c": 0.9}[row["model"]]
    table = summarise(some, {"a": "one", "b": "one"}, draws=200, seed=0)
    assert list(table) == list(COLUMNS)
    first = table.iloc[0]
    assert (first["n_models"], first["n_families"]) == (3, 2)
    assert first["best"] == pytest.approx(0.5)
    assert first["best_low"] == pytest.approx(0.3)
    assert first["best_high"] == pytest.approx(0.9)
    assert summarise([], {}, draws=10, seed=0).empty
