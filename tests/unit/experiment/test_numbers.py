"""The numbers of the documents that docs/numbers.tsv ties to tables.

Whether the tables of a real run have them, `tests/results/test_numbers.py` says.
"""

import math
from dataclasses import replace

import pytest

from tests.support.rewrite_numbers import like, rewritten
from tests.support.stated_numbers import (
    COUNT,
    ROOT,
    Stated,
    difference,
    on_page,
    read_stated,
)

STATED = read_stated()
TABLE = [
    {"method": "distance", "ties": "jitter", "doubt": "", "mean": "0.6584"},
    {"method": "distance", "ties": "average", "doubt": "noise", "mean": "0.70101"},
    {"method": "none", "ties": "average", "doubt": "", "mean": ""},
]


def stated(
    text: str, rows: str, *, column: str = "mean", rounding: float = 0.001
) -> Stated:
    return Stated("page.md", text, "table1.tsv", rows, column, rounding)


@pytest.mark.parametrize("line", STATED, ids=lambda line: line.text)
def test_the_number_stands_on_its_page(line: Stated) -> None:
    page = (ROOT / line.page).read_text(encoding="utf-8")
    assert on_page(line, page), f"{line.page}: does not say {line.words!r}"
    assert line.rounding > 0
    assert math.isfinite(line.number)


def test_no_line_is_there_twice_and_the_readme_has_some() -> None:
    assert len({(line.page, line.text) for line in STATED}) == len(STATED)
    assert {line.page for line in STATED} >= {"README.md", "docs/results.md"}


def test_words_are_found_across_lines_and_the_braces_count_for_nothing() -> None:
    line = stated("of the 611 {595} are mapped", "a=b")
    assert on_page(line, "so of\n the 611 595\nare mapped, and")
    assert not on_page(line, "of the 611 594 are mapped")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("{.658}", 0.658),
        ("gain {+.012}", 0.012),
        ("{−.057} [−.071, −.043]", -0.057),
        ("{0.4 %}", 0.004),
        ("{95,483} entries", 95483.0),
    ],
)
def test_numbers_are_read_as_they_are_printed(text: str, number: float) -> None:
    assert stated(text, "a=b").number == pytest.approx(number)


def test_a_cell_has_to_round_to_the_number() -> None:
    right = stated("{.701}", "method=distance ties=average")
    assert difference(right, TABLE) == ""
    told = difference(stated("{.700}", "method=distance ties=average"), TABLE)
    assert told.startswith("page.md says 0.7 in '.700', but table1.tsv has 0.70101")
    coarse = stated("{.700}", "method=distance ties=average", rounding=0.01)
    assert difference(coarse, TABLE) == ""


def test_a_missing_cell_is_no_number() -> None:
    assert "has nan" in difference(stated("{.1}", "method=none"), TABLE)


@pytest.mark.parametrize(
    ("rows", "count"),
    [("method=distance|none", 3), ("method=distance doubt=", 1), ("doubt!=", 1)],
)
def test_rows_are_counted(rows: str, count: int) -> None:
    line = stated(f"{{{count}}}", rows, column=COUNT, rounding=1.0)
    assert difference(line, TABLE) == ""
    assert difference(stated("{4}", rows, column=COUNT, rounding=1.0), TABLE)


@pytest.mark.parametrize("rows", ["method=distance", "method=other"])
def test_a_cell_of_several_rows_or_none_is_a_mistake(rows: str) -> None:
    with pytest.raises(ValueError, match="rows have"):
        difference(stated("{.1}", rows), TABLE)


@pytest.mark.parametrize("rows", ["methods=distance", "method"])
def test_a_condition_that_means_nothing_is_a_mistake(rows: str) -> None:
    with pytest.raises(ValueError, match="expected column=value"):
        difference(stated("{.1}", rows), TABLE)


@pytest.mark.parametrize(
    ("shown", "value", "printed"),
    [
        (".658", 0.70149, ".701"),
        ("+.012", -0.0563, "−.056"),
        ("−.057", 0.0, "+.000"),
        ("0.4 %", 0.0172, "1.7 %"),
        ("19 %", 0.203, "20 %"),
        ("95,483", 101234.0, "101,234"),
        (".999", 1.2, "1.200"),
    ],
)
def test_numbers_are_printed_as_they_were(
    shown: str, value: float, printed: str
) -> None:
    assert like(shown, value) == printed


def test_a_row_is_rewritten_wherever_its_lines_break_and_is_right_then() -> None:
    table = [
        {"ties": "jitter", "mean": "0.6584"},
        {"ties": "average", "mean": "0.70101"},
    ]
    lines = [
        stated("| distance | {.655} |", "ties=jitter"),
        stated("| distance | .655 | {.701} |", "ties=average"),
        stated("of distance {.600} | .701", "ties=average"),
        replace(stated("other {.1}", "ties=jitter"), table="not.tsv"),
    ]
    page = "so\n| distance | .655 | .701 |\nof distance\n.600 | .701, other .1"
    found, pages = rewritten(lines, {"page.md": page}, {"table1.tsv": table})
    assert pages == {
        "page.md": "so\n| distance | .658 | .701 |\nof distance\n.701 | .701, other .1"
    }
    assert [line.text for line in found] == [
        "| distance | {.658} |",
        "| distance | .658 | {.701} |",
        "of distance {.701} | .701",
        "other {.1}",
    ]
    assert not any(difference(line, table) for line in found[:3])
    with pytest.raises(SystemExit, match="does not say"):
        rewritten(lines, {"page.md": "nothing"}, {"table1.tsv": table})
