"""`bioripple respond` on models with kinetics."""

import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from tests.cli.conftest import Run
from tests.support.sbml_text import compartment, document, parameter, reaction, species

CHAIN = document(
    compartment("C"),
    species("a", initialConcentration=3),
    species("b", initialConcentration=1),
    parameter("kin", 2.0, constant=True),
    reaction("make", "kin", products=("a",)),
    reaction("turn", "0.5 * a", reactants=("a",), products=("b",)),
    reaction("lose", "0.25 * b", reactants=("b",)),
).replace(b'id="b"', b'id="b" name="beta"')


@pytest.fixture(autouse=True)
def model(tmp_path: Path) -> Path:
    (tmp_path / "m.xml").write_bytes(CHAIN)
    return tmp_path / "m.xml"


def table(text: str) -> pd.DataFrame:
    return pd.read_csv(StringIO(text), sep="\t")


def test_a_parameter_is_perturbed_and_the_kinetics_answer(bioripple: Run) -> None:
    """Both a and b are proportional to kin."""
    done = bioripple("respond", "m.xml", "-p", "kin=-0.5")
    assert done.exit_code == 0, done.stderr
    found = table(done.stdout).set_index("node")["response"]
    assert found.to_dict() == pytest.approx({"a": -0.5, "b": -0.5})
    done = bioripple("respond", "m.xml", "-p", "kin=-0.5", "--simulate", "--json")
    content = json.loads(done.stdout)
    assert {"simulated", "linear_off"} <= set(content["columns"])
    assert content["facts"]["network"]["format"] == "sbml"


def test_a_predictor_that_is_asked_for_sees_no_kinetics(bioripple: Run) -> None:
    done = bioripple("respond", "m.xml", "-p", "a=-1", "--method", "distance_directed")
    assert done.exit_code == 0, done.stderr
    assert table(done.stdout)["response"].tolist() == [-0.5]


def test_what_is_not_in_the_model_is_said(bioripple: Run, tmp_path: Path) -> None:
    done = bioripple("respond", "m.xml", "-p", "kim=1")
    assert (done.exit_code, done.stdout) == (2, "")
    assert '"kim"' in done.stderr
    assert '"kin"' in done.stderr
    done = bioripple("respond", "m.xml", "-p", "beta=1")
    assert 'did you mean "b"?' in done.stderr
    (tmp_path / "n.sif").write_text("A\t->\tB\n")
    done = bioripple("respond", "n.sif", "-p", "A=1", "--method", "kinetics")
    assert done.exit_code == 2
    assert "is sif, which has none; expected SBML" in done.stderr


def test_predictors_are_held_against_the_kinetics(bioripple: Run) -> None:
    done = bioripple("evaluate", "m.xml")
    assert done.exit_code == 0, done.stderr
    found = table(done.stdout)
    assert {"truth", "predictor", "accuracy", "sign_accuracy"} <= set(found.columns)
    assert "distance_directed" in set(found["predictor"])
    done = bioripple("evaluate", "m.xml", "--observed", "e.tsv")
    assert done.exit_code == 2
    assert "expected both, or neither" in done.stderr
