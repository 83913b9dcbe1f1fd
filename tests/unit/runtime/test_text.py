"""Text from outside is harmless to show, whatever is in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bioripple.runtime.text import many_lines, one_line

ANY = st.text(st.characters(codec=None), max_size=60)  # lone surrogates, too


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("plain", "plain"),
        (" two\twords\r\n ", "two words"),
        ("\x1b[31mred\x1b[0m", "[31mred [0m"),
        ("\u202eright to left", "right to left"),
        ("\ud800alone", "alone"),
        ("null\x00, C1\x9b2J, bell\a", "null , C1 2J, bell"),
        ("", ""),
    ],
)
def test_a_line_has_nothing_but_letters_and_blanks(text: str, line: str) -> None:
    assert one_line(text) == line


@given(ANY, st.integers(1, 30))
def test_a_line_is_printable_and_bounded(text: str, most: int) -> None:
    line = one_line(text, most=most)
    assert line.isprintable()
    assert len(line) <= most
    assert one_line(line) == line


@given(ANY)
def test_lines_can_be_written_and_only_the_first_begins_at_the_margin(
    text: str,
) -> None:
    shown = many_lines(text)
    shown.encode("utf-8")
    first, *others = shown.split("\n")
    assert all(line.startswith("  ") for line in others)
    assert all(line.isprintable() for line in (first, *others))


def test_what_is_not_shown_leaves_a_mark() -> None:
    assert many_lines("a\x1bb\r\nc\td") == "a\N{REPLACEMENT CHARACTER}b\n  c    d"
