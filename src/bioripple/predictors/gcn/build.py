"""From the settings of a run: its graph, its table, a classifier with fresh weights."""

from collections.abc import Sequence

import numpy as np

from bioripple.predictors.gcn.classifier import CLASSIFIERS, Gcn
from bioripple.predictors.gcn.features import names_of
from bioripple.predictors.gcn.graph import Graph, Sample, join
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.table import SourceTable, tabulate


def count_classes(networks: Sequence[Sample]) -> int:
    """Return ⌈log2 n⌉ + 1 of the largest network: no rank can exceed n."""
    return int(np.ceil(np.log2(max(network.size for network in networks)))) + 1


def build_classifier(settings: Settings, *, n_classes: int, n_nodes: int = 0) -> Gcn:
    """Make the classifier with fresh weights from torch's current random state.

    Parameters
    ----------
    settings
        Its graph, features and sizes.
    n_classes
        Width of its output.
    n_nodes
        Of all networks together; needed where nodes have vectors of their own.
    """
    shown = n_classes if settings.shows_labels else 0
    return CLASSIFIERS[settings.graph](
        n_features=sum(map(len, names_of(settings.features))) + shown,
        n_classes=n_classes,
        hidden=settings.hidden,
        layers=settings.layers,
        dropout=settings.dropout,
        head=settings.head,
        n_nodes=n_nodes if settings.knows_nodes else 0,
    )


def table_for(networks: Sequence[Sample], settings: Settings) -> SourceTable:
    """Return `tabulate(networks)` as a run reads it."""
    return tabulate(networks, features=settings.features, label=settings.label)


def graph_for(networks: Sequence[Sample], settings: Settings) -> Graph:
    """Return networks joined as a run joins them."""
    return join(
        networks,
        kind=settings.graph,
        weights=settings.weights,
        normalisation=settings.normalisation,
    )
