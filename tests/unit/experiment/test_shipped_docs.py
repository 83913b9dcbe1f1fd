"""The page of the predictor that ships has the numbers of its card."""

from bioripple.experiment.config_check import ROOT
from bioripple.experiment.shipped_docs import (
    BEGIN,
    END,
    PAGE,
    page,
    shipped_page,
    table,
)
from bioripple.predictors.shipped import read_card


def test_the_page_is_current() -> None:
    assert shipped_page(ROOT) == (ROOT / PAGE).read_text(encoding="utf-8")


def test_the_table_changes_with_the_card() -> None:
    card = read_card()
    text = (ROOT / PAGE).read_text(encoding="utf-8")
    value = card["accuracy"]["wiring"]["relative"]["order"]["learned"]
    assert f"| {value:.3f} |" in text.partition(BEGIN)[2].partition(END)[0]
    card["accuracy"]["wiring"]["relative"]["order"]["learned"] = 0.1234
    assert page(text, card) != text
    assert "| 0.123 |" in page(text, card)
    assert page(page(text, card), read_card()) == text


def test_a_card_of_nothing_has_no_rows() -> None:
    assert len(table({"accuracy": {}}).splitlines()) == 2
