"""What a prediction is worth beyond Spearman's correlation over all pairs.

That correlation lives to a good part from pairs without a path, whose response is 0. So
the order of the other pairs, the strongest targets of each source, and directions have
measures of their own. Matrices are n × n, `[i, j]` = response of node i to node j.
"""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from bioripple.arrays import Flags, Floats

FEW = 5  # strongest targets of a source
NAMES = ("reachable", "top_five", "sign", "commoner_sign")


@dataclass(frozen=True)
class Measures:
    """Of one prediction and one truth; NaN where there is nothing to be measured.

    Attributes
    ----------
    reachable
        Spearman's correlation of sizes over the pairs with a path, average ties; 0
        where the prediction tells none of them from another.
    top_five
        Which share of the five strongest targets of a source is among the five that are
        predicted, mean over the sources with more than five responding targets. Where
        equal sizes leave open which are the five, each choice counts by its chance.
    sign
        Share of the pairs that respond, in truth and prediction, whose direction is
        predicted; NaN for a prediction without directions.
    commoner_sign
        What always saying their commoner direction would get, which knows the truth.
    """

    reachable: float
    top_five: float
    sign: float
    commoner_sign: float


class Yardstick:
    """A truth that predictions of one model are measured by.

    Parameters
    ----------
    truth
        n × n, NaN where not defined.
    linked
        n × n, whether there is a path from j to i.
    scored
        n × n, the entries that may be scored; all of them by default.
    """

    def __init__(
        self, truth: Floats, linked: Flags, *, scored: Flags | None = None
    ) -> None:
        counts = np.isfinite(truth) & ~np.eye(len(truth), dtype=bool)
        if scored is not None:
            counts &= scored
        self._counts = counts
        self._pairs = np.flatnonzero(counts & linked)
        sizes = np.abs(np.nan_to_num(truth))
        self._ranks = rankdata(sizes.ravel()[self._pairs])
        self._responds = counts & (sizes > 0.0)
        self._sources = np.flatnonzero(self._responds.sum(axis=0) > FEW)
        self._strongest = self._few(sizes)
        self._signs = np.sign(np.nan_to_num(truth))

    def measure(self, prediction: Floats, *, has_signs: bool) -> Measures:
        """Measure a prediction.

        Parameters
        ----------
        prediction
            n × n, finite.
        has_signs
            Whether its signs mean something.
        """
        sizes = np.abs(prediction)
        told = self._responds & (prediction != 0.0)
        return Measures(
            _correlation(self._ranks, rankdata(sizes.ravel()[self._pairs])),
            self._precision(sizes),
            *(self._directions(prediction, told) if has_signs else (math.nan,) * 2),
        )

    def _precision(self, sizes: Floats) -> float:
        if not self._sources.size:
            return math.nan
        both = self._strongest * self._few(sizes)
        return float(both.sum(axis=0).mean() / FEW)

    def _few(self, sizes: Floats) -> Floats:
        """Return how surely each target is among the largest of its column.

        n × the columns that are looked at; each column adds up to `FEW`.
        """
        counts = self._counts[:, self._sources]
        known = np.where(counts, sizes[:, self._sources], -1.0)
        if not self._sources.size:
            return known
        last = -np.partition(-known, FEW - 1, axis=0)[FEW - 1]
        above, level = known > last, known == last
        left = (FEW - above.sum(axis=0)) / level.sum(axis=0)
        return np.asarray(above + level * left)

    def _directions(self, prediction: Floats, told: Flags) -> tuple[float, float]:
        true = self._signs[told]
        if not true.size:
            return math.nan, math.nan
        right = float((true == np.sign(prediction[told])).mean())
        return right, float(max((true > 0.0).mean(), (true < 0.0).mean()))


def _correlation(truth: Floats, prediction: Floats) -> float:
    if len(truth) < 2 or np.ptp(truth) == 0.0:
        return math.nan
    one, other = truth - truth.mean(), prediction - prediction.mean()
    norm = float(np.linalg.norm(one) * np.linalg.norm(other))
    return float(np.clip(one @ other / norm, -1.0, 1.0)) if norm else 0.0
