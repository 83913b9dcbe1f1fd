"""The card of the predictor that ships, on answers that are known."""

import numpy as np
import pytest

from bioripple.evaluation.shipped_card import (
    ROW_COLUMNS,
    card,
    commoner_sign,
    right_signs,
    score_model,
    size_off,
)


def test_signs_are_those_of_pairs_that_respond() -> None:
    truth = np.array([[1.0, 2.0, 0.0], [-1.0, 1.0, np.nan], [3.0, -1.0, 1.0]])
    prediction = np.array([[1.0, 0.5, 4.0], [0.5, 1.0, 1.0], [0.0, -2.0, 1.0]])
    # (0, 1) right, (1, 0) wrong, (2, 1) right
    assert right_signs(truth, prediction) == pytest.approx(2 / 3)
    assert commoner_sign(truth, prediction) == pytest.approx(2 / 3)
    # the sizes of these pairs are off by 4, 2 and 2
    assert size_off(truth, prediction) == pytest.approx(np.log10(2.0))
    assert np.isnan(right_signs(truth, np.zeros((3, 3))))
    assert np.isnan(commoner_sign(truth, np.zeros((3, 3))))


def test_a_perfect_prediction_beats_distance() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for k in range(6):
        sign = rng.choice([-1, 0, 1], p=[0.2, 0.5, 0.3], size=(8, 8)).astype(np.int8)
        truth = rng.normal(size=(8, 8))
        found = score_model({"wiring": truth}, sign, {"relative": truth})
        assert {row["predictor"] for row in found} == {
            "learned",
            "distance",
            "propagation",
            "commoner",
        }
        rows += [{"model": f"m{k}", "family": f"f{k // 2}"} | row for row in found]
    assert all(set(row) == set(ROW_COLUMNS) for row in rows)
    told = card(rows, facts={"folds": 2}, sha256="0", seed=0)
    scores = told["accuracy"]["wiring"]["relative"]
    assert (scores["n_models"], scores["n_families"]) == (6, 3)
    assert scores["order"]["learned"] == 1.0
    assert scores["sign"]["learned"] == 1.0
    assert scores["size_off"] == 0.0
    gain, low, high = scores["gain"]["distance"]
    assert gain == pytest.approx(1.0 - scores["order"]["distance"], abs=1e-4)
    assert low <= gain <= high
    assert told["folds"] == 2


def test_what_reactions_add_is_held_against_the_same_without() -> None:
    rng = np.random.default_rng(0)
    rows = []
    for k in range(4):
        sign = rng.choice([-1, 0, 1], size=(6, 6)).astype(np.int8)
        truth, other = rng.normal(size=(2, 6, 6))
        known = {"wiring": other, "structure": truth}
        found = score_model(known, sign, {"relative": truth})
        rows += [{"model": f"m{k}", "family": f"f{k}"} | row for row in found]
    told = card(rows, facts={}, sha256="0", seed=0)["accuracy"]
    plain, more = (told[kind]["relative"] for kind in ("wiring", "structure"))
    assert "no_reactions" not in plain["gain"]
    gain = more["order"]["learned"] - plain["order"]["learned"]
    assert more["gain"]["no_reactions"][0] == pytest.approx(gain, abs=2e-4)


def test_a_card_of_nothing() -> None:
    assert card([], facts={}, sha256="0", seed=0)["accuracy"] == {}
