"""Ask a trained classifier about every source of a network."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from bioripple.collection.splits import Split
from bioripple.predictors.gcn.classifier import Gcn, graph_operators
from bioripple.predictors.gcn.graph import Graph, GraphKind, Sample, join
from bioripple.predictors.gcn.impact import enhancement
from bioripple.predictors.gcn.table import SourceTable, tabulate

Readout = Literal["expected", "most_likely"]
Enhancement = NDArray[np.float32]
ROWS_AT_ONCE = 30_000


@torch.no_grad()
def centre_states(
    classifier: Gcn, graph: Graph, table: SourceTable
) -> list[torch.Tensor] | None:
    """Return the state of the centre node after each layer, for no given source.

    ASSUME: through the centre node the answer for one network depends on what the
    others are asked in the same slot. A prediction should not, so the centre is held at
    the state that it takes when every node shows its mean features over all sources.

    Parameters
    ----------
    classifier
        Classifier in evaluation mode.
    graph
        Of all networks, with or without a centre node.
    table
        Of the same networks.

    Returns
    -------
    layers × (hidden,), or None where the graph has no centre node
    """
    if not graph.has_centre:
        return None
    operators = graph_operators(graph, device=table.per_node.device)
    states = classifier.hidden_states(table.mean_features(), operators)
    return [state[-1, 0] for state in states]


@torch.no_grad()
def class_probabilities(
    classifier: Gcn,
    part: Graph,
    table: SourceTable,
    *,
    centre: list[torch.Tensor] | None = None,
) -> NDArray[np.float32]:
    """Return the probability of every class for every node and source of a network.

    Parameters
    ----------
    classifier
        Classifier in evaluation mode.
    part
        One network as it stands in the whole graph.
    table
        Of that network alone, n nodes.
    centre
        See `centre_states`.

    Returns
    -------
    (n, n, n_classes)
        `[i, j, c]` = probability that node i has class c + 1 when j is perturbed.
    """
    n = int(table.sizes[0])
    operators = graph_operators(part, device=table.per_node.device)
    at_once = max(1, ROWS_AT_ONCE // n)
    pieces = []
    for start in range(0, n, at_once):
        sources = np.arange(start, min(start + at_once, n))[None, :]
        features = table.features(table.rows(sources))
        logits = classifier(features, operators, centre=centre)
        pieces.append(torch.softmax(logits, dim=-1).cpu().numpy())
    return np.concatenate(pieces, axis=1)


def read_out(
    probabilities: NDArray[np.float32], *, readout: Readout, normalise: bool
) -> Enhancement:
    """Turn class probabilities into an enhancement factor.

    Parameters
    ----------
    probabilities : (n, n, n_classes)
        Of the classes 1, 2, …
    readout
        `expected`: Σ class · probability. `most_likely`: the class of largest
        probability, the lowest of them where several tie.
    normalise
        Divide each column by its diagonal entry, the class of the source itself.

    Returns
    -------
    (n, n)
        `[i, j]` = enhancement of node i when j is perturbed; at least 1 unless
        normalised, and always positive.
    """
    classes = np.arange(1, probabilities.shape[-1] + 1)
    if readout == "expected":
        impact = probabilities @ classes
    elif readout == "most_likely":
        impact = classes[probabilities.argmax(axis=-1)]
    else:
        raise ValueError(f"readout is {readout!r}; expected expected or most_likely")
    return enhancement(impact, normalise=normalise).astype(np.float32)


@dataclass(frozen=True)
class Stage:
    """A collection as a classifier sees it.

    Attributes
    ----------
    models
        Ids of the networks.
    graph, table
        All networks joined, and what is known of their nodes.
    """

    models: tuple[str, ...]
    graph: Graph
    table: SourceTable


def set_stage(
    networks: Sequence[Sample], *, kind: GraphKind, device: torch.device
) -> Stage:
    """Lay a collection out for prediction.

    Parameters
    ----------
    networks
        The whole collection; in the full graph all of them stand behind the centre.
    kind
        The graph that classifiers were trained on.
    device
        Where to compute.
    """
    models = tuple(network.model for network in networks)
    return Stage(models, join(networks, kind=kind), tabulate(networks).to(device))


def predict(
    classifier: Gcn,
    stage: Stage,
    wanted: Collection[str],
    *,
    readout: Readout,
    normalise: bool,
) -> dict[str, Enhancement]:
    """Predict the enhancement factor of some models of a collection.

    Parameters
    ----------
    classifier
        Classifier in evaluation mode, on the device of `stage`.
    stage
        The collection.
    wanted
        Ids of the models to predict.
    readout, normalise
        See `read_out`.

    Returns
    -------
    dict
        Per wanted model, (n, n).
    """
    centre = centre_states(classifier, stage.graph, stage.table)
    result = {}
    for k, name in enumerate(stage.models):
        if name in wanted:
            probabilities = class_probabilities(
                classifier,
                stage.graph.part(k),
                stage.table.of_network(k),
                centre=centre,
            )
            result[name] = read_out(probabilities, readout=readout, normalise=normalise)
    return result


def predict_folds(
    classifiers: Iterable[Gcn],
    folds: Iterable[Split],
    stage: Stage,
    *,
    readout: Readout,
    normalise: bool,
) -> dict[str, ArrayLike]:
    """Predict what each fold scores with the classifier that it was kept from.

    Parameters
    ----------
    classifiers
        The classifier of each fold; see `predict`.
    folds
        What each was trained on and is scored on.
    stage, readout, normalise
        See `predict`.

    Returns
    -------
    dict
        `{model}/enhancement` and the mask `{model}/scored_entries`, n × n each.
    """
    arrays: dict[str, ArrayLike] = {}
    for classifier, fold in zip(classifiers, folds, strict=True):
        found = predict(
            classifier, stage, fold.scored, readout=readout, normalise=normalise
        )
        arrays |= {f"{name}/enhancement": values for name, values in found.items()}
        arrays |= {f"{name}/scored_entries": mask for name, mask in fold.scored.items()}
    return arrays
