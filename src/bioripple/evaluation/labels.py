"""What the predictions of a registered predictor are called in the table of scores."""

from bioripple.evaluation.scores import ANSWER, NO_SEED, Labels
from bioripple.predictors.registry import BY_ID
from bioripple.vocabulary import NO_SPLIT


def labels_for(
    predictor: str, *, split: str = NO_SPLIT, seed: int | str = NO_SEED
) -> Labels:
    """Return the labels of a predictor that has a tier of its own, or the answer."""
    return Labels(predictor, BY_ID[predictor].tier or ANSWER, split, seed)
