"""Where the real results lie: `pytest tests/results --results FOLDER`."""

from pathlib import Path

import pandas as pd
import pytest

from bioripple.collection.outcome import Outcome, read_outcome
from bioripple.runtime.rows import read_rows
from bioripple.runtime.tables import read_table


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--results", type=Path, default=Path("results"), help="folder of the results"
    )


@pytest.fixture(scope="session")
def results(request: pytest.FixtureRequest) -> Path:
    folder: Path = request.config.getoption("--results").resolve()
    if not (folder / "table1.tsv").is_file():
        pytest.fail(f"{folder}: holds no results; run `make run` first")
    return folder


@pytest.fixture(scope="session")
def outcomes(results: Path) -> dict[str, Outcome]:
    paths = sorted(results.glob("models/*/outcome.json"))
    return {path.parent.name: read_outcome(path) for path in paths}


@pytest.fixture(scope="session")
def outcome_table(results: Path) -> pd.DataFrame:
    return read_table(results / "outcomes.tsv").set_index("model")


@pytest.fixture(scope="session")
def accuracy(results: Path) -> pd.DataFrame:
    return read_table(results / "accuracy.tsv", numbers=["accuracy"])


@pytest.fixture(scope="session")
def lost(results: Path) -> dict[str, set[str]]:
    """Return, by step, the models of which it has found nothing."""
    return {
        path.stem: {row["model"] for row in read_rows(path)}
        for path in (results / "lost").glob("*.tsv")
    }
