"""How deep elements are nested, from the brackets of a text alone."""

import random
from xml.etree import ElementTree

import pytest

from bioripple.untrusted.depth import surely_shallow

# Texts that may stand in an element, with how deep they are themselves.
PIECES = (
    ("<a/>", 1),
    ("<a></a>", 1),
    ('<b c="x>y"/>', 1),
    ('<b c="/>"></b>', 1),
    ("<b c='/>'></b>", 1),
    ('<b c=\'"\' d="/>"></b>', 1),
    ('<b c="\'"/>', 1),
    ("<b\n/>", 1),
    ("<!-- <a><a> -->", 0),
    ("<!-- /> -->", 0),
    ("<![CDATA[ <a> ]]>", 0),
    ("<![CDATA[ /> ]]>", 0),
    ("<?x > ?>", 0),
    ("x > y", 0),
    ("/>", 0),
)


def text_of(dice: random.Random, depth: int) -> tuple[str, int]:
    """Return a well-formed text, and how deep it is."""
    if depth == 0 or dice.random() < 0.3:
        return dice.choice(PIECES)
    inner = [text_of(dice, depth - 1) for _ in range(dice.randint(1, 3))]
    begin = dice.choice(("<a>", '<a b="c">', '<a b="x>y">', "<a b='/>'>", '<a b="/>">'))
    texts = "".join(text for text, _ in inner)
    return f"{begin}{texts}</a>", 1 + max(deep for _, deep in inner)


@pytest.mark.parametrize("seed", range(300))
def test_what_is_deeper_is_never_called_shallow(seed: int) -> None:
    inner, deep = text_of(random.Random(seed), 5)
    text = f"<r>{inner}</r>"
    ElementTree.fromstring(text)
    assert not surely_shallow(text.encode(), deep)


@pytest.mark.parametrize(
    "text", ["<a><b/><c><d/></c></a>", "<a b='>'><b/><c><d>x</d></c></a>"]
)
def test_plain_texts_are_called_shallow(text: str) -> None:
    assert surely_shallow(text.encode(), 3)
    assert not surely_shallow(text.encode(), 2)


@pytest.mark.parametrize("text", ["", "x", "<", "<a", "<a><", ">", "<a><b</a>"])
def test_what_is_no_xml_is_not_called_shallow_and_no_error(text: str) -> None:
    assert not surely_shallow(text.encode(), 9)
