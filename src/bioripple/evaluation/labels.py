"""What the predictions of a registered predictor are called in the table of scores."""

from bioripple.evaluation.scores import ANSWER, NO_SEED, Labels
from bioripple.network.tiers import Tier
from bioripple.predictors.registry import BY_ID
from bioripple.vocabulary import NO_SPLIT


def labels_for(
    predictor: str,
    *,
    tier: Tier | None = None,
    split: str = NO_SPLIT,
    seed: int | str = NO_SEED,
) -> Labels:
    """Return the labels of a predictor that has a tier of its own, or the answer.

    Parameters
    ----------
    predictor
        Its id.
    tier
        What it was told, if that is not its own tier.
    split, seed
        How it was trained, or fitted.
    """
    return Labels(predictor, tier or BY_ID[predictor].tier or ANSWER, split, seed)
