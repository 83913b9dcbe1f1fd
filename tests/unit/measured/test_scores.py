"""Scores of measured sets: by hand, and as `evaluate` has them."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bioripple.answers.observed import Observed, evaluate
from bioripple.answers.result import Condition
from bioripple.measured.contrasts import Contrast, Kind, Measured
from bioripple.measured.gaps import predict_with_gaps
from bioripple.measured.pairs import Told
from bioripple.measured.predictions import Said, predict, predictors_for
from bioripple.measured.scores import COLUMNS, score
from bioripple.measured.sets import read_set
from bioripple.predictors.registry import BY_ID
from tests.support.signed_networks import of_text

DATA = Path(os.environ.get("BIORIPPLE_TEST_DATA", "nowhere")) / "measured/sfa"
NETWORK = of_text("A -> B\nB -| C\nD -> E\nA -> E")
DISTANCE = "distance_directed"


def contrast(kind: Kind, source: str, **nodes: float) -> Contrast:
    return Contrast(Condition(source, nodes), kind, source)


def told(change: list[list[float]], *contrasts: Contrast, name: str = "s") -> Told:
    """Let the distance model, and one that knows sizes only, speak of B, C and E."""
    measured = Measured(name, NETWORK, contrasts, ("B", "C", "E"), np.array(change))
    said = {DISTANCE: predict(measured, DISTANCE)}
    said["sizes"] = Said(np.abs(measured.change), None)
    return Told(measured, said, "g", "own")


def table(*sets: Told) -> pd.DataFrame:
    return pd.DataFrame(score(sets, draws=50, seed=0))


def test_directions_are_counted_and_readouts_that_are_perturbed_left_out() -> None:
    one = contrast("stimulus", "A", A=1.0)
    two = contrast("inhibitor", "B", B=-1.0)
    # of B, C, E: said + - + within A, and - + 0 within B
    found = table(told([[1.0, 1.0, 2.0], [-1.0, 4.0, -1.0]], one, two))
    assert list(found.columns) == list(COLUMNS)
    rows = found.set_index(["kind", "metric", "predictor"])
    assert rows.loc[("all", "sign", DISTANCE), "value"] == pytest.approx(4 / 6)
    elsewhere = rows.loc[("all", "sign_elsewhere", DISTANCE), :]
    assert elsewhere["value"] == pytest.approx(3 / 5)
    assert elsewhere["n"] == 5
    assert elsewhere["commoner"] == pytest.approx(4 / 5)
    assert rows.loc[("stimulus", "sign", "commoner_sign"), "value"] == 1.0
    assert ("all", "sign", "sizes") not in rows.index
    # Sizes are compared as shares of each readout's largest: ½ ¼ 1 and 1 ½.
    order = rows.loc[("all", "order", "sizes"), :]
    shares = np.array([1.0, 0.25, 1.0, 1.0, 0.5])
    raw = np.array([1.0, 1.0, 2.0, 4.0, 1.0])
    expected = pd.Series(shares).corr(pd.Series(raw), method="spearman")
    assert order["value"] == pytest.approx(expected)
    assert order["gain"] == pytest.approx(order["value"] - order["baseline"])


def test_contrasts_of_one_source_are_averaged_over_where_they_were_measured() -> None:
    within = [contrast("inhibitor", "B", B=-1.0) for _ in range(2)]
    found = table(told([[0.0, 1.0, np.nan], [0.0, -3.0, 1.0]], *within))
    row = found[(found["metric"] == "sign_elsewhere") & (found["kind"] == "all")]
    assert set(row["n"]) == {2}
    # The mean of C is down, and it is said to rise; no way leads to E.
    assert row.set_index("predictor").loc[DISTANCE, "value"] == 0.0


def test_a_group_is_the_mean_of_its_sets() -> None:
    one = told([[1.0, -1.0, 1.0]], contrast("one", "A", A=1.0), name="s")
    two = told([[1.0, 1.0, -1.0]], contrast("one", "A", A=1.0), name="t")
    rows = table(one, two)
    rows = rows[(rows["metric"] == "sign") & (rows["kind"] == "all")]
    values = rows[rows["predictor"] == DISTANCE].set_index("set")
    assert values.loc["g", "value"] == pytest.approx((1.0 + 1 / 3) / 2)
    assert values.loc["g", "sets"] == 2


def test_where_no_path_leads_most_edges_say_the_direction() -> None:
    conditions = (contrast("one", "D", D=-1.0), contrast("one", "A", A=1.0))
    measured = Measured("s", NETWORK, conditions, ("B", "C", "E"), np.zeros((2, 3)))
    said = predict_with_gaps(measured)
    assert said.signed is not None
    assert said.signed.tolist() == [[-1.0, -1.0, -1.0], [1.0, -1.0, 1.0]]
    assert said.sizes[0, 2] > said.sizes[0, 0]


def test_every_predictor_speaks_and_is_told_nothing_of_what_was_measured() -> None:
    conditions = (contrast("one", "A", A=1.0), contrast("several", "x", B=-1.0, D=1.0))
    links = Contrast(Condition("l", {}, {("A", "B"): -1.0}), "one", "l")
    measured = Measured(
        "s", NETWORK, (*conditions, links), ("B", "C", "E"), np.full((3, 3), np.nan)
    )
    names = predictors_for(NETWORK)
    assert {
        it.id for it in BY_ID.values() if it.compute and it.tier == "topology"
    } <= set(names)
    for name in names:
        said = predict(measured, name)
        assert np.isfinite(said.sizes).all()
        assert (said.sizes >= 0).all()


@pytest.mark.skipif(not DATA.is_dir(), reason="needs BIORIPPLE_TEST_DATA")
def test_directions_of_tables_of_conditions_are_scored_as_evaluate_does() -> None:
    measured = read_set("n", DATA / "nelander_2008/exp.tsv")
    names = ("propagation_0.5", DISTANCE)
    said = {name: predict(measured, name) for name in names}
    rows = pd.DataFrame(score([Told(measured, said, "n", "own")], draws=2, seed=0))
    whole = rows[rows["kind"] == "all"].set_index(["metric", "predictor"])["value"]
    conditions = tuple(it.condition for it in measured.contrasts)
    observed = Observed(conditions, measured.readouts, measured.change)
    theirs = evaluate(measured.network, observed, predictors=[]).set_index("predictor")
    for name in (*names, "commoner_sign"):
        assert whole["sign", name] == pytest.approx(theirs.loc[name, "sign_accuracy"])
        assert whole["sign_elsewhere", name] == pytest.approx(
            theirs.loc[name, "elsewhere"]
        )
