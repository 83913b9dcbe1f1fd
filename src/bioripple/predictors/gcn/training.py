"""Train a classifier of scaled impact on the labelled nodes of many networks.

One epoch draws some sources for every network; each draw is a slot in which the whole
graph is classified at once, and one step of Adam. The classifier of the last epoch
is kept: what the unlabelled nodes say is written down and never used.
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch.nn.functional import cross_entropy

from bioripple.arrays import Flags
from bioripple.predictors.adam import Adam
from bioripple.predictors.gcn.build import (
    build_classifier,
    count_classes,
    graph_for,
    table_for,
)
from bioripple.predictors.gcn.classifier import Gcn, GraphOperators, graph_operators
from bioripple.predictors.gcn.graph import Sample
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.table import (
    NO_CLASS,
    Sources,
    SourceTable,
    draw_sources,
)
from bioripple.predictors.learning import Columns, Epoch, Trained
from bioripple.predictors.torch_runs import seeded
from bioripple.runtime.logs import PROGRESS

LOGGER = logging.getLogger(__name__)
MONITOR_EVERY = 10
MONITOR_SLOTS = 4
MONITOR_STREAM = 1
SHOWN_SHARE = 0.5  # of the known nodes, where their classes are features of others
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
class Scene:
    """Networks laid out for one classifier.

    Attributes
    ----------
    graph, table
        Of the same networks, N nodes.
    labelled : (N,)
        Which nodes' classes are known.
    n_shown
        How many features at the end of the table's are classes of known nodes.
    """

    graph: GraphOperators
    table: SourceTable
    labelled: torch.Tensor
    n_shown: int = 0

    def drawn(self, rows: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Return features of the nodes at `rows` (N, B), and classes to learn (N, B).

        Where classes are among the features, half of the known nodes show theirs, drawn
        anew each time, and the others are learned from: what is to be told is not told.
        """
        features, learned = self.table.features(rows), self.labelled
        if self.n_shown:
            shows = torch.rand(len(learned), device=features.device) < SHOWN_SHARE
            features[..., -self.n_shown :] *= shows[:, None, None]
            learned = learned & ~shows
        classes = self.table.classes[rows]
        return features, classes.masked_fill_(~learned[:, None], NO_CLASS)


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
        `table_for(networks, settings)`, where it is at hand.
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
    if settings.knows_nodes and not known.all():
        raise ValueError("a node that is in no training has no vector of its own")
    table = (table or table_for(networks, settings)).to(device)
    labelled_networks = [n for n, k in zip(networks, known, strict=True) if k]
    n_classes = count_classes(labelled_networks)
    scene, everything = _lay_out(
        networks, labelled, known, settings, table, n_classes=n_classes
    )
    LOGGER.info(
        "%s; %d training networks of %d", settings, len(labelled_networks), len(known)
    )
    with seeded(settings.seed, device):
        classifier = build_classifier(
            settings, n_classes=n_classes, n_nodes=len(table.per_node)
        ).to(device)
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
    settings: Settings,
    table: SourceTable,
    *,
    n_classes: int,
) -> tuple[Scene, Scene]:
    """Return the networks that are learned from, and all, laid out."""
    device = table.per_node.device
    masks = [
        labelled.get(network.model, np.zeros(network.size, dtype=np.bool_))
        for network in networks
    ]
    mask = torch.from_numpy(np.concatenate(masks)).to(device)
    n_shown = n_classes if settings.shows_labels else 0
    if n_shown:
        table = table.with_labels(mask, n_classes=n_shown)
    everything = Scene(_graph(networks, settings, device), table, mask, n_shown)
    if known.all():
        return everything, everything
    labelled_networks = [n for n, k in zip(networks, known, strict=True) if k]
    of_node = torch.repeat_interleave(torch.from_numpy(known).to(device), table.sizes)
    scene = Scene(
        _graph(labelled_networks, settings, device),
        table.of_networks(known),
        mask[of_node],
        n_shown,
    )
    return scene, everything


def _graph(
    networks: Sequence[Sample], settings: Settings, device: torch.device
) -> GraphOperators:
    return graph_operators(graph_for(networks, settings), device=device)


def _run_epochs(
    classifier: Gcn, scene: Scene, everything: Scene, settings: Settings, name: str
) -> list[Epoch]:
    optimizer = Adam(
        classifier.parameters(),
        learning_rate=settings.learning_rate,
        weight_decay=settings.weight_decay,
    )
    rng = np.random.default_rng(settings.seed)
    sizes = scene.table.sizes.tolist()
    watched = draw_sources(
        everything.table.sizes.tolist(),
        slots=MONITOR_SLOTS,
        rng=np.random.default_rng([settings.seed, MONITOR_STREAM]),
    )
    curve = []
    n_steps = -(-settings.sources_per_epoch // settings.sources_per_step)
    for epoch in range(1, settings.epochs + 1):
        sources = draw_sources(sizes, slots=settings.sources_per_epoch, rng=rng)
        rows = scene.table.rows(sources)
        losses = [
            _step(classifier, optimizer, scene, part)
            for part in torch.chunk(rows, n_steps, dim=1)
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
    classifier: Gcn, optimizer: Adam, scene: Scene, rows: torch.Tensor
) -> torch.Tensor:
    classifier.train()
    optimizer.forget_gradients()
    features, classes = scene.drawn(rows)
    loss = _cross_entropy(classifier(features, scene.graph), classes)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return loss.detach()


def _cross_entropy(logits: torch.Tensor, classes: torch.Tensor) -> torch.Tensor:
    """Return the mean over entries that have a class, logits (..., C), classes (...).

    The classes stand in the second dimension: in the last one, as few as they are, a
    CPU takes four times as long.
    """
    found: torch.Tensor = cross_entropy(
        logits.movedim(-1, 0)[None], classes[None], ignore_index=NO_CLASS
    )
    return found


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
    has_class = classes != NO_CLASS
    logits, classes = logits[has_class], classes[has_class]
    loss = _cross_entropy(logits, classes)
    right = logits.argmax(dim=-1) == classes
    return {"loss": loss.item(), "accuracy": right.float().mean().item()}
