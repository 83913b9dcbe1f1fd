"""Abundances as predictors look at them: sizes in powers of ten."""

import numpy as np

from bioripple.arrays import Floats

SMALLEST_SHARE = 0.1  # of the smallest positive abundance, in place of a zero
SMALLEST = 1e-290  # [model units]; a share of what is less may be no normal number


def log_abundance(abundance: Floats) -> Floats:
    """Return log10 of sizes of abundances.

    Parameters
    ----------
    abundance
        n values [model units]; signs are dropped.

    Returns
    -------
    Floats
        n values, at least that of `SMALLEST`. A zero counts as a tenth of the smallest
        size above zero; where all are zero, as 1.
    """
    size = np.abs(abundance)
    above = size[size > 0.0]
    least = SMALLEST_SHARE * above.min() if above.size else 1.0
    return np.log10(np.maximum(np.where(size > 0.0, size, least), SMALLEST))
