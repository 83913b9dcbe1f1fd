"""The table of outcomes."""

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from bioripple.collection.outcome import Outcome
from bioripple.collection.outcome_table import outcome_page, outcome_table
from bioripple.collection.outcomes import (
    is_in_set,
    models_by_set,
    read_outcomes,
    scored_models,
)
from bioripple.runtime.tables import read_table, write_table
from bioripple.vocabulary import OutcomeStatus

ONE, TWO, THREE = (f"BIOMD{number:010d}" for number in (1, 2, 3))
NAMES = {ONE: "First", TWO: 'Second "quoted"', THREE: "Third"}


def outcome(
    model: str, status: OutcomeStatus, *, reason: str = "", **facts: object
) -> Outcome:
    return Outcome(model, "sensitivity", status, reason, facts, None)


OUTCOMES = [
    outcome(THREE, "scored", n_nodes=12, steadiness=0.5, has_events=True, doubt=""),
    outcome(
        ONE,
        "scored",
        n_nodes=10,
        steadiness=0.2,
        has_events=False,
        condition=2.0,
        doubt="",
        warnings=["line 3: <model> 'm': a fault"],
        n_warnings=1,
    ),
    outcome(TWO, "refused", reason="a delay\n\tin rule 3", versions={"a": "1"}),
]


@pytest.fixture
def table() -> pd.DataFrame:
    return outcome_table(OUTCOMES, names=NAMES, paper_set_size=1)


def test_every_model_of_the_sheet_has_a_row_in_its_order(table: pd.DataFrame) -> None:
    assert table["model"].tolist() == [ONE, TWO, THREE]
    assert table["paper87"].tolist() == [True, False, False]


def test_the_written_table_is_plain_and_read_back(
    table: pd.DataFrame, tmp_path: Path
) -> None:
    path = tmp_path / "outcomes.tsv"
    write_table(path, table)
    header, first, second, _ = path.read_text().splitlines()
    assert header.split("\t")[:5] == ["model", "name", "status", "step", "reason"]
    cells = dict(zip(header.split("\t"), first.split("\t"), strict=True))
    assert (cells["n_nodes"], cells["has_events"]) == ("10", "false")
    assert (cells["paper87"], cells["condition"]) == ("true", "2.0")
    assert cells["n_warnings"] == "1"
    assert "warnings" not in cells
    cells = dict(zip(header.split("\t"), second.split("\t"), strict=True))
    assert cells["name"] == 'Second "quoted"'
    assert cells["reason"] == "a delay in rule 3"
    assert cells["n_nodes"] == cells["steadiness"] == cells["has_events"] == ""
    found = read_outcomes(path)
    assert scored_models(found) == {ONE: 10, THREE: 12}
    assert models_by_set(found) == {
        "paper87": {ONE},
        "all": {ONE, THREE},
        "unfiltered": {ONE, THREE},
    }


def test_a_collection_without_a_scored_model_has_empty_sets(tmp_path: Path) -> None:
    write_table(
        tmp_path / "outcomes.tsv",
        outcome_table(OUTCOMES[2:], names={TWO: "x"}, paper_set_size=87),
    )
    found = read_outcomes(tmp_path / "outcomes.tsv")
    assert models_by_set(found) == {"all": set(), "unfiltered": set()}
    assert scored_models(found) == {}


@pytest.mark.parametrize(("first", "size"), [(ONE, 3), ("own", 1)])
def test_few_or_own_models_make_no_set_that_is_called_after_the_paper(
    tmp_path: Path, first: str, size: int
) -> None:
    endings = [replace(OUTCOMES[1], model=first), OUTCOMES[2]]
    names = {first: "", TWO: ""}
    table = outcome_table(endings, names=names, paper_set_size=size)
    write_table(tmp_path / "outcomes.tsv", table)
    assert "paper87" not in (tmp_path / "outcomes.tsv").read_text()
    found = read_outcomes(tmp_path / "outcomes.tsv")
    assert models_by_set(found) == {"all": {first}, "unfiltered": {first}}
    with pytest.raises(ValueError, match="'paper87': expected one of 'all'"):
        is_in_set(found, "paper87")


def test_the_page_shows_every_model_and_its_reason_as_text(table: pd.DataFrame) -> None:
    table.loc[1, "reason"] = "<script>alert(1)</script>"
    page = outcome_page(table)
    assert "3 models: 2 scored, 0 mapped, 1 refused, 0 failed." in page
    assert page.count("<script") == 1
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "Second &quot;quoted&quot;" in page


def test_tables_are_read_back_to_the_last_digit_and_letter(tmp_path: Path) -> None:
    numbers = [0.1 + 0.2, 1 / 3, 5e-324, float("nan")]
    table = pd.DataFrame({"model": ["007", "NA", "null", "d"], "number": numbers})
    write_table(tmp_path / "table.tsv", table)
    pd.testing.assert_frame_equal(
        read_table(tmp_path / "table.tsv", numbers=["number"]), table, check_exact=True
    )


def test_outcomes_of_other_models_than_the_sheet_are_an_error() -> None:
    with pytest.raises(ValueError, match=THREE):
        outcome_table(OUTCOMES[:2], names={ONE: ""}, paper_set_size=1)


def test_a_doubtful_model_is_in_no_set_but_the_unfiltered_one(tmp_path: Path) -> None:
    doubtful = outcome("m4", "scored", n_nodes=11, steadiness=0.1, doubt="2 links")
    names = NAMES | {"m4": ""}
    table = outcome_table([*OUTCOMES, doubtful], names=names, paper_set_size=1)
    write_table(tmp_path / "outcomes.tsv", table)
    found = models_by_set(read_outcomes(tmp_path / "outcomes.tsv"))
    assert found["paper87"] == {ONE}  # though m4 is steadier
    assert found["unfiltered"] - found["all"] == {"m4"}
