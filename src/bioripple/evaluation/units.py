"""What becomes of accuracies if every node is counted in another unit.

Nothing about a model changes with the units of its species. A truth that carries a unit
changes, and so do abundances, from which predictors then learn the units of the truth.
"""

from collections.abc import Iterable
from dataclasses import replace
from zlib import crc32

import numpy as np
import pandas as pd

from bioripple.arrays import Floats
from bioripple.evaluation.cases import Case
from bioripple.evaluation.scores import Row
from bioripple.metrics.accuracy import accuracies, rank_defined
from bioripple.network.tiers import AbundanceBoth
from bioripple.predictors.registry import BY_ID
from bioripple.vocabulary import PER_CENT, REFERENCE, Protocol, TruthName

SPREADS = (0.0, 1.0, 2.0)  # standard deviation of log10 of the factors
COMPARED = (REFERENCE, "abundance_distance_state")
KEYS = ["truth", "spread", "predictor"]
COLUMNS = (*KEYS, "n_models", "mean")


def in_other_units(inputs: AbundanceBoth, factor: Floats) -> AbundanceBoth:
    """Return what is known of a model whose nodes are counted in other units.

    Parameters
    ----------
    inputs
        Of n nodes.
    factor : (n,)
        By how much the number of each grows.
    """
    return replace(inputs, initial=inputs.initial * factor, state=inputs.state * factor)


def truth_in_other_units(truth: TruthName, matrix: Floats, factor: Floats) -> Floats:
    """Return a truth, n × n, of the same model: a response has the unit of x_i/x_j."""
    return matrix if truth in PER_CENT else matrix * factor[:, None] / factor


def score_units(case: Case, *, seed: int) -> list[Row]:
    """Score some predictors on a model in its own units and in drawn ones.

    Parameters
    ----------
    case
        The model.
    seed
        Of the draw, with the model's id, so that it hangs on no other model.

    Returns
    -------
    list of Row
        `model`, `KEYS` and `accuracy` (main protocol).
    """
    rng = np.random.default_rng([seed, crc32(case.model.encode())])
    drawn = rng.normal(size=case.inputs.size)
    rows: list[Row] = []
    for spread in SPREADS:
        factor = 10.0 ** (spread * drawn)
        for truth, matrix in case.truths.items():
            targets = rank_defined(truth_in_other_units(truth, matrix, factor))
            known = in_other_units(case.at(truth), factor)
            for name in COMPARED:
                prediction = BY_ID[name].predict(known, truth, seed=seed)
                found = accuracies(targets, prediction, jitter=None)[Protocol()]
                labels = {"truth": truth, "spread": spread, "predictor": name}
                rows.append({"model": case.model, **labels, "accuracy": found})
    return rows


def units_table(rows: Iterable[Row], models: set[str]) -> pd.DataFrame:
    """Average over models.

    Parameters
    ----------
    rows
        What `score_units` returned of each.
    models
        Those that count.
    """
    table = pd.DataFrame(rows, columns=["model", *KEYS, "accuracy"])
    chosen = table[table["model"].isin(models)].dropna(subset=["accuracy"])
    groups = chosen.groupby(KEYS, sort=False)["accuracy"]
    found = groups.agg(n_models="count", mean="mean").reset_index()
    return found[list(COLUMNS)]
