"""Made-up accuracies of the learned kinetics, of variants of them, and of distance."""

from typing import Any

import numpy as np
import pandas as pd

from bioripple.evaluation.scores import COLUMNS
from bioripple.metrics.measures import NAMES
from bioripple.vocabulary import LEARNED_TRUTHS

MODELS = [f"m{k:02d}" for k in range(20)]
FAMILY = {name: f"f{k // 2}" for k, name in enumerate(MODELS)}
TIERS = ("topology", "abundance_both")
N_TRAINING = {
    ("learned_kinetics", "topology"): 16.0,
    ("learned_kinetics", "abundance_both"): 16.0,
    ("share_50", "topology"): 8.0,
    ("share_50", "abundance_both"): 8.5,
    ("no_change", "abundance_both"): 16.0,
}


def score_rows(predictor: str, tier: str, split: str, seed: Any, loss: float) -> Any:
    """Return rows of every model and truth: a quality of each model, less a loss."""
    quality = np.random.default_rng(0).uniform(0.4, 0.9, len(MODELS))
    return [
        (
            *(predictor, tier, truth, split, seed),
            *(entries, "pooled", "average", model, value - loss),
        )
        for model, value in zip(MODELS, quality.tolist(), strict=True)
        for truth in LEARNED_TRUTHS
        for entries in ("off_diagonal", "all")
    ]


def table(rows: Any) -> pd.DataFrame:
    """Return rows as the workflow reads them."""
    names = [name for name in COLUMNS if name not in NAMES]
    return pd.DataFrame(rows, columns=names).reindex(columns=list(COLUMNS))


def whole_scores() -> pd.DataFrame:
    """Return accuracies of whole runs: two seeds, their ensemble, two tiers."""
    rows = []
    for tier in TIERS:
        for seed, loss in (("0", 0.0), ("1", 0.1)):
            rows += score_rows("learned_kinetics", tier, "families", seed, loss)
        rows += score_rows("learned_kinetics_ensemble", tier, "families", "0+1", 0.0)
    return table(rows)


def variant_scores() -> pd.DataFrame:
    """Return accuracies of two variants with seed 0."""
    rows = score_rows("no_change", "abundance_both", "families", "0", 0.05)
    for tier in TIERS:
        rows += score_rows("share_50", tier, "families", "0", 0.2)
    return table(rows)


def distance_scores() -> pd.DataFrame:
    """Return accuracies of the distance model."""
    return table(score_rows("distance_directed", "topology", "none", "", 0.3))
