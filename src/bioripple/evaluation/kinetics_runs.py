"""What a run of the learned kinetics is called, by the folder that it writes to."""

from pathlib import Path

from bioripple.evaluation.scores import Labels
from bioripple.vocabulary import LEARNED_KINETICS

ABLATIONS = "ablations"


def labels_of(path: Path) -> Labels:
    """Return how the scores of a run are labelled.

    Parameters
    ----------
    path
        A file in `kinetics/{tier}/{split}/seed{seed}`, of the predictor
        `learned_kinetics`, or in `ablations/{variant}/{tier}/{split}/seed{seed}`, of a
        predictor that is called like the variant.
    """
    folder, variant, tier, split, seed = path.parts[-6:-1]
    predictor = variant if folder == ABLATIONS else LEARNED_KINETICS
    number = int(seed.removeprefix("seed"))
    return Labels(predictor, tier, split, number)
