"""What one run of the learned kinetics is made of."""

from dataclasses import dataclass

from bioripple.collection.family_folds import KineticsSplit
from bioripple.network.tiers import Tier


@dataclass(frozen=True)
class Settings:
    """What one run is made of.

    Attributes
    ----------
    tier
        What is known of a model.
    split, folds
        What is held out, and in how many parts.
    seed
        Of the folds, the initial weights, the dropout and all draws.
    width, dropout
        See `KineticsPerceptron`.
    learning_rate, weight_decay
        Of AdamW; the rate rises over the first 15 % of the steps, then falls.
    epochs
        Number of epochs, all of which are run; with none the first guess is left.
    batch
        Models per step.
    pairs
        Pairs drawn from each model, truth and step.
    max_nodes
        Largest network that is trained on: inverses of larger ones take long.
    without
        Groups of features that are left out; see `EdgeTable.leave_out`.
    first_guess
        Whether abundances enter the first guess of the sizes.
    share
        Share of each fold's training families that is learned from; see `thin_folds`.
    """

    tier: Tier
    split: KineticsSplit
    folds: int
    seed: int
    width: int
    dropout: float
    learning_rate: float
    weight_decay: float
    epochs: int
    batch: int
    pairs: int
    max_nodes: int
    without: tuple[str, ...] = ()
    first_guess: bool = True
    share: float = 1.0
