"""Signs are told apart, sizes are ordered, and text can be read on every colour."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bioripple.page.colours import STOPS, UNKNOWN, colour, ink, limit, place


def luminance(code: str) -> float:
    """Return the relative luminance of WCAG 2."""
    values = [int(code[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    red, green, blue = (
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_the_ends_and_the_middle() -> None:
    assert colour(-2.0, 2.0) == STOPS[0]
    assert colour(0.0, 2.0) == STOPS[3]
    assert colour(2.0, 2.0) == STOPS[-1]
    assert colour(math.nan, 2.0) == UNKNOWN


@given(st.floats(-1, 1), st.floats(-1, 1))
def test_the_scale_keeps_order_and_sign(one: float, other: float) -> None:
    if one < other:
        assert place(one, 1.0) <= place(other, 1.0)
    assert np.sign(place(one, 1.0)) == np.sign(one)


@given(st.floats(-1, 1))
def test_text_stands_out_from_its_box(response: float) -> None:
    fill = colour(response, 1.0)
    low, high = sorted(map(luminance, (fill, ink(fill))))
    assert (high + 0.05) / (low + 0.05) >= 4.5


@pytest.mark.parametrize(
    ("responses", "most"),
    [([], 1.0), ([0.0, 0.0], 1.0), ([math.nan, -3.0, 2.0], 3.0)],
)
def test_the_limit_is_the_largest(responses: list[float], most: float) -> None:
    assert limit(np.array(responses)) == most
