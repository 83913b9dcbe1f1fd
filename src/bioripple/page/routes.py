"""How the edges of a drawing run: around boxes, not behind them."""

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.network.signed import SignedNetwork
from bioripple.page.layout import HEIGHT

# How far edges bend, as a share of their length, in the order in which it is tried:
# what leads on straight if it can, what leads back only where all else is worse.
BENDS = (0.06, -0.06, 0.12, -0.12, 0.2, -0.2, 0.3, -0.3, 0.45, -0.45)
ONWARDS, BACK = (0.0, *BENDS), (*BENDS[2:], 0.0)
STEEP = 40.0  # an edge that gains less than this to the right leads back [px]
AIR = 4.0  # between an edge and a box that it passes [px]
HEAD = 2.0  # between the tip of an edge and its target [px]
SAMPLES = np.linspace(0.0, 1.0, 41)[:, np.newaxis]


def routes(network: SignedNetwork, at: Floats, wide: Floats) -> Floats:
    """Return a quadratic Bézier curve for each edge that is no loop.

    Parameters
    ----------
    network
        n nodes and m edges from one node to another.
    at : (n, 2)
        Centres of the boxes [px], y downwards.
    wide : (n,)
        Widths of the boxes [px]; all are `layout.HEIGHT` high.

    Returns
    -------
    Floats, shape (m, 3, 2)
        Start, control point and end of each, in the order of `network.edges`. Of the
        ways that an edge may bend, the first that passes the fewest boxes. Ends lie on
        the rims of boxes.
    """
    half = np.column_stack([wide / 2, np.full_like(wide, HEIGHT / 2)])
    source, target, _ = network.edges
    found = [
        _route(j, i, at, half)
        for j, i in zip(source.tolist(), target.tolist(), strict=True)
        if j != i
    ]
    return np.array(found).reshape(-1, 3, 2)


def along(curves: Floats) -> Floats:
    """Return points along curves of shape (m, 3, 2); shape (m, points, 2)."""
    start, control, end = (curves[:, k, np.newaxis] for k in range(3))
    t = SAMPLES
    return (1 - t) ** 2 * start + 2 * t * (1 - t) * control + t**2 * end


def _route(source: int, target: int, at: Floats, half: Floats) -> Floats:
    gap = at[target] - at[source]
    bends = np.array(BACK if gap[0] < STEEP else ONWARDS)
    middle = (at[source] + at[target]) / 2
    aside = np.array([-gap[1], gap[0]])  # what leads back runs above
    # a curve is half as far off its chord as its control point
    controls = middle + 2 * bends[:, np.newaxis] * aside
    curves = np.stack(
        [
            _rim(at[source], controls - at[source], half[source]),
            controls,
            _rim(at[target], controls - at[target], half[target] + HEAD),
        ],
        axis=1,
    )
    others = np.ones(len(at), dtype=bool)
    others[[source, target]] = False
    points = along(curves)
    entered, near = (
        _inside(points, at[others], half[others] + air).sum(axis=1)
        for air in (0.0, AIR)
    )
    best: Floats = curves[np.lexsort((near, entered))[0]]  # stable: the first of equals
    return best


def _rim(centre: Floats, towards: Floats, half: Floats) -> Floats:
    """Return where lines from the centre of a box leave it; `towards` is (k, 2)."""
    with np.errstate(divide="ignore"):
        share = np.minimum((half / np.abs(towards)).min(axis=1, keepdims=True), 1.0)
    rim: Floats = centre + towards * share
    return rim


def _inside(points: Floats, centres: Floats, half: Floats) -> Flags:
    """Return which curves (k, points, 2) enter which boxes; shape (k, boxes)."""
    within: Flags = np.abs(points[:, :, np.newaxis] - centres) < half
    entered: Flags = np.any(np.all(within, axis=3), axis=1)
    return entered
