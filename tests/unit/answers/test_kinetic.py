"""What a model's own kinetics answer: closed forms, simulations, the workflow."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bioripple as br
from bioripple.answers.kinetic import SIMULATED, respond_kinetic
from bioripple.answers.kinetic_point import jacobian_at, working_point
from bioripple.answers.result import COLUMNS, Condition, Responses
from bioripple.answers.simulated import hold, later
from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import ATOL, MAX_STEPS, RTOL
from bioripple.dynamics.steady_point import steady_point
from bioripple.errors import Refused
from bioripple.mapping.jacobian import jacobian
from bioripple.mapping.parse_sbml import parse_sbml
from bioripple.mapping.sensitivity import sensitivity
from bioripple.odes.system import OdeSystem
from bioripple.responses.steady_state import steady_state
from bioripple.responses.truths import relative
from bioripple.untrusted.xml import MAX_BYTES
from tests.support import kinetic_models as models
from tests.support.tiny_models import gene_network

FIXTURES = sorted(
    (Path(__file__).parents[2] / "fixtures/biomodels").glob("*.xml"),
    key=lambda path: path.name,
)
TINY = [gene_network(size, seed=size).encode() for size in (4, 6, 8, 10)]


def ask(system: OdeSystem, strengths: dict[str, float], **options: Any) -> Responses:
    return respond_kinetic(system, [Condition("asked", strengths)], **options)


def by_node(answer: Responses, column: str = "response") -> dict[str, float]:
    return dict(zip(answer.table["node"], answer.table[column], strict=True))


def test_a_lasting_response_is_the_closed_form() -> None:
    answer = ask(models.chain(), {"kin": 0.5, "d": 0.1})
    assert list(answer.table.columns) == list(COLUMNS)
    assert answer.predictor == "kinetics" and answer.facts["steady"]
    assert by_node(answer) == pytest.approx({"a": 0.5, "b": 0.5 - 0.1})
    assert answer.table["rank"].tolist() == [1, 2]
    assert answer.table["relation"].tolist() == ["downstream"] * 2
    assert answer.table["spread"].isna().all()
    assert any("lasting" in note for note in answer.notes)


def test_a_state_is_held_and_has_no_row() -> None:
    answer = ask(models.chain(), {"a": -1.0})
    assert by_node(answer) == pytest.approx({"b": -1.0})


def test_simulation_marks_where_the_linear_answer_is_off() -> None:
    """b = kin/d is linear in kin, but half of d is twice as much, not half more."""
    answer = ask(models.chain(), {"d": -0.5}, simulate=True)
    assert list(answer.table.columns) == [*COLUMNS, *SIMULATED]
    assert by_node(answer)["b"] == pytest.approx(0.5)
    assert by_node(answer, "simulated")["b"] == pytest.approx(1.0, rel=1e-6)
    assert by_node(answer, "linear_off") == {"a": False, "b": True}
    gentle = ask(models.chain(), {"kin": -0.9}, simulate=True)
    assert not gentle.table["linear_off"].any()


def test_what_cannot_rest_again_is_said() -> None:
    answer = ask(models.michaelis_menten(), {"top": -0.9}, simulate=True)
    assert np.isnan(by_node(answer, "simulated")["s"])
    assert any("does not come to rest again" in note for note in answer.notes)


@pytest.mark.parametrize("name", ["vGLK.VmGLK", "SUM_P", "NAD"])
def test_responses_of_glycolysis_are_differences_of_steady_states(name: str) -> None:
    """With NAD + NADH kept, formulas of three nodes, inputs, parameters and states."""
    system = br.read_sbml(FIXTURES[4])
    answer = ask(system, {name: 1.0})
    x = steady_point(system).state
    values = dict(zip(system.states, x.tolist(), strict=True)) | system.constants
    step = 1e-4 * values[name]
    both = []
    for sign in (1.0, -1.0):
        there = replace(system, initial=tuple(x.tolist()))
        held = hold(there, {name: values[name] + sign * step})
        found = steady_point(held, starts=0)
        both.append(dict(zip(held.states, found.state.tolist(), strict=True)))
    for node, response in by_node(answer).items():
        if node in both[0]:
            slope = (both[0][node] - both[1][node]) / (2e-4 * values[node])
            assert response == pytest.approx(slope, rel=1e-5, abs=1e-7), node


@pytest.mark.parametrize(
    "content",
    [*(path.read_bytes() for path in FIXTURES), *TINY],
    ids=[*(path.stem for path in FIXTURES), *(f"ring{k}" for k in range(len(TINY)))],
)
def test_at_a_horizon_it_is_what_the_workflow_reports(content: bytes) -> None:
    parsed = parse_sbml(content, max_bytes=MAX_BYTES, max_nodes=1_000_000)
    at = jacobian(
        {name: np.asarray(it) for name, it in parsed.arrays.items()},
        t_end=10.0,
        rtol=RTOL,
        atol=ATOL,
        loosen=100.0,
        max_steps=MAX_STEPS,
    )
    arrays = {name: np.asarray(it) for name, it in at.arrays.items()}
    whole = np.asarray(sensitivity(arrays, max_nodes=1000).arrays["sensitivity"])
    truth = relative(whole, arrays["state"]).matrix
    nodes = arrays["nodes"].tolist()
    system = br.read_sbml(content)
    held = [k for k, name in enumerate(nodes) if name in system.states][:4]
    names = [nodes[k] for k in held if arrays["state"][k]]
    conditions = [Condition(name, {name: 1.0}) for name in names]
    answer = respond_kinetic(system, conditions, horizon=10.0)
    assert not answer.facts["steady"] and answer.facts["horizon"] == 10.0
    for condition in conditions:
        rows = answer.table[answer.table["condition"] == condition.name]
        found = pd.Series(rows["response"].to_numpy(), index=rows["node"])
        column = truth[:, nodes.index(condition.name)]
        others = [k for k, name in enumerate(nodes) if name != condition.name]
        expected = column[others]
        got = found[[nodes[k] for k in others]].to_numpy()
        size = np.nanmax(np.abs(expected), initial=0.0)
        np.testing.assert_allclose(got, expected, rtol=1e-7, atol=1e-12 * size)


def test_without_a_steady_state_the_reason_is_in_the_notes() -> None:
    answer = ask(models.brusselator(), {"b": 0.1}, simulate=True)
    assert not answer.facts["steady"]
    assert answer.facts["steady_state"]["reason"] == "unstable"
    assert answer.notes[0].startswith("Not a steady state: unstable")
    assert np.isfinite(answer.table["simulated"]).all()


def test_a_switch_is_answered_and_its_other_state_named() -> None:
    answer = ask(models.toggle_switch(), {"a": 0.01})
    assert answer.facts["steady"] and any("NOT UNIQUE" in n for n in answer.notes)


def test_what_grows_has_no_response_and_no_rank() -> None:
    answer = ask(models.growing(), {"k": 0.1})
    assert by_node(answer)["a"] == pytest.approx(-0.1)
    assert np.isnan(by_node(answer)["pool"])
    assert answer.table["rank"].tolist()[0] == 1 and pd.isna(answer.table["rank"][1])
    assert any("(accumulates)" in note for note in answer.notes)


def test_time_goes_on_where_a_push_is_simulated() -> None:
    """ȧ = t² - a: what begins at t = 10 goes on as after t = 10."""
    system = models.driven("time^2")
    ahead = compile_system(later(system, 10.0), t_end=1.0)
    assert ahead.rates(2.0, [3.0]) == [12.0**2 - 3.0]
    answer = ask(system, {"a": 0.1}, simulate=True)
    assert answer.facts["steady_state"]["reason"] == "time dependent"


def test_targets_and_top() -> None:
    asked = {"kin": 0.1}
    assert by_node(ask(models.chain(), asked, targets=["b"])).keys() == {"b"}
    assert len(ask(models.chain(k=0.3), {"k": 0.1}, top=1).table) == 1


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"kim": 1.0}, 'nothing called "kim" in the model; did you mean "kin"'),
        ({"zzzzzz": 1.0}, 'nothing called "zzzzzz" in the model$'),
        ({}, "expected something that is perturbed"),
    ],
)
def test_what_cannot_be_asked(asked: dict[str, float], message: str) -> None:
    with pytest.raises(Refused, match=message):
        ask(models.chain(), asked)


def test_a_name_for_people_leads_to_the_id() -> None:
    with pytest.raises(Refused, match='did you mean "kin"'):
        ask(models.chain(), {"Influx": 1.0}, labels={"kin": "Influx"})


def test_formulas_links_targets_and_zeros_are_refused() -> None:
    glycolysis = br.read_sbml(FIXTURES[4])
    with pytest.raises(Refused, match='"ATP" cannot be perturbed: a formula gives it'):
        ask(glycolysis, {"ATP": -1.0})
    link = Condition("c", links={("a", "b"): -1.0})
    with pytest.raises(Refused, match="cannot be perturbed where kinetics are used"):
        respond_kinetic(models.chain(), [link])
    with pytest.raises(Refused, match='"kin" cannot be a target'):
        ask(models.chain(), {"d": 1.0}, targets=["kin"])
    with pytest.raises(Refused, match="its value is 0"):
        ask(models.chain(kin=0.0), {"kin": 1.0})


def test_one_of_many_conditions_without_an_answer_stops_no_other() -> None:
    asked = [Condition("no", {"kin": 1.0}), Condition("yes", {"d": 1.0})]
    answer = respond_kinetic(models.chain(kin=0.0), asked)
    assert set(answer.table["condition"]) == {"yes"}
    assert any('"no" has no rows' in note for note in answer.notes)


@pytest.mark.parametrize("model", ["09", "64"])
def test_a_held_state_is_a_column_of_the_truth_of_the_workflow(model: str) -> None:
    """In per cent; where round-off hides from that truth what is conserved, too."""
    system = br.read_sbml(FIXTURES[0].parent / f"BIOMD00000000{model}.xml")
    point = working_point(system, horizon=None, t_end=10.0, seed=0)
    nodes = jacobian_at(system, point, [], [])
    truth = steady_state(nodes.jacobian, nodes.slopes).matrix
    names = nodes.nodes.tolist()
    held = [name for name in names if name in system.states][::4]
    answer = respond_kinetic(system, [Condition(name, {name: 1.0}) for name in held])
    assert answer.table["response"].notna().all()
    assert any("would not stay" in note for note in answer.notes) == (model == "09")
    for name in held:
        rows = answer.table[answer.table["condition"] == name]
        k = names.index(name)
        others = [names.index(other) for other in rows["node"]]
        expected = truth[others, k] * nodes.state[k] / nodes.state[others]
        known = np.isfinite(expected)
        found = rows["response"].to_numpy()[known]
        np.testing.assert_allclose(found, expected[known], rtol=1e-5, atol=1e-12)
