"""Ask a trained classifier about every source of a network."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray

from bioripple.arrays import Flags
from bioripple.collection.splits import Split
from bioripple.predictors.gcn.build import count_classes, graph_for, table_for
from bioripple.predictors.gcn.classifier import Gcn, graph_operators
from bioripple.predictors.gcn.folds import GcnRun
from bioripple.predictors.gcn.graph import Graph, Sample
from bioripple.predictors.gcn.impact import READOUTS, Readout, enhancement
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.table import SourceTable

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
    networks
        The collection.
    graph, table
        All networks joined, and what is known of their nodes.
    shows_labels
        Whether nodes read the classes of those that are labelled.
    """

    networks: tuple[Sample, ...]
    graph: Graph
    table: SourceTable
    shows_labels: bool

    def told(self, labelled: Mapping[str, Flags]) -> "Stage":
        """Return the stage with the classes of labelled nodes, if they are read."""
        if not self.shows_labels:
            return self
        masks = [
            labelled.get(each.model, np.zeros(each.size, dtype=np.bool_))
            for each in self.networks
        ]
        shown = torch.from_numpy(np.concatenate(masks)).to(self.table.sizes.device)
        trained = [each for each in self.networks if each.model in labelled]
        table = self.table.with_labels(shown, n_classes=count_classes(trained))
        return replace(self, table=table)


def set_stage(
    networks: Sequence[Sample], settings: Settings, *, device: torch.device
) -> Stage:
    """Lay a collection out for prediction.

    Parameters
    ----------
    networks
        The whole collection; in the full graph all of them stand behind the centre.
    settings
        What classifiers were trained with.
    device
        Where to compute.
    """
    return Stage(
        tuple(networks),
        graph_for(networks, settings),
        table_for(networks, settings).to(device),
        settings.shows_labels,
    )


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
    for k, name in enumerate(network.model for network in stage.networks):
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
            classifier,
            stage.told(fold.labelled),
            fold.scored,
            readout=readout,
            normalise=normalise,
        )
        arrays |= {f"{name}/enhancement": values for name, values in found.items()}
        arrays |= {f"{name}/scored_entries": mask for name, mask in fold.scored.items()}
    return arrays


def predict_every_way(
    run: GcnRun, networks: Sequence[Sample], *, normalise: bool, device: torch.device
) -> dict[str, ArrayLike]:
    """Predict what the folds of a run score, read out in each way.

    Parameters
    ----------
    run
        What was trained.
    networks
        The collection that it was trained on.
    normalise
        See `read_out`.
    device
        Where to compute.

    Returns
    -------
    dict
        `{model}/{readout}` for each of `READOUTS` and the mask
        `{model}/scored_entries`, n × n each; empty if nothing was trained.
    """
    arrays: dict[str, ArrayLike] = {}
    if not run.folds:
        return arrays
    stage = set_stage(networks, run.settings, device=device)
    trained = [each.learner for each in run.trained]
    for readout in READOUTS:
        told = predict_folds(
            trained, run.folds, stage, readout=readout, normalise=normalise
        )
        arrays |= {
            name.replace("/enhancement", f"/{readout}"): values
            for name, values in told.items()
        }
    return arrays
