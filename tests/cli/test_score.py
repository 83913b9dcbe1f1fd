"""`bioripple score`: a row for a predictor of one's own."""

from pathlib import Path

import pandas as pd

from bioripple.evaluation.dataset import write_dataset
from tests.cli.conftest import Run
from tests.unit.evaluation.test_dataset import random_cases
from tests.unit.evaluation.test_own_predictor import FAMILY

MINE = (
    "TIER = 'topology'\ndef predict(inputs, truth, seed):\n    return abs(inputs.sign)"
)


def test_a_row_is_printed_and_written(bioripple: Run, tmp_path: Path) -> None:
    write_dataset(tmp_path / "d.npz", random_cases(8), FAMILY, n_folds=4)
    (tmp_path / "mine.py").write_text(MINE)
    done = bioripple(
        *("score", "mine.py", "--data", "d.npz", "--draws", "100"),
        *("--table", "row.tsv", "--scores", "scores.tsv"),
    )
    assert (done.exit_code, done.stderr) == (0, "")
    assert "## Truth `dynamo`" in done.stdout
    assert "`mine`" in done.stdout
    assert set(pd.read_csv(tmp_path / "row.tsv", sep="\t")["predictor"]) == {"mine"}
    scores = pd.read_csv(tmp_path / "scores.tsv", sep="\t")
    assert set(scores["model"]) == set(FAMILY)


def test_what_is_missing_is_named(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text(MINE)
    done = bioripple("score", "mine.py", "--data", "no.npz")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "no.npz: there is no such file" in done.stderr
