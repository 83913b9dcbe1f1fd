"""`bioripple evaluate` of a Boolean model: what is printed, written and refused."""

import json
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from bioripple.answers.evaluate_logic import LOGICAL, PAIRS
from tests.cli.conftest import Run, everything

MODEL = "A, A\nB, A\nC, !B\n"


@pytest.fixture(autouse=True)
def model(tmp_path: Path) -> Path:
    (tmp_path / "m.bnet").write_text(MODEL)
    (tmp_path / "n.sif").write_text("A\t->\tB\n")
    (tmp_path / "folder").mkdir()
    return tmp_path / "m.bnet"


def test_a_table_and_the_pairs(bioripple: Run, tmp_path: Path) -> None:
    done = bioripple("evaluate", "m.bnet", "--pairs", "pairs.tsv")
    assert done.exit_code == 0, done.stderr
    found = pd.read_csv(StringIO(done.stdout), sep="\t")
    assert found.columns.tolist() == list(LOGICAL)
    assert (found["sign_accuracy"] == 1.0).all()
    pairs = pd.read_csv(tmp_path / "pairs.tsv", sep="\t")
    assert pairs.columns.tolist() == list(PAIRS)
    assert len(pairs) == 6
    again = bioripple("evaluate", "m.bnet")
    assert again.stdout == done.stdout


def test_json(bioripple: Run) -> None:
    done = bioripple("evaluate", "m.bnet", "--json")
    whole = json.loads(done.stdout)
    assert whole["columns"] == LOGICAL
    assert whole["scores"][0]["sign_accuracy"] == 1.0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["m.bnet", "--pairs", "folder"], "--pairs: folder is a folder; expected a"),
        (["m.bnet", "--pairs", "./m.bnet"], "--pairs: m.bnet is the model itself"),
        (["m.bnet", "--method", "propagation_0.5"], "all predictors are compared"),
        (["m.bnet", "--observed", "e.tsv"], "expected both, or neither"),
        (["n.sif"], "n.sif: has no kinetics to compare with, and no logic"),
        (["n.sif", "--pairs", "p.tsv"], "--pairs: n.sif is sif, not a Boolean model"),
        (
            ["n.sif", "--pairs", "p", "--observed", "e", "--conditions", "c"],
            "--pairs: is for Boolean models, without --observed",
        ),
        (["no.bnet"], "no.bnet: there is no such file"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is(
    bioripple: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    before = everything(tmp_path)
    done = bioripple("evaluate", *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr
    assert everything(tmp_path) == before
