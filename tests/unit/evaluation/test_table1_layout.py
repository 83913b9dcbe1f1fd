"""Table 1 as it is read: which columns, which notes, and nothing but text."""

import numpy as np
import pandas as pd
import pytest

from bioripple.evaluation.table1 import table1
from bioripple.evaluation.table1_layout import as_page, readable
from bioripple.vocabulary import Protocol
from tests.unit.evaluation.test_table1 import (
    FAMILY,
    MEMBERS,
    accuracies,
    only,
    row,
    table,
)


def test_the_readable_table_shows_both_ways_with_ties_and_the_spread() -> None:
    text = readable(table())
    cells = [line.split(" | ") for line in text.splitlines() if "Sparse" in line]
    assert len(cells) == 1
    assert cells[0][1:3] == ["models", "0.73"]
    assert "0.300 [" in cells[0][4]
    assert "± 0.141" in cells[0][4]
    assert "no model" in text
    assert "`paper87`: 2 models; `all`: 3 models" in text


def test_each_truth_is_a_table_and_what_was_published_is_of_one() -> None:
    more = [row(m, "distance_directed", 0.1, truth="relative") for m in "ab"]
    rows = pd.concat([pd.DataFrame(more), accuracies()])
    found = table1(rows, MEMBERS, FAMILY, draws=10, seed=0)
    other = only(found, truth="relative", evaluation_set="paper87")
    assert (other["n_models"], other["mean"]) == (2, pytest.approx(0.1))
    assert np.isnan(other["published"])
    first, second = readable(found).split("## Truth ")[1:]
    assert first.startswith("`dynamo`")
    assert "| 0.63 |" in first
    assert second.startswith("`relative`")
    assert "0.63" not in second
    assert "0.100 [0.100, 0.100]" in second
    assert "`paper87`: 2 models" in second
    assert "`paper87`: 2 models; `all`: 3 models" in first


def test_the_mean_of_one_model_has_no_interval() -> None:
    rows = pd.DataFrame([row("a", "distance_directed", 0.2)])
    text = readable(table1(rows, MEMBERS, FAMILY, draws=10, seed=0))
    assert "| 0.200 (one model) |" in text
    assert "nan" not in text


def test_the_readable_table_of_a_protocol_that_was_not_computed_has_no_methods() -> (
    None
):
    assert "Distance (directed) |" not in readable(table(), protocol=Protocol("all"))


def test_without_the_papers_models_nothing_is_called_after_them() -> None:
    found = table1(accuracies(), {"all": {"a", "b", "c"}}, FAMILY, draws=10, seed=0)
    few = "Means of 3 models: an illustration, no result."
    for text in (readable(found, caveats=[few]), as_page(found, caveats=[few])):
        assert "paper87" not in text
        assert "Published" not in text
        assert few in text
    assert readable(found, caveats=[few]).startswith(few)


def test_a_table_without_a_model_is_notes_alone() -> None:
    nothing = table1(accuracies()[:0], {"all": set()}, FAMILY, draws=10, seed=0)
    text = readable(nothing, caveats=["No model was scored."])
    assert text.startswith("No model was scored.")
    assert "|" not in text
    assert "<tbody>\n</tbody>" in as_page(nothing)


def test_the_page_holds_every_protocol_to_be_sorted() -> None:
    found = table()
    page = as_page(found)
    assert page.count("<table>") == 2  # one truth, and everything
    last = page.split("<tbody>")[-1]
    assert last.count("<tr>") == len(found)
    assert str(found["mean"].iloc[0]) in last
    head = page.split("<thead>")[-1].split("</thead>")[0]
    assert '<th class="number">mean</th>' in head
    assert "<th>predictor</th>" in head
