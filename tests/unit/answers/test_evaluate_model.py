"""Predictors held against models whose answer is known."""

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

import bioripple as br
from bioripple.answers import evaluate_model as evaluate_model_module
from bioripple.answers.evaluate_model import EVALUATED, evaluate_model
from bioripple.dynamics.steady_point import steady_point
from bioripple.errors import Failed
from bioripple.network.influence import signs
from bioripple.predictors.registry import BY_ID, PREDICTORS
from bioripple.predictors.topology import closeness
from bioripple.vocabulary import SHIPPED
from tests.support import kinetic_models as models

FIXTURE = Path(__file__).parents[2] / "fixtures/biomodels/BIOMD0000000012.xml"


def test_the_table_has_every_closed_form_and_is_what_the_parts_give() -> None:
    """At t = 10, the distance model by hand: scipy's ranks, signs counted."""
    system = br.read_sbml(FIXTURE)
    table = evaluate_model(system)
    closed = [each.id for each in PREDICTORS if each.kind == "closed form"]
    assert list(table.columns) == list(EVALUATED)
    assert set(table["predictor"]) == {*closed, *SHIPPED}
    assert set(table["at"]) == {"t = 10"}
    assert set(table["truth"]) == {"dynamo", "relative"}
    jacobian = br.jacobian(br.simulate(system))
    truth = br.sensitivity(jacobian).to_numpy()
    off = ~np.eye(len(truth), dtype=bool)
    guess = closeness(signs(jacobian.jacobian), directed=True)
    row = table[
        (table["truth"] == "dynamo") & (table["predictor"] == "distance_directed")
    ].iloc[0]
    expected = spearmanr(np.abs(truth[off]), guess[off]).statistic
    assert row["accuracy"] == pytest.approx(expected)
    up = np.mean(truth[off & (truth != 0.0)] > 0.0)
    assert row["commoner_sign"] == pytest.approx(max(up, 1 - up))
    assert row["sign_accuracy"] == pytest.approx(up)  # it predicts no other direction
    signed = table[table["predictor"] == "propagation_signed_directed"]
    assert (signed["sign_accuracy"] == 1.0).all()


def test_what_ships_answers_as_it_does_for_the_network_alone(tmp_path: Path) -> None:
    """The column of a node is the answer to holding it, by another solver."""
    system = br.read_sbml(FIXTURE)
    with pytest.warns(UserWarning, match="the sign of"):
        network = br.read(FIXTURE)
    nodes = br.jacobian(br.simulate(system))
    told = evaluate_model_module._of_shipped(system, nodes)
    found = {row["predictor"]: matrix for row, matrix in told}
    assert set(found) == set(SHIPPED)
    held = str(nodes.nodes[0])
    for predictor, matrix in found.items():
        answer = br.respond(network, {held: 1.0}, predictor=predictor, robustness=0)
        answer = answer.set_index("node")
        for place, name in enumerate(nodes.nodes.tolist()):
            if name != held:
                expected = answer.loc[name, "response"]
                assert matrix[place, 0] == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_a_model_that_rests_is_held_against_its_lasting_responses() -> None:
    system = models.goldbeter_koshland()
    table = evaluate_model(system)
    assert steady_point(system).found and set(table["at"]) == {"steady state"}
    assert "steady_state" in set(table["truth"])
    assert (table["label"] == [BY_ID[each].label for each in table["predictor"]]).all()


def test_the_same_twice() -> None:
    one, two = (evaluate_model(models.toggle_switch(), seed=3) for _ in range(2))
    assert one.equals(two)


def test_one_node_is_not_enough() -> None:
    with pytest.raises(Failed, match="has 1 nodes; expected two"):
        evaluate_model(models.michaelis_menten())
