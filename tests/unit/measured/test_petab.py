"""PEtab problems: what is compared, and what a fitted model says of it, by scipy."""

from pathlib import Path

import numpy as np

from bioripple.measured.contrasts import scaled
from bioripple.measured.petab_set import read_fitted
from bioripple.vocabulary import OWN_KINETICS, OWN_SIMULATION
from tests.support.petab_problems import (
    CONDITIONS,
    course,
    course_to_rest,
    observed,
    rates,
    read,
    signed,
    tables,
    values_in,
    write_problem,
)
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    reaction,
    species,
    starts,
)

PAIRS = (
    ("ctrl", "stim"),
    ("ctrl", "inhib"),
    ("stim", "both"),
    ("inhib", "both"),
    ("ctrl", "more"),
)


def test_each_condition_is_held_against_the_nearest_ones(tmp_path: Path) -> None:
    measured, _ = read(tmp_path)
    named = tuple((it.condition.name, it.source) for it in measured.contrasts)
    assert named == (
        ("stim in ctrl", "u=1.5"),
        ("inhib in ctrl", "drug=0.4"),
        ("both in stim", "drug=0.4"),
        ("both in inhib", "u=1.5"),
        ("more in ctrl", "B=2"),
    )
    # What was 0 counts as a share of the largest; B goes from 0.5 to 2.
    assert [dict(it.condition.nodes) for it in measured.contrasts] == [
        {"u": 1.0},
        {"drug": 1.0},
        {"drug": 1.0},
        {"u": 1.0},
        {"B": 3.0},
    ]
    assert {it.kind for it in measured.contrasts} == {"one"}
    assert measured.problems == ()


def test_doses_are_shares_of_the_largest(tmp_path: Path) -> None:
    texts = tables()["conditions.tsv"].replace("both\t\t1.5", "both\t\t6")
    measured, _ = read(tmp_path, conditions_tsv=texts)
    found = {it.condition.name: it.condition.nodes for it in measured.contrasts}
    assert found["stim in ctrl"] == {"u": 0.25}
    assert found["both in inhib"] == {"u": 1.0}
    assert "both in stim" not in found


def test_changes_are_means_over_times_and_a_model_repeats_its_own(
    tmp_path: Path,
) -> None:
    measured, said = read(tmp_path)
    seen = {it: observed(course(values_in(it))) for it in CONDITIONS}
    expected = [(seen[new] - seen[old])[:, 1:].mean(axis=1) for old, new in PAIRS]
    np.testing.assert_allclose(measured.change, expected, rtol=1e-9)
    np.testing.assert_allclose(
        signed(said, OWN_SIMULATION), scaled(np.array(expected)), rtol=1e-6
    )


def test_own_kinetics_are_slopes_of_the_state_at_rest(tmp_path: Path) -> None:
    _, said = read(tmp_path)

    def at_rest(condition: str, name: str, by: float) -> np.ndarray:
        values = values_in(condition)
        return observed(course_to_rest(values | {name: values[name] + by}))

    h = 1e-4
    expected = np.array(
        [
            step * (at_rest(old, name, h) - at_rest(old, name, -h)) / (2 * h)
            for (old, _), name, step in zip(
                PAIRS, ("u", "drug", "drug", "u"), (1.5, 0.4, 0.4, 1.5), strict=False
            )
        ]
    )
    # B is held at other values: A and C come to rest around it.
    values = values_in("ctrl")
    _, b, _ = course_to_rest(values)

    def with_b(b: float) -> np.ndarray:
        c = values["k3"] * b / values["d3"]
        a = values["k1"] / (1 + values["ki"] * c) / values["d1"]
        return observed(np.array([a, b, c]))

    held = 1.5 * (with_b(b + h) - with_b(b - h)) / (2 * h)
    np.testing.assert_allclose(
        signed(said, OWN_KINETICS), scaled(np.vstack([expected, held])), rtol=2e-5
    )


def test_samples_may_come_to_rest_in_another_condition_before(tmp_path: Path) -> None:
    path = write_problem(tmp_path, tables(before="stim"))
    measured, found = read_fitted("x", path, seed=0)
    rest = course_to_rest(values_in("stim"))
    changes = []
    for old, new in PAIRS:
        starts = [np.array(rest), np.array(rest)]
        if new == "more":
            starts[1][1] = CONDITIONS["more"]["B"]
        one, other = (
            observed(course(values_in(it), start))
            for it, start in zip((old, new), starts, strict=True)
        )
        changes.append((other - one)[:, 1:].mean(axis=1))
    np.testing.assert_allclose(
        signed(dict(found), OWN_SIMULATION), scaled(np.array(changes)), rtol=1e-5
    )
    assert measured.contrasts[0].condition.name == "stim in ctrl after stim"
    # what a condition leaves open begins where it was at rest, not as in the file
    (strength,) = measured.contrasts[-1].condition.nodes.values()
    assert np.isclose(strength, CONDITIONS["more"]["B"] / rest[1] - 1.0, rtol=1e-6)


def test_without_rest_the_response_is_that_to_a_push_at_the_last_time(
    tmp_path: Path,
) -> None:
    # Nothing removes C: it grows for ever, and holds A back.
    never = tables()["parameters.tsv"].replace("d3\t0.4", "d3\t0")
    _, said = read(tmp_path, parameters_tsv=never)
    pushes = {"stim": ("u", 1.5), "inhib": ("drug", 0.4), "more": ("B", 1.5)}
    nodes, h = ["A", "B", "C", "u", "drug"], 1e-6
    expected = []
    for old, new in PAIRS:
        values = values_in(old) | {"d3": 0.0}
        x = np.append(course(values)[:, -1], [values["u"], values["drug"]])

        def rate(x: np.ndarray, values: dict[str, float] = values) -> np.ndarray:
            found = rates(x[:3], values | {"u": x[3], "drug": x[4]})
            return np.array([*found, 0.0, 0.0])

        steps = np.eye(5) * h
        columns = [(rate(x + it) - rate(x - it)) / (2 * h) for it in steps]
        response = np.linalg.inv(np.eye(5) - np.array(columns).T)
        only = "inhib" if (old, new) == ("stim", "both") else "stim"
        name, by = pushes[only if new == "both" else new]
        at = nodes.index(name)
        moved = by * response[:3, at] / response[at, at]
        ends = [observed(x[:3] + sign * h * moved) for sign in (1, -1)]
        expected.append((ends[0] - ends[1]) / (2 * h))
    np.testing.assert_allclose(
        signed(said, OWN_KINETICS), scaled(np.array(expected)), rtol=1e-5
    )


def test_a_model_that_never_rests_before_leaves_the_network_to_speak(
    tmp_path: Path,
) -> None:
    files = tables(before="ctrl")
    files["parameters.tsv"] = files["parameters.tsv"].replace("d3\t0.4", "d3\t0")
    measured, said = read_fitted("x", write_problem(tmp_path, files), seed=0)
    assert not said
    told = "\n".join(measured.problems)
    assert "own_kinetics: stim in ctrl after ctrl: it does not come to rest" in told
    assert "own_simulation: 15 of 15 are not defined" in told


def test_an_observable_may_read_reactions_and_other_rules(tmp_path: Path) -> None:
    texts = tables()["observables.tsv"].replace("A\tA\t", "A\tr5 / k3 + A - B\t")
    measured, said = read(tmp_path, observables_tsv=texts)
    plain, expected = read(tmp_path / "plain")
    assert set(measured.reads["observable A"]) >= {"A", "B", "k3"}
    for name in (OWN_KINETICS, OWN_SIMULATION):
        np.testing.assert_allclose(
            signed(said, name)[:, 0], signed(expected, name)[:, 0], atol=1e-9
        )
    assert set(plain.reads["observable A"]) == {"A"}


def test_what_is_set_at_time_0_is_followed(tmp_path: Path) -> None:
    # A decays from a0, which nothing else reads; B from an amount, in a size that is
    # set; both have time to go.
    content = document(
        compartment("V", 2.0),
        species("A", "V", initialConcentration=7),
        species("B", "V", initialAmount=4),
        parameter("k", 0.5, constant=True),
        parameter("a0", 9.0, constant=True),
        starts("A", "a0"),
        reaction("r1", "V * k * A", reactants=("A",)),
        reaction("r2", "V * k * B", reactants=("B",)),
    )
    conditions = "conditionId\ta0\tV\tk\none\t1\t\t\nsame\t1\t2\t.5\ntwo\t3\t4\tNaN\n"
    rows = [
        f"{name}\t{it}\t1\t{t}\n"
        for name in ("one", "same", "two")
        for it in ("A", "B", "A_at_rest")
        for t in ([0, 1, 2] if it != "A_at_rest" else ["inf"])
    ]
    head = "simulationConditionId\tobservableId\tmeasurement\ttime\n"
    measured, said = read(
        tmp_path,
        model_xml=content.decode(),
        conditions_tsv=conditions,
        parameters_tsv="parameterId\testimate\tnominalValue\nk\t0\t0.25\n",
        observables_tsv="observableId\tobservableFormula\nA\tA\nB\tB\nA_at_rest\tA+k\n",
        measurements_tsv=head + "".join(rows),
    )
    # `same` has the nominal size, but not the nominal k, which is 0.25.
    names = [it.condition.name for it in measured.contrasts]
    assert names == ["same in one", "two in one"]
    assert measured.contrasts[1].kind == "several"
    decay = {k: np.mean([np.exp(-k * t) for t in (1, 2)]) for k in (0.25, 0.5)}
    less = decay[0.5] - decay[0.25]
    expected = [[less, 2 * less, 0.25], [2 * decay[0.25], -decay[0.25], 0.0]]
    np.testing.assert_allclose(
        signed(said, OWN_SIMULATION), scaled(np.array(expected)), atol=1e-7
    )
    # At rest nothing is left of either; what reads k itself does follow it.
    np.testing.assert_allclose(
        signed(said, OWN_KINETICS), [[0, 0, 1], [0, 0, 0]], atol=1e-9
    )
