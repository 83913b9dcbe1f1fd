"""Tables that the figures draw, made up once for a file of tests."""

import pandas as pd
import pytest

from bioripple.figures.data import Protocol, evaluation_set, per_predictor
from tests.support.figure_tables import accuracy_table, outcome_table


@pytest.fixture(scope="module")
def outcomes() -> pd.DataFrame:
    return outcome_table()


@pytest.fixture(scope="module")
def accuracy(outcomes: pd.DataFrame) -> pd.DataFrame:
    return accuracy_table(outcomes)


@pytest.fixture(scope="module")
def scores(accuracy: pd.DataFrame, outcomes: pd.DataFrame) -> pd.DataFrame:
    """Return the accuracies of `paper87` in the main protocol, models by predictors."""
    inside = evaluation_set(outcomes, "paper87")
    return per_predictor(Protocol().of(accuracy), models=inside, split="models")
