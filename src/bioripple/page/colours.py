"""Colours of responses: one scale for the page and for the pictures."""

import math

from bioripple.arrays import Floats

# Blue for down and red for up stay apart under the common forms of colour blindness;
# lightness gives the size, so that they do in grey as well.
STOPS = (
    "#2166ac",
    "#67a9cf",
    "#d1e5f0",
    "#f7f7f7",
    "#fddbc7",
    "#ef8a62",
    "#b2182b",
)
UNKNOWN = "#c8c8c8"  # nodes that the table does not have
PERTURBED = "#222222"
MARK = "#e6a700"  # rims what is perturbed


def limit(responses: Floats) -> float:
    """Return the size of response that gets the full colour: the largest, or 1."""
    sizes = [abs(value) for value in responses.tolist() if math.isfinite(value)]
    return max(sizes, default=0.0) or 1.0


def place(response: float, most: float) -> float:
    """Return where a response stands on the scale, -1 to 1.

    Parameters
    ----------
    response
        Signed.
    most
        As `limit` gives it.

    Returns
    -------
    float
        Signed square root of its share of the most: responses fade quickly along a
        network, and in proportion all but the first few would look like none.
    """
    share = math.sqrt(min(abs(response) / most, 1.0))
    return math.copysign(share, response)


def colour(response: float, most: float) -> str:
    """Return the colour of a response as #rrggbb; grey if it is not a number."""
    if not math.isfinite(response):
        return UNKNOWN
    at = (place(response, most) + 1) / 2 * (len(STOPS) - 1)
    low = min(int(at), len(STOPS) - 2)
    pairs = zip(_rgb(STOPS[low]), _rgb(STOPS[low + 1]), strict=True)
    mixed = (round(a + (b - a) * (at - low)) for a, b in pairs)
    return "#" + "".join(f"{value:02x}" for value in mixed)


def ink(fill: str) -> str:
    """Return the colour in which a text on `fill` is read best, dark or white."""
    parts = (value / 255 for value in _rgb(fill))
    linear = [
        v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in parts
    ]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    # Where black and white stand out alike: on no colour less than 4.5 to 1 (WCAG 2).
    return "#ffffff" if light < 0.179 else "#000000"


def _rgb(code: str) -> tuple[int, int, int]:
    red, green, blue = (int(code[k : k + 2], 16) for k in (1, 3, 5))
    return red, green, blue
