"""Train a classifier of scaled impact on the labelled nodes of many networks.

One epoch draws some sources for every network; each draw is a slot in which the whole
graph is classified at once, and one step of Adam. The classifier of the last epoch
is kept: what the unlabelled nodes say is written down and never used.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from bioripple.arrays import Flags
from bioripple.predictors.gcn.classifier import (
    CLASSIFIERS,
    Gcn,
    GraphOperators,
    graph_operators,
)
from bioripple.predictors.gcn.graph import GraphKind, Sample, join
from bioripple.predictors.gcn.table import (
    N_FEATURES,
    Sources,
    SourceTable,
    draw_sources,
    tabulate,
)
from bioripple.predictors.learning import Columns, Epoch, Trained
from bioripple.predictors.torch_runs import seeded
from bioripple.runtime.logs import PROGRESS
from bioripple.vocabulary import SplitKind

LOGGER = logging.getLogger(__name__)
MONITOR_EVERY = 10
MONITOR_SLOTS = 4
MONITOR_STREAM = 1
# Mean cross-entropies [nat], and shares of entries whose most likely class is right.
# `training` is over an epoch's steps, dropout active; the others are with dropout off
# on a few fixed sources per network, every tenth epoch.
COLUMNS = Columns(
    (
        "training_loss",
        "labelled_loss",
        "labelled_accuracy",
        "unlabelled_loss",
        "unlabelled_accuracy",
    )
)


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
        Sources drawn per network and epoch; as many steps of Adam.
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


@dataclass(frozen=True)
class Scene:
    """Networks laid out for one classifier: graph, table and known nodes (N,)."""

    graph: GraphOperators
    table: SourceTable
    labelled: torch.Tensor

    @cached_property
    def known(self) -> torch.Tensor:
        """Which nodes are known, one after the other."""
        return self.labelled.nonzero().flatten()


def count_classes(networks: Sequence[Sample]) -> int:
    """Return ⌈log2 n⌉ + 1 of the largest network: no rank can exceed n."""
    return int(np.ceil(np.log2(max(network.size for network in networks)))) + 1


def build_classifier(settings: Settings, *, n_classes: int) -> Gcn:
    """Make the classifier with fresh weights from torch's current random state."""
    return CLASSIFIERS[settings.graph](
        n_features=N_FEATURES,
        n_classes=n_classes,
        hidden=settings.hidden,
        layers=settings.layers,
        dropout=settings.dropout,
    )


def train(
    networks: Sequence[Sample],
    labelled: Mapping[str, Flags],
    settings: Settings,
    *,
    device: torch.device,
    table: SourceTable | None = None,
    name: str = "training",
) -> Trained[Gcn]:
    """Train a classifier.

    Parameters
    ----------
    networks
        The collection. Those that `labelled` does not name are in no graph that is
        trained on: they only enter the curve's unlabelled fit.
    labelled
        Per training model, (n,): nodes whose classes may be used.
    settings
        Hyperparameters and seed; the split is already in `labelled`.
    device
        Where to compute.
    table
        `tabulate(networks)`, where it is at hand.
    name
        What this training is called where it is told how far it is.

    Returns
    -------
    Trained
        The last epoch's classifier, in evaluation mode, and the loss curve.

    Notes
    -----
    On a CPU and for one number of threads the weights are the same bit for bit. On a
    GPU sums run in no fixed order.
    """
    known = np.array([network.model in labelled for network in networks])
    table = (table or tabulate(networks)).to(device)
    scene, everything = _lay_out(networks, labelled, known, settings.graph, table)
    labelled_networks = [n for n, k in zip(networks, known, strict=True) if k]
    LOGGER.info(
        "%s; %d training networks of %d", settings, len(labelled_networks), len(known)
    )
    n_classes = count_classes(labelled_networks)
    with seeded(settings.seed, device):
        classifier = build_classifier(settings, n_classes=n_classes).to(device)
        curve = _run_epochs(classifier, scene, everything, settings, name)
    made_of = {
        "n_training_models": len(labelled_networks),
        "n_labelled_nodes": int(scene.labelled.sum()),
        "n_classes": n_classes,
    }
    return Trained(classifier.eval(), curve, made_of)


def _lay_out(
    networks: Sequence[Sample],
    labelled: Mapping[str, Flags],
    known: Flags,
    kind: GraphKind,
    table: SourceTable,
) -> tuple[Scene, Scene]:
    device = table.per_node.device
    masks = [
        labelled.get(network.model, np.zeros(network.size, dtype=np.bool_))
        for network in networks
    ]
    everything = Scene(
        graph_operators(join(networks, kind=kind), device=device),
        table,
        torch.from_numpy(np.concatenate(masks)).to(device),
    )
    if known.all():
        return everything, everything
    labelled_networks = [n for n, k in zip(networks, known, strict=True) if k]
    scene = Scene(
        graph_operators(join(labelled_networks, kind=kind), device=device),
        table.of_networks(known),
        torch.from_numpy(
            np.concatenate([labelled[n.model] for n in labelled_networks])
        ).to(device),
    )
    return scene, everything


def _run_epochs(
    classifier: Gcn, scene: Scene, everything: Scene, settings: Settings, name: str
) -> list[Epoch]:
    optimizer = torch.optim.Adam(classifier.parameters(), lr=settings.learning_rate)
    rng = np.random.default_rng(settings.seed)
    sizes = scene.table.sizes.tolist()
    watched = draw_sources(
        everything.table.sizes.tolist(),
        slots=MONITOR_SLOTS,
        rng=np.random.default_rng([settings.seed, MONITOR_STREAM]),
    )
    curve = []
    for epoch in range(1, settings.epochs + 1):
        sources = draw_sources(sizes, slots=settings.sources_per_epoch, rng=rng)
        rows = scene.table.rows(sources)
        losses = [
            _step(classifier, optimizer, scene, rows[:, slot : slot + 1])
            for slot in range(settings.sources_per_epoch)
        ]
        figures = {"training_loss": float(np.mean(torch.stack(losses).tolist()))}
        if epoch % MONITOR_EVERY == 0 or epoch == settings.epochs:
            figures |= monitor(classifier, everything, watched)
            LOGGER.info("epoch %d: %s", epoch, figures)
        PROGRESS.info(
            "%s, epoch %d of %d: loss %.3f",
            *(name, epoch, settings.epochs, figures["training_loss"]),
        )
        curve.append(Epoch(epoch, figures))
    return curve


def _step(
    classifier: Gcn, optimizer: torch.optim.Optimizer, scene: Scene, rows: torch.Tensor
) -> torch.Tensor:
    classifier.train()
    optimizer.zero_grad()
    logits = classifier(scene.table.features(rows), scene.graph)
    classes = scene.table.classes[rows[scene.known]]
    loss: torch.Tensor = cross_entropy(
        logits[scene.known].flatten(0, 1), classes.flatten()
    )
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.detach()


@torch.no_grad()
def monitor(classifier: Gcn, scene: Scene, sources: Sources) -> dict[str, float]:
    """Return the fit on labelled and, if there are any, on unlabelled nodes.

    Dropout is off; see `COLUMNS`.

    Parameters
    ----------
    classifier
        Classifier; left in evaluation mode.
    scene
        Networks to look at.
    sources : (K, B)
        The sources to look at.
    """
    classifier.eval()
    rows = scene.table.rows(sources)
    logits = classifier(scene.table.features(rows), scene.graph)
    # A held-out network may be larger than any in training: its top classes are lumped.
    classes = scene.table.classes[rows].clamp(max=logits.shape[-1] - 1)
    parts = {"labelled": scene.labelled, "unlabelled": ~scene.labelled}
    return {
        f"{nodes}_{what}": value
        for nodes, part in parts.items()
        if part.any()
        for what, value in _fit(logits[part], classes[part]).items()
    }


def _fit(logits: torch.Tensor, classes: torch.Tensor) -> dict[str, float]:
    loss = cross_entropy(logits.flatten(0, 1), classes.flatten())
    right = logits.argmax(dim=-1) == classes
    return {"loss": loss.item(), "accuracy": right.float().mean().item()}
