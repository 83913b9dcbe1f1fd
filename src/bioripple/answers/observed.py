"""How predictions fare against measured responses."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from bioripple.answers.answer import baseline_of
from bioripple.answers.ensemble import answer_block, prepare
from bioripple.answers.grid import Grid, read_grid
from bioripple.answers.names import unknown
from bioripple.answers.result import Condition
from bioripple.answers.solve import BLOCK
from bioripple.arrays import Flags, Floats
from bioripple.errors import Refused
from bioripple.network.signed import Places, SignedNetwork
from bioripple.network.steps import Walker
from bioripple.predictors.propagating import AUTO, DISTANCE, SFA, chosen
from bioripple.vocabulary import COMMONER_SIGN

RESAMPLES = 2_000
INTERVAL = (2.5, 97.5)  # percentiles

# Columns of an evaluation, and what each says.
SCORES: dict[str, str] = {
    "predictor": f"its id; `{COMMONER_SIGN}` always says the sign that most pairs have",
    "pairs": "conditions × readouts that were measured",
    "sign_accuracy": "share of the pairs whose sign is right; no sign is wrong, unless "
    "nothing was measured, too",
    "low": "lower end of its 95 % interval, from resampled conditions",
    "high": "upper end",
    "called": "share of the pairs for which it says a sign",
    "where_called": "share of these whose sign is right",
    "elsewhere": "sign_accuracy without pairs in which the readout itself is perturbed",
    "spearman": "rank correlation of sizes over the readouts of a condition that are "
    "not perturbed; mean over conditions; empty where it is undefined",
}


@dataclass(frozen=True, eq=False)
class Observed:
    """Measured responses to conditions.

    Attributes
    ----------
    conditions
        Those that were measured.
    readouts
        Ids of the nodes that were.
    measured : ndarray, shape (number of conditions, number of readouts)
        Changes; NaN where there is none.
    problems
        What the tables have and could not be used, as sentences.
    """

    conditions: tuple[Condition, ...]
    readouts: tuple[str, ...]
    measured: Floats
    problems: tuple[str, ...] = ()


def read_observed(
    network: SignedNetwork, conditions: Sequence[Condition], path: Path
) -> Observed:
    """Read measured responses.

    Parameters
    ----------
    network
        Whose nodes were measured.
    conditions
        What was done.
    path
        A table of conditions × readouts or the other way round: names tell. Empty
        cells, NA and NaN were not measured.

    Raises
    ------
    Refused
        If it is no such table, or no condition or no readout is known.
    """
    grid = read_grid(path)
    by_name = {each.name: each for each in conditions}

    def known(rows: Sequence[str], columns: Sequence[str]) -> int:
        names, nodes = (sum(it in by_name for it in rows), 0)
        nodes = sum(it in network.place for it in columns)
        return names * nodes

    turned = known(grid.columns, grid.rows) > known(grid.rows, grid.columns)
    values = _values(grid)
    names, readouts = grid.rows, grid.columns
    if turned:
        names, readouts, values = readouts, names, values.T
    rows = [k for k, name in enumerate(names) if name in by_name]
    columns = [k for k, node in enumerate(readouts) if node in network.place]
    if not rows or not columns:
        lack = "condition" if not rows else "node of the network"
        raise Refused(
            f"{path}: expected conditions and readouts as names of rows and columns; "
            f"no {lack} is among them"
        )
    problems = [
        f"{path}: {unknown(network, node)}"
        for node in readouts
        if node not in network.place
    ]
    lost = [name for name in names if name not in by_name]
    if lost:
        problems.append(f"{path}: no such condition: {', '.join(lost)}")
    return Observed(
        tuple(by_name[names[k]] for k in rows),
        tuple(readouts[k] for k in columns),
        values[np.ix_(rows, columns)],
        tuple(problems),
    )


def _values(grid: Grid) -> Floats:
    missing = ("", "na", "nan")
    return np.array(
        [
            [
                np.nan
                if text.lower() in missing
                else grid.number(row, column, what="a number, or nothing")
                for column, text in enumerate(cells)
            ]
            for row, cells in enumerate(grid.cells)
        ]
    )


def evaluate(
    network: SignedNetwork,
    observed: Observed,
    *,
    predictors: Sequence[str] = (AUTO,),
    seed: int = 0,
) -> pd.DataFrame:
    """Compare predictors with measured responses.

    Parameters
    ----------
    network
        What was perturbed.
    observed
        What came of it.
    predictors
        Their ids; SFA's propagation, the distance model and the commoner sign come
        with them in any case.
    seed
        Of the resampling.

    Returns
    -------
    DataFrame
        Columns `SCORES`, a row to each predictor.
    """
    asked = [chosen(name, network) for name in predictors]
    places = np.array([network.place[node] for node in observed.readouts])
    perturbed = np.array(
        [
            [node in each.nodes for node in observed.readouts]
            for each in observed.conditions
        ]
    )
    rows = [
        {"predictor": name}
        | _scores(
            predicted(network, observed.conditions, name)[places].T,
            observed.measured,
            perturbed,
            seed,
        )
        for name in dict.fromkeys((*asked, SFA, DISTANCE))
    ]
    signs = np.sign(observed.measured)
    commoner = 1.0 if (signs > 0).sum() >= (signs < 0).sum() else -1.0
    always = np.full(signs.shape, commoner)
    rows.append(
        {"predictor": COMMONER_SIGN}
        | _scores(always, observed.measured, perturbed, seed)
    )
    return pd.DataFrame(rows)[list(SCORES)]


def predicted(
    network: SignedNetwork, conditions: Sequence[Condition], predictor: str
) -> Floats:
    """Return responses of all nodes, shape (n, number of conditions)."""
    if predictor == DISTANCE:
        walker = Walker(network)
        return np.array([baseline_of(network, it, walker) for it in conditions]).T
    ensemble = prepare(network, predictor, robustness=0, seed=0)
    blocks = (conditions[k : k + BLOCK] for k in range(0, len(conditions), BLOCK))
    return np.hstack([answer_block(network, ensemble, it).response for it in blocks])


def _scores(
    said: Floats, measured: Floats, perturbed: Flags, seed: int
) -> dict[str, float]:
    there = ~np.isnan(measured)
    is_right = (np.sign(said) == np.sign(measured)) & there
    is_called = (said != 0) & there
    low, high = _interval(is_right.sum(axis=1), there.sum(axis=1), seed)
    return {
        "pairs": int(there.sum()),
        "sign_accuracy": _share(is_right, there),
        "low": low,
        "high": high,
        "called": _share(is_called, there),
        "where_called": _share(is_right & is_called, is_called),
        "elsewhere": _share(is_right & ~perturbed, there & ~perturbed),
        "spearman": _spearman(said, measured, there & ~perturbed),
    }


def _share(some: Flags, of: Flags) -> float:
    return float(some.sum() / of.sum()) if of.any() else np.nan


def _interval(right: Places, of: Places, seed: int) -> tuple[float, float]:
    """Return the interval of Σ right / Σ of over resampled conditions."""
    rng = np.random.default_rng(seed)
    drawn = rng.integers(0, len(right), (RESAMPLES, len(right)))
    total = of[drawn].sum(axis=1)
    some = total > 0
    shares = right[drawn].sum(axis=1)[some] / total[some]
    if not shares.size:
        return np.nan, np.nan
    low, high = np.percentile(shares, INTERVAL)
    return float(low), float(high)


def _spearman(said: Floats, measured: Floats, kept: Flags) -> float:
    found = []
    for a, b, some in zip(np.abs(said), np.abs(measured), kept, strict=True):
        one, other = (pd.Series(it[some]).rank().to_numpy() for it in (a, b))
        if len(one) > 2 and np.ptp(one) > 0 and np.ptp(other) > 0:
            found.append(float(np.corrcoef(one, other)[0, 1]))
    return float(np.mean(found)) if found else np.nan
