"""Accuracies in other units: what changes, and what cannot."""

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.evaluation.cases import Case
from bioripple.evaluation.units import SPREADS, score_units, units_table
from bioripple.network.tiers import Wiring
from bioripple.vocabulary import LEARNED_TRUTHS, PER_CENT, REFERENCE, TruthName
from tests.support.kinetic_networks import random_kinetics, response


def case_of(seed: int) -> Case:
    """Return a model whose abundances say nothing: all are 1."""
    inputs, jacobian = random_kinetics(12, seed=seed)
    matrix = response(jacobian)
    truths: dict[TruthName, Floats] = dict.fromkeys(LEARNED_TRUTHS, matrix)
    return Case(f"m{seed}", inputs, truths, Wiring(inputs.sign), inputs)


CASES = [case_of(seed) for seed in range(6)]
ROWS = [row for case in CASES for row in score_units(case, seed=0)]


def test_truths_without_units_do_not_change() -> None:
    table = units_table(ROWS, {case.model for case in CASES})
    assert table["n_models"].eq(len(CASES)).all()
    mean = table.set_index(["truth", "predictor", "spread"])["mean"].sort_index()
    for truth in PER_CENT:
        of_distance = mean[truth, REFERENCE]
        assert of_distance.tolist() == pytest.approx([of_distance[0.0]] * len(SPREADS))
    assert mean["dynamo", REFERENCE, 2.0] < mean["dynamo", REFERENCE, 0.0] - 0.05


def test_abundances_tell_the_units_of_a_truth_that_has_some() -> None:
    table = units_table(ROWS, {case.model for case in CASES})
    mean = table.set_index(["truth", "predictor", "spread"])["mean"].sort_index()
    told = mean["dynamo", "abundance_distance_state"]
    assert told[2.0] > mean["dynamo", REFERENCE, 2.0] + 0.2


def test_a_draw_hangs_on_its_model_alone() -> None:
    again = score_units(CASES[3], seed=0)
    assert again == [row for row in ROWS if row["model"] == "m3"]
    assert again != score_units(CASES[3], seed=1)


def test_models_of_no_interest_are_left_out() -> None:
    assert units_table(ROWS, {"m1"})["n_models"].eq(1).all()
    assert units_table([], set()).empty
    assert np.isfinite(units_table(ROWS, {"m1"})["mean"]).all()
