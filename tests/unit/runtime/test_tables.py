"""Tables come back as they were written, whatever models and things are called."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bioripple.collection.families import FAMILY_COLUMNS, family_rows
from bioripple.collection.outcome import Outcome
from bioripple.collection.outcome_table import outcome_table
from bioripple.collection.outcomes import models_by_set, read_outcomes, scored_models
from bioripple.collection.splits import read_families, read_scored_models
from bioripple.collection.truth_table import read_scored_truths
from bioripple.datasets.make_sheet import write_sheet
from bioripple.datasets.sheet import ID, SheetRow, read_sheet
from bioripple.evaluation.scores import read_scores
from bioripple.evaluation.table1 import table1
from bioripple.metrics import measures
from bioripple.network.tiers import models_of
from bioripple.predictors.gcn.graph import read_networks
from bioripple.runtime.files import open_arrays, write_arrays, write_text
from bioripple.runtime.rows import read_cells, read_rows, text_of
from bioripple.runtime.tables import read_table, write_table
from bioripple.runtime.text import one_line
from bioripple.validation.crosscheck.table import read_causes

WORDS = ["00001", "1", "01", "1e5", "1E5", "0x10", "1_000", "1.0", "NA", "NaN", "nan"]
WORDS += ["null", "None", "true", "False", "inf", "_", "1-", "1."]
IDS = st.one_of(
    st.sampled_from(WORDS),
    st.from_regex(ID, fullmatch=True).filter(lambda name: ".." not in name),
)
# Files of results are named after ids, and some systems ignore the case of names.
COLLECTIONS = st.lists(IDS, min_size=1, max_size=6, unique_by=str.lower)
NASTY = ['"', '"open', "it's", "\\", "a\tb", "#", "=1+1", "NA", "", " ", "\u2028", "-0"]
NAMES = st.one_of(st.sampled_from(NASTY), st.text(st.characters(codec=None)))
CELLS = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), NAMES)


def as_text(value: object) -> str:
    """Return what a cell should say, by the rule and not by the code."""
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return one_line(str(value))


@settings(deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=8))
def test_every_cell_is_the_text_that_was_written(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[object, ...]]
) -> None:
    path = tmp_path_factory.mktemp("t") / "t.tsv"
    expected = [[as_text(value) for value in row] for row in rows]
    write_text(path, text_of(["a", "b", "c"], rows))
    assert read_cells(path) == (["a", "b", "c"], expected)
    write_table(path, pd.DataFrame(rows, columns=["a", "b", "c"], dtype=object))
    assert read_table(path).to_numpy().tolist() == expected
    assert [list(row.values()) for row in read_rows(path)] == expected


@settings(deadline=None)
@given(st.lists(st.floats(), max_size=8))
@example([0.1 + 0.2, 1 / 3, 5e-324, float("inf"), -0.0])
def test_numbers_come_back_to_the_last_digit(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[float]
) -> None:
    path = tmp_path_factory.mktemp("t") / "t.tsv"
    write_table(path, pd.DataFrame({"x": numbers, "model": "1e5"}))
    found = read_table(path, numbers=["x"])
    np.testing.assert_array_equal(found["x"], np.array(numbers, dtype=float))
    assert (
        np.array_equal(np.signbit(found["x"]), np.signbit(numbers))
        or np.isnan(numbers).any()
    )
    assert (found["model"] == "1e5").all()


@pytest.mark.parametrize("text", ["a\tb\n1\n", "a\tb\n1\t2\t3\n", "a\tb\n\n1\t2\n"])
def test_a_line_that_does_not_fit_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "t.tsv"
    path.write_text(text)
    with pytest.raises(ValueError, match=r"line 2 has . cells, expected 2"):
        read_rows(path)


def test_a_missing_column_is_told(tmp_path: Path) -> None:
    path = tmp_path / "t.tsv"
    path.write_text("model\tx\n")
    with pytest.raises(ValueError, match="has no column family, y"):
        read_rows(path, needed=("model", "y", "family"))


def outcome(model: str) -> Outcome:
    facts = {"n_nodes": 12, "steadiness": 0.5, "doubt": "", "versions": {}}
    return Outcome(model, "sensitivity", "scored", "", facts, None)


@settings(deadline=None)
@given(COLLECTIONS, st.data())
def test_models_are_the_same_through_every_writer_and_reader(
    tmp_path_factory: pytest.TempPathFactory, models: list[str], data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("t")
    names = {model: data.draw(NAMES) for model in models}
    # the sheet
    sheet = folder / "sheet.tsv"
    write_sheet(sheet, [SheetRow(model, "", name) for model, name in names.items()])
    rows = read_sheet(sheet)
    assert [row.id for row in rows] == models
    plain = {model: one_line(name, most=500) for model, name in names.items()}
    assert {row.id: row.name for row in rows} == plain
    # outcomes
    outcomes = folder / "outcomes.tsv"
    endings = map(outcome, models)
    write_table(outcomes, outcome_table(endings, names=names, paper_set_size=1))
    table = read_outcomes(outcomes)
    assert list(scored_models(table)) == models
    assert models_by_set(table)["all"] == read_scored_models(outcomes) == set(models)
    assert table["name"].tolist() == [one_line(name) for name in names.values()]
    # families
    families = folder / "families.tsv"
    family = dict.fromkeys(models, min(models))
    write_table(
        families, pd.DataFrame(family_rows(family, []), columns=list(FAMILY_COLUMNS))
    )
    assert read_families(families) == family
    # truths
    truths = folder / "truths.tsv"
    known = {"model": models, "truth": "dynamo", "scored": True, "reason": '"'}
    write_table(truths, pd.DataFrame(known))
    assert read_scored_truths(truths) == {(model, "dynamo") for model in models}
    # accuracies, and Table 1 over all of them
    accuracy = folder / "accuracy.tsv"
    scores = {
        "model": models,
        "predictor": "distance_directed",
        "truth": "dynamo",
        "entries": "off_diagonal",
        "pooling": "pooled",
        "ties": "average",
        "split": "none",
        "seed": "",
        "accuracy": 0.5,
        **dict.fromkeys(measures.NAMES, ""),
    }
    write_table(accuracy, pd.DataFrame(scores))
    found = read_scores(accuracy)
    assert found["model"].tolist() == models
    shown = table1(found, models_by_set(table), {}, draws=100, seed=0)
    of_all = shown[shown["evaluation_set"] == "unfiltered"]
    assert of_all["n_models"].tolist() == [len(models)]
    assert read_scores(accuracy)["model"].tolist() == models
    # causes of differences
    causes = folder / "causes.tsv"
    write_table(
        causes,
        pd.DataFrame({"model": models, "kind": "state", "runs": "all", "cause": '"'}),
    )
    assert list(read_causes(causes)) == [(model, "state") for model in models]
    # arrays by model
    arrays = folder / "arrays.npz"
    square = np.ones((2, 2), dtype=np.int8)
    keys = ("sign", "scaled_impact")
    write_arrays(arrays, {f"{m}/{key}": square for m in models for key in keys})
    assert models_of(open_arrays(arrays)) == sorted(models)
    assert [network.model for network in read_networks(arrays)] == sorted(models)
