"""Pairs of source and readout: what was measured, and what is said of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.measured.contrasts import Measured, by_source, scaled
from bioripple.measured.predictions import Said


@dataclass(frozen=True, eq=False)
class Told:
    """A measured set, what is said of it, and what it belongs to.

    Attributes
    ----------
    measured
        What was measured.
    said
        By predictor.
    group, network
        As in the columns of `scores`.
    """

    measured: Measured
    said: Mapping[str, Said]
    group: str
    network: str


@dataclass(frozen=True, eq=False)
class Pairs:
    """Means over the contrasts of each of s sources; r readouts.

    Attributes
    ----------
    sources
        What was perturbed.
    change : ndarray, shape (s, r)
        As shares of the readout's largest; 0 where nothing was measured.
    said
        By predictor, (s, r) each.
    there : ndarray, shape (s, r)
        What was measured.
    elsewhere : ndarray, shape (s, r)
        And is not perturbed itself.
    """

    sources: tuple[str, ...]
    change: Floats
    said: Mapping[str, Said]
    there: Flags
    elsewhere: Flags


def pairs_of(told: Told, kind: str) -> Pairs:
    """Return the pairs of a kind of contrasts.

    Parameters
    ----------
    told
        The set.
    kind
        One of `contrasts.KINDS`, or `contrasts.WHOLE`.

    Notes
    -----
    Contexts in which something was not measured play no part in what is said of it.
    """
    measured = told.measured
    chosen = measured.of_kind(kind)
    contrasts = [measured.contrasts[k] for k in np.flatnonzero(chosen)]
    whole = scaled(measured.change)
    change = whole[chosen]

    def mean(values: Floats) -> Floats:
        known = np.where(np.isnan(change), np.nan, values[chosen])
        return np.nan_to_num(by_source(known, contrasts))

    there = ~np.isnan(by_source(change, contrasts))
    said = {
        name: Said(
            mean(it.sizes),
            None if it.signed is None else mean(it.signed),
        )
        for name, it in told.said.items()
    }
    return Pairs(
        tuple(dict.fromkeys(it.source for it in contrasts)),
        mean(whole),
        said,
        there,
        there & (mean(measured.is_perturbed.astype(np.float64)) == 0),
    )
