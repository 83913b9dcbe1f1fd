"""What a run of the learned kinetics is called, by the folder that it writes to."""

from pathlib import Path
from typing import cast

from bioripple.evaluation.benchmark import Labels
from bioripple.network.tiers import Tier

PREDICTOR = "learned_kinetics"
TOGETHER = "learned_kinetics_ensemble"
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
    predictor = variant if folder == ABLATIONS else PREDICTOR
    number = int(seed.removeprefix("seed"))
    return Labels(predictor, cast("Tier", tier), split, number)
