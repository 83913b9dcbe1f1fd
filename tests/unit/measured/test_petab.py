"""PEtab problems: what is compared, and what a fitted model says of it, by scipy."""

from pathlib import Path

import numpy as np
import pytest

from bioripple.measured.contrasts import Measured, scaled
from bioripple.measured.petab_set import read_fitted
from bioripple.measured.predictions import Said
from bioripple.measured.sets import names_of_sets
from bioripple.vocabulary import OWN_KINETICS, OWN_SIMULATION
from tests.support.petab_problems import (
    CONDITIONS,
    OBSERVABLES,
    TIMES,
    course,
    course_to_rest,
    observed,
    rates,
    tables,
    values_in,
    write_problem,
)
from tests.support.sbml_text import (
    compartment,
    document,
    event,
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


def read(place: Path, **changed: str) -> tuple[Measured, dict[str, Said]]:
    """Read the problem with some files changed: `conditions_tsv`, and so on."""
    texts = {name.replace("_", "."): text for name, text in changed.items()}
    path = write_problem(place / "fitted", tables() | texts)
    measured, said = read_fitted("fitted", path, seed=0)
    return measured, dict(said)


def signed(said: dict[str, Said], name: str) -> np.ndarray:
    found = said[name].signed
    assert found is not None
    assert np.array_equal(np.abs(found), said[name].sizes)
    return found


def test_each_condition_is_held_against_the_nearest_ones(tmp_path: Path) -> None:
    measured, _ = read(tmp_path)
    named = tuple((it.condition.name, it.source) for it in measured.contrasts)
    assert named == (
        ("stim in ctrl", "u=1.5"),
        ("inhib in ctrl", "inh=0.4"),
        ("both in stim", "inh=0.4"),
        ("both in inhib", "u=1.5"),
        ("more in ctrl", "B=2"),
    )
    # What was 0 counts as 1; B goes from 0.5 to 2.
    assert [dict(it.condition.nodes) for it in measured.contrasts] == [
        {"u": 1.0},
        {"inh": 1.0},
        {"inh": 1.0},
        {"u": 1.0},
        {"B": 3.0},
    ]
    assert {it.kind for it in measured.contrasts} == {"one"}
    assert measured.problems == ()


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
                PAIRS, ("u", "inh", "inh", "u"), (1.5, 0.4, 0.4, 1.5), strict=False
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


def test_without_rest_the_response_is_that_to_a_push_at_the_last_time(
    tmp_path: Path,
) -> None:
    # Nothing removes C: it grows for ever, and holds A back.
    never = tables()["parameters.tsv"].replace("d3\t0.4", "d3\t0")
    _, said = read(tmp_path, parameters_tsv=never)
    pushes = {"stim": ("u", 1.5), "inhib": ("inh", 0.4), "more": ("B", 1.5)}
    nodes, h = ["A", "B", "C", "u", "inh"], 1e-6
    expected = []
    for old, new in PAIRS:
        values = values_in(old) | {"d3": 0.0}
        x = np.append(course(values)[:, -1], [values["u"], values["inh"]])

        def rate(x: np.ndarray, values: dict[str, float] = values) -> np.ndarray:
            found = rates(x[:3], values | {"u": x[3], "inh": x[4]})
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


def test_the_network_has_parameters_and_observables_as_nodes(tmp_path: Path) -> None:
    network = read(tmp_path)[0].network
    edges = {
        (network.nodes[j], network.nodes[i]): int(sign)
        for j, i, sign in zip(*network.edges, strict=True)
    }
    known = {edge: sign for edge, sign in edges.items() if edge[0] != edge[1]}
    total, blot = "observable total (offset)", "observable blot"
    assert known == {
        ("u", "A"): 1,
        ("C", "A"): -1,
        ("A", "B"): 1,
        ("inh", "B"): -1,
        ("B", "C"): 1,
        ("A", "observable A"): 1,
        ("B", total): 1,
        ("C", total): 1,
        ("B", blot): 1,
    }
    assert {a for a, b in edges if a == b} == {"A", "B", "C"}


def test_a_readout_of_what_is_perturbed_is_perturbed(tmp_path: Path) -> None:
    measured, _ = read(tmp_path)
    assert measured.is_perturbed.tolist()[-1] == [False, True, True]
    assert not measured.is_perturbed[:-1].any()


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("observables.tsv", "scale * B ** 2", "scale * (B", "is no formula"),
        ("observables.tsv", "scale * B ** 2", "nowhere * B", "'nowhere'"),
        ("observables.tsv", "scale * B ** 2", "__import__(B)", "'__import__'"),
        ("observables.tsv", "scale * B ** 2", "log(B, ki)", "base of its own"),
        ("parameters.tsv", "scale\t3.0", "scale\t", "no nominalValue"),
        ("measurements.tsv", "\toffset\t", "\tnothing\t", "'nothing' is no"),
        ("model.xml", "</model>", "{event}</model>", "the model has events"),
    ],
)
def test_what_cannot_be_computed_is_left_out_with_its_reason(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    text = f"<listOfEvents>{event('A > 9', {'A': '1'})[1]}</listOfEvents>"
    changed = tables()[file].replace(old, new.replace("{event}", text))
    measured, said = read(tmp_path, **{file.replace(".", "_"): changed})
    assert expected in "\n".join(measured.problems)
    is_whole = len(measured.readouts) == len(OBSERVABLES)
    assert is_whole == (file == "model.xml")
    assert (OWN_KINETICS in said) != (file == "model.xml")


def test_a_problem_is_found_by_its_file_and_other_files_are_none(
    tmp_path: Path,
) -> None:
    path = write_problem(tmp_path / "mine", tables())
    (tmp_path / "mine/other.yaml").write_text("sets: [1]\n")
    assert names_of_sets(tmp_path) == {"mine": path}
    assert TIMES[0] == 0.0  # which plays no part in any difference


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
