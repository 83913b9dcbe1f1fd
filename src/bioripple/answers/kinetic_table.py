"""The rows of an answer: shares and ranks."""

import numpy as np
import pandas as pd

from bioripple.answers.result import Condition
from bioripple.arrays import Flags, Floats

DIGITS = 12  # that sizes have to share to share a rank


def relative_changes(change: Floats, state: Floats) -> Floats:
    """Return changes as shares of values; exactly 0 where nothing arrives.

    Parameters
    ----------
    change, state : ndarray, shape (n,)
        Changes, and the values that change; NaN where there is no such share.
    """
    with np.errstate(all="ignore"):
        shares = np.where(change == 0.0, 0.0, change / state)
    return np.where(np.isfinite(shares), shares, np.nan)


def ranked(
    frame: pd.DataFrame, condition: Condition, wanted: Flags, top: int | None
) -> pd.DataFrame:
    """Return the rows that are wanted and not perturbed, by rank, NaN last.

    Parameters
    ----------
    frame
        A row for each of n nodes, with `node` and `response`.
    condition
        What is perturbed.
    wanted : ndarray of bool, shape (n,)
        Nodes among which ranks are.
    top
        Of which rank the last row may be; None for all.
    """
    kept = wanted & ~frame["node"].isin(list(condition.nodes)).to_numpy()
    chosen = frame[kept].copy()
    size = chosen["response"].abs()
    largest = size.max() if len(size) else 0.0
    if largest > 0.0:
        size = (size / largest).round(DIGITS)
    chosen["rank"] = size.rank(method="min", ascending=False).astype("Int64")
    if top is not None:
        chosen = chosen[chosen["rank"].le(top).fillna(False)]
    chosen["condition"] = condition.name
    return chosen.sort_values("rank", kind="stable", na_position="last")
