"""The ceilings of one model, and their means over many."""

from collections.abc import Iterator, Mapping, Sequence
from zlib import crc32

import numpy as np
import pandas as pd

from bioripple.arrays import Floats
from bioripple.evaluation.cases import Case
from bioripple.evaluation.ceiling import ceiling, standard_ranks
from bioripple.evaluation.ceiling_worlds import (
    OF_JACOBIANS,
    ON_SIGNS,
    ON_STRUCTURE,
    Worlds,
    worlds_on_signs,
    worlds_on_structure,
)
from bioripple.evaluation.scores import Row
from bioripple.metrics.accuracy import accuracy
from bioripple.metrics.intervals import family_intervals
from bioripple.network.random_jacobians import Sizes, measure
from bioripple.network.tiers import Structure, Tier, restrict
from bioripple.predictors.topology import closeness
from bioripple.vocabulary import AT_REST, LEARNED_TRUTHS, TruthName

KINDS = ("tier", "truth", "reading")
SIGNED: tuple[Tier, ...] = ("wiring", "topology")
ACCURACIES = ("best", "bound", "distance", "best_on_truth", "distance_on_truth")
COUNTS = ("unstable", "lost_worlds")
COLUMNS = (
    *(*KINDS, "n_models", "n_families"),
    *(*ACCURACIES, "best_low", "best_high", "bound_low", "bound_high", *COUNTS),
)
MODEL_COLUMNS = (*KINDS, "model", *ACCURACIES, *COUNTS)
Measured = Mapping[TruthName, Sizes]


def measured_sizes(jacobian: Floats, state: Floats) -> dict[TruthName, Sizes]:
    """Measure how large the entries of a model's Jacobians are.

    Parameters
    ----------
    jacobian
        n × n, of the model.
    state
        x of its n nodes [model units].

    Returns
    -------
    dict
        By the truth that is M of it: of the Jacobian, and of J_ij · x_j / x_i between
        nodes that are not zero. One that has too few entries is missing.
    """
    present = np.where(state == 0.0, np.nan, np.abs(state))
    with np.errstate(over="ignore", under="ignore", invalid="ignore"):
        scaled = jacobian * (present / present[:, None])
    both: dict[TruthName, Sizes | None] = {
        "dynamo": measure(jacobian),
        "relative": measure(scaled),
    }
    return {name: each for name in OF_JACOBIANS if (each := both[name]) is not None}


def ceilings_of(
    case: Case, sizes: Mapping[TruthName, Sequence[Sizes]], *, count: int, seed: int
) -> list[Row]:
    """Return the ceilings of one model in every tier, truth and reading.

    Parameters
    ----------
    case
        The model.
    sizes
        Of all models, by truth; see `worlds_on_signs`.
    count
        Number of worlds. A reading that has fewer on this network is left out, and a
        truth at rest of a model that does not come to rest.
    seed
        Of all that is drawn, together with what it is drawn for.

    Returns
    -------
    list of Row
        Rows of `MODEL_COLUMNS`.
    """
    rows = []
    for tier, truth, reading in _kinds():
        if truth in AT_REST and case.at_rest is None:
            continue
        drawn = crc32(f"{seed} {case.model} {tier} {truth} {reading}".encode())
        if reading in ON_STRUCTURE:
            known = restrict(case.at(truth), Structure)
            worlds = worlds_on_structure(known, reading, truth, count=count, seed=drawn)
        elif sizes[truth]:
            sign = case.of_tier(tier, truth).sign
            worlds = worlds_on_signs(
                sign, reading, sizes[truth], count=count, seed=drawn
            )
        else:
            continue
        if len(worlds.sizes) == count:
            kind = dict(zip(KINDS, (tier, truth, reading), strict=True))
            rows.append(kind | {"model": case.model} | _row(case, kind, worlds))
    return rows


def summarise(
    rows: Sequence[Row], family: Mapping[str, str], *, draws: int, seed: int
) -> pd.DataFrame:
    """Average the rows of models, with intervals over families.

    Parameters
    ----------
    rows
        What `ceilings_of` returned of each model.
    family
        The family of each.
    draws, seed
        Of the resamples of families.

    Returns
    -------
    pandas.DataFrame
        `COLUMNS`, a row for each of `KINDS`.
    """
    table = pd.DataFrame(rows, columns=list(MODEL_COLUMNS))
    found = []
    for kind, some in table.groupby(list(KINDS), sort=False):
        families = [family.get(model, model) for model in some["model"]]
        values = some[["best", "bound"]].to_numpy(dtype=np.float64).T
        low, high = family_intervals(values, families, draws=draws, seed=seed)
        found.append(
            dict(zip(KINDS, kind, strict=True))
            | {"n_models": len(some), "n_families": len(set(families))}
            | some[[*ACCURACIES, "unstable"]].mean().to_dict()
            | {"lost_worlds": int(some["lost_worlds"].sum())}
            | {"best_low": low[0], "best_high": high[0]}
            | {"bound_low": low[1], "bound_high": high[1]}
        )
    return pd.DataFrame(found, columns=list(COLUMNS))


def _kinds() -> Iterator[tuple[Tier, TruthName, str]]:
    for tier in SIGNED:
        for truth in OF_JACOBIANS:
            for reading in ON_SIGNS:
                yield tier, truth, reading
    for truth in LEARNED_TRUTHS:
        for reading in ON_STRUCTURE:
            yield "structure", truth, reading


def _row(case: Case, kind: Row, worlds: Worlds) -> Row:
    """Return what a model's worlds say, and what their order is worth on its truth."""
    size = case.inputs.size
    off_diagonal = ~np.eye(size, dtype=bool)
    ranks = standard_ranks(worlds.sizes[:, off_diagonal])
    found = ceiling(ranks)
    known = case.of_tier(kind["tier"], kind["truth"])
    distance = closeness(known.sign, directed=True)
    order = np.zeros((size, size))
    # sizes are ranked: all ranks above 0, the lowest of which are below the mean
    order[off_diagonal] = ranks.sum(axis=0) + len(ranks)
    in_worlds = ranks @ standard_ranks(distance[off_diagonal])
    on_truth = _on_truth(case, kind["truth"], {"best": order, "distance": distance})
    return {
        "best": found.best,
        "bound": found.bound,
        "distance": float(in_worlds.mean()),
        "unstable": worlds.unstable,
        "lost_worlds": worlds.lost,
        **on_truth,
    }


def _on_truth(
    case: Case, truth: TruthName, predictions: Mapping[str, Floats]
) -> dict[str, float]:
    """Return accuracies on the real model, NaN where it has no such truth."""
    if truth not in case.truths:
        return {f"{name}_on_truth": float("nan") for name in predictions}
    matrix = case.truths[truth]
    return {
        f"{name}_on_truth": accuracy(
            np.nan_to_num(matrix), prediction, scored=np.isfinite(matrix)
        )
        for name, prediction in predictions.items()
    }
