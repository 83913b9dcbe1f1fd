"""What a run of the classifiers is made of, and how it reads the paper."""

from dataclasses import dataclass
from typing import Literal

from bioripple.predictors.gcn.graph import GraphKind, Normalisation, Weights
from bioripple.predictors.gcn.table import Label
from bioripple.vocabulary import SplitKind

Head = Literal["linear", "convolution"]


@dataclass(frozen=True)
class Settings:
    """What one run is made of.

    Attributes
    ----------
    graph
        Which of the two GCNs.
    split, labelled_share
        What is learned from; see `collection.splits.make_folds`.
    folds
        Number of parts that `models` and `families` are held out in.
    seed
        Of the split, the initial weights, the dropout and the sources.
    hidden, layers
        Width and number of graph convolutions.
    dropout
        Share of hidden activations set to zero in training.
    learning_rate
        Of Adam.
    epochs
        Number of epochs, all of which are run.
    sources_per_epoch
        Sources drawn per network and epoch.
    sources_per_step
        How many of them one step of Adam is made of.
    features
        Groups of features; see `features.GROUPS`.
    label
        What is learned of a node; see `table.LABELS`.
    weights, normalisation
        Of the links; see `graph.join`.
    head
        What gives the classes: a `linear` layer that reads the features as well, or
        the last graph convolution, which reads hidden states only.
    weight_decay
        Of Adam, for all weights.
    """

    graph: GraphKind
    split: SplitKind
    labelled_share: float
    folds: int
    seed: int
    hidden: int
    layers: int
    dropout: float
    learning_rate: float
    epochs: int
    sources_per_epoch: int
    sources_per_step: int = 1
    features: tuple[str, ...] = ("topology",)
    label: Label = "per_source"
    weights: Weights = "links"
    normalisation: Normalisation = "symmetric"
    head: Head = "linear"
    weight_decay: float = 0.0

    @property
    def shows_labels(self) -> bool:
        """Whether nodes read the classes of those that are labelled."""
        return "labels" in self.features

    @property
    def knows_nodes(self) -> bool:
        """Whether every node has a vector of its own to learn."""
        return "identity" in self.features

    @property
    def needs(self) -> tuple[str, ...]:
        """What has to be read of the networks, beside signs and classes."""
        by_size = self.weights == "jacobian" or "jacobian" in self.features
        needed = {
            "bio_impact": self.label != "per_source",
            "jacobian_size": by_size,
        }
        return tuple(name for name, is_needed in needed.items() if is_needed)
