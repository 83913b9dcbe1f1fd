"""Jacobians of random sizes on a network, as far spread as those of models are.

The size of an entry is log-normal: log10 |J_ij| = level + row_i + column_j + rest_ij,
and on the diagonal an offset. All parts are drawn; only the signs are the network's.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Floats, Signs

FEWEST_ENTRIES = 5
NORMAL_QUARTILES = 1.349  # distance of the quartiles of a normal distribution of sd 1


@dataclass(frozen=True)
class Sizes:
    """How large the entries of a Jacobian are, in decades.

    Attributes
    ----------
    level
        Mean of log10 |J_ij| off the diagonal [log10 of 1 / unit of time].
    diagonal
        How much larger the mean on the diagonal is.
    rows, columns, rest
        Standard deviations of the parts that an entry shares with its row and its
        column, and of what is its own.
    levels
        Standard deviation of the level, where that is drawn too.
    """

    level: float
    diagonal: float
    rows: float
    columns: float
    rest: float
    levels: float = 0.0

    @property
    def without_parts(self) -> "Sizes":
        """The same spread in all, but every entry independent of the others."""
        whole = float(np.sqrt(self.rows**2 + self.columns**2 + self.rest**2))
        return Sizes(self.level, 0.0, 0.0, 0.0, whole, self.levels)


def measure(jacobian: Floats) -> Sizes | None:
    """Measure the sizes of a model's entries.

    Parameters
    ----------
    jacobian
        n × n; entries that are 0 or not finite are no entries.

    Returns
    -------
    Sizes or None
        None where there are fewer than `FEWEST_ENTRIES` entries, or not all kinds of
        pairs among them.

    Notes
    -----
    By moments. Half the mean square difference of two entries is rows² + columns² +
    rest² if they share neither row nor column, and lacks the part of what they share.
    A variance that comes out negative is 0.
    """
    rows, columns = np.nonzero(np.isfinite(jacobian) & (jacobian != 0.0))
    if len(rows) < FEWEST_ENTRIES:
        return None
    size = np.log10(np.abs(jacobian[rows, columns]))
    on = rows == columns
    if on.all():
        return None
    offset = float(size[on].mean() - size[~on].mean()) if on.any() else 0.0
    size = size - offset * on
    pairs = [_squares(size, group) for group in (0 * rows, rows, columns)]
    (all_, n_all), (row, n_row), (column, n_column) = pairs
    n_apart = n_all - n_row - n_column
    if not min(n_row, n_column, n_apart) > 0:
        return None
    whole = max((all_ - row - column) / n_apart, 0.0)
    of_rows = max(whole - row / n_row, 0.0)
    of_columns = max(whole - column / n_column, 0.0)
    rest = max(whole - of_rows - of_columns, 0.0)
    parts = np.sqrt([of_rows, of_columns, rest])
    return Sizes(float(size[~on].mean()), offset, *parts.tolist())


def _squares(size: Floats, group: NDArray[np.intp]) -> tuple[float, int]:
    """Return half the sum of square differences within groups, and of how many pairs.

    Of m numbers y it is [m Σy² - (Σy)²] / 2, here about their mean.
    """
    size = size - size.mean()
    counts = np.bincount(group)
    sums = np.bincount(group, weights=size)
    squares = np.bincount(group, weights=size**2)
    half = float((counts * squares - sums**2).sum()) / 2.0
    return half, int((counts * (counts - 1) // 2).sum())


def typical(found: Sequence[Sizes]) -> Sizes:
    """Return the medians of the variances over models, and the spread of their levels.

    Parameters
    ----------
    found
        Of at least one model. Medians, as a few models have entries of 10^-200.
    """
    levels = np.array([each.level for each in found])
    low, high = np.quantile(levels, [0.25, 0.75])
    variances = [(each.rows**2, each.columns**2, each.rest**2) for each in found]
    rows, columns, rest = np.sqrt(np.median(variances, axis=0)).tolist()
    return Sizes(
        float(np.median(levels)),
        float(np.median([each.diagonal for each in found])),
        rows,
        columns,
        rest,
        float(high - low) / NORMAL_QUARTILES,
    )


def draw(sign: Signs, sizes: Sizes, rng: np.random.Generator) -> Floats:
    """Draw a Jacobian, n × n.

    Parameters
    ----------
    sign
        n × n; entries keep their sign, 0 included.
    sizes
        How they are spread.
    rng
        Where they come from.
    """
    n = len(sign)
    level = sizes.level + sizes.levels * rng.standard_normal()
    log = level + sizes.diagonal * np.eye(n)
    log += sizes.rows * rng.standard_normal((n, 1))
    log += sizes.columns * rng.standard_normal((1, n))
    log += sizes.rest * rng.standard_normal((n, n))
    return np.asarray(sign * np.power(10.0, np.clip(log, -150.0, 150.0)))
