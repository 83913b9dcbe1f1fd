"""Figure 5: one model's true responses beside the predicted ones."""

import math
import textwrap
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from numpy.typing import NDArray

from bioripple.arrays import Floats
from bioripple.evaluation.compared import Run, parse_run
from bioripple.figures import style
from bioripple.figures.data import (
    SPLIT_LABELS,
    Protocol,
    choose_split,
    evaluation_set,
    over_seeds,
    sets_drawn,
)
from bioripple.metrics.statistics import rank_correlation, rank_scaled
from bioripple.network.structure import SystemView
from bioripple.predictors.registry import BY_ID
from bioripple.runtime.records import by_model, read_data
from bioripple.runtime.tables import cell
from bioripple.vocabulary import NO_SPLIT, REFERENCE

FEWEST_NODES, MOST_NODES = 15, 40
NAME_CHARACTERS = 100
LABEL_CHARACTERS = 18
LABELS_AT_MOST = 40  # more would not be readable at this size
_PANEL_PT = 185.0
# Light is strong, as in the paper; the map is even in lightness and colour-blind safe.
COLOUR_MAP = "cividis"


@dataclass(frozen=True)
class Heatmap:
    """What is drawn of one model.

    Attributes
    ----------
    model, name
        Id, and the name that its authors gave it.
    nodes
        What the n nodes are called; see `node_labels`.
    truth, prediction : ndarray, shape (n, n)
        `[i, j]` = response of i to a change of j; only sizes are drawn.
    scored : ndarray of bool, shape (n, n)
        Entries whose labels were kept from training; the others are not drawn.
    note
        How the prediction was made.
    """

    model: str
    name: str
    nodes: list[str]
    truth: Floats
    prediction: Floats
    scored: NDArray[np.bool_]
    note: str

    @property
    def drawn(self) -> NDArray[np.bool_]:
        """The entries drawn: those scored, but for the diagonal, which is always 1."""
        return self.scored & ~np.eye(len(self.nodes), dtype=bool)

    @property
    def correlation(self) -> float:
        """Rank correlation of the sizes of the entries drawn."""
        drawn = self.drawn
        return rank_correlation(
            np.abs(self.truth[drawn]), np.abs(self.prediction[drawn])
        )


def choose_model(
    accuracy: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    predictor: str,
    split: str,
    protocol: Protocol,
) -> str:
    """Return the model of median accuracy, of those that make a readable picture.

    Parameters
    ----------
    accuracy, outcomes
        As `data.read_accuracy` and `data.outcomes_by_model` return them.
    predictor, split, protocol
        Whose accuracy.

    Returns
    -------
    str
        Of the models with 15 to 40 nodes in `paper87`, or in `all` where there is no
        such set, the one in the middle when they are sorted by accuracy (the upper one
        of two). Where there is none, of all models of that set, and then of `all`;
        empty if no model has an accuracy.
    """
    rows = protocol.of(accuracy)
    sets = [evaluation_set(outcomes, name) for name in sets_drawn(outcomes)]
    nodes = outcomes["n_nodes"]
    fitting = [m for m in sets[0] if FEWEST_NODES <= nodes[m] <= MOST_NODES]
    for models in (fitting, *sets):
        scores = over_seeds(rows, predictor=predictor, split=split, models=models)
        if len(scores):
            ordered = scores.reset_index().sort_values(["accuracy", "model"])
            return str(ordered["model"].iloc[len(ordered) // 2])
    return ""


def gather(
    accuracy: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    systems: Sequence[Path],
    sensitivities: Sequence[Path],
    baselines: Sequence[Path],
    predictions: Sequence[Path],
    protocol: Protocol,
    predictor: str,
    split: str,
    model: str,
) -> Heatmap | str:
    """Read what Figure 5 shows: one training run's prediction for one model.

    Parameters
    ----------
    accuracy, outcomes
        As `data.read_accuracy` and `data.outcomes_by_model` return them.
    systems, sensitivities, baselines
        Records of the systems, outcomes, and baseline records of all models.
    predictions
        Of all training runs.
    protocol, predictor, split
        Whose prediction is shown, and by which accuracy the model is chosen. A model
        without a prediction under the split is shown under another, and where no
        learner was trained the distance model's prediction is shown.
    model
        Id of the model; empty for the one that `choose_model` chooses.

    Returns
    -------
    Heatmap or str
        A sentence if there is nothing to show: no model was scored, or not the one that
        was asked for.
    """
    split = choose_split(protocol.of(accuracy), split)
    for name, how in ((predictor, split), (REFERENCE, NO_SPLIT)):
        chosen = model or choose_model(
            accuracy, outcomes, predictor=name, split=how, protocol=protocol
        )
        if chosen:
            break
    else:
        return "No model is scored without a doubt: there is nothing to show."
    status, reason = outcomes.loc[chosen, ["status", "reason"]]
    if status != "scored":
        reason = textwrap.shorten(reason, NAME_CHARACTERS, placeholder="…")
        return f"{chosen} has no responses to show, for it is {status}: {reason}"
    truth = read_data(by_model(sensitivities)[chosen])
    closeness = read_data(by_model(baselines)[chosen])[REFERENCE]
    scored, factor = np.ones_like(closeness, dtype=bool), np.ones_like(closeness)
    note = BY_ID[REFERENCE].label
    if run := _find_run(predictions, chosen, predictor=predictor, split=split):
        with np.load(run.path, allow_pickle=False) as archive:
            factor = archive[f"{chosen}/enhancement"].astype(np.float64)
            scored = archive[f"{chosen}/scored_entries"].astype(bool)
        note = f"{BY_ID[predictor].label}, {SPLIT_LABELS.get(run.split, run.split)}, "
        note += f"seed {run.seed}"
    view = SystemView(read_data(by_model(systems)[chosen]))
    names = dict(zip(view.species, view.species_names, strict=True))
    return Heatmap(
        model=chosen,
        name=str(outcomes.loc[chosen, "name"]),
        nodes=node_labels(truth["nodes"].tolist(), names),
        truth=truth["sensitivity"],
        prediction=factor * closeness,
        scored=scored,
        note=note,
    )


def _find_run(
    predictions: Sequence[Path], model: str, *, predictor: str, split: str
) -> Run | None:
    runs = [run for run in map(parse_run, predictions) if run.graph == predictor]
    runs.sort(key=lambda run: (run.split != split, run.split, run.seed))
    return next((run for run in runs if _has(run, model)), None)


def _has(run: Run, model: str) -> bool:
    with np.load(run.path, allow_pickle=False) as archive:
        return f"{model}/enhancement" in archive


@style.styled
def draw(found: Heatmap | str) -> Figure:
    """Draw Figure 5: truth on the left, prediction on the right, in one order.

    Colours are ranks of the sizes within each matrix, from 0 (weakest) to 1
    (strongest), so that the two can be compared. The diagonal and entries that were
    not scored are white.

    Parameters
    ----------
    found
        What to draw, or the sentence that is written instead.
    """
    if isinstance(found, str):
        return style.empty_figure(found)
    figure = style.new_figure(
        width_in=style.DOUBLE_COLUMN_IN, height_in=3.9, layout="compressed"
    )
    axes = figure.subplots(1, 2, sharey=True)
    images = [
        _draw_matrix(axis, np.where(found.drawn, np.abs(values), np.nan), found.nodes)
        for axis, values in zip(axes, (found.truth, found.prediction), strict=True)
    ]
    axes[0].set(title="Biochemical model\n(white: not scored)", ylabel="Affected")
    axes[1].set(title=f"{found.note}\n(rank correlation {found.correlation:.2f})")
    axes[1].tick_params(labelleft=False)
    for axis in axes:
        axis.set_xlabel("Perturbed")
    bar = figure.colorbar(images[-1], ax=axes, shrink=0.8, pad=0.015, aspect=30)
    bar.set_ticks([0, 0.5, 1], labels=["0, weakest", "0.5", "1, strongest"])
    bar.set_label("Rank of the response's size")
    bar.outline.set_linewidth(0.4)
    # ASSUME: one line holds it; the layout does not make room for two.
    name = textwrap.shorten(found.name, NAME_CHARACTERS, placeholder="…")
    style.note(figure, f"{found.model}: {name}" if name else found.model)
    return figure


def _draw_matrix(axis: Axes, values: Floats, nodes: list[str]) -> AxesImage:
    image = axis.imshow(
        rank_scaled(values), cmap=COLOUR_MAP, vmin=0.0, vmax=1.0, aspect="equal"
    )
    axis.set_facecolor("w")
    every = math.ceil(len(nodes) / LABELS_AT_MOST)
    places = range(0, len(nodes), every)
    labels = [nodes[place] for place in places]
    size = min(6.5, 0.9 * _PANEL_PT / len(labels))
    # Names come from strangers: a dollar sign in one must not start a formula.
    axis.set_xticks(places, labels, rotation=90, fontsize=size, parse_math=False)
    axis.set_yticks(places, labels, fontsize=size, parse_math=False)
    axis.tick_params(length=0, pad=1.5)
    axis.spines[:].set_visible(False)
    return image


def node_labels(nodes: Sequence[str], names: Mapping[str, str]) -> list[str]:
    """Return what the nodes of a model are called in a figure.

    Parameters
    ----------
    nodes
        Their ids.
    names
        Name of some ids, as their authors wrote it.

    Returns
    -------
    list of str
        For each the name, shortened; its id where it has no name, where the font lacks
        a letter of it, or where two names would look the same.
    """
    named = [shortened(cell(names.get(node, ""))) for node in nodes]
    counts = Counter(named)
    return [
        name
        if name and counts[name] == 1 and style.can_write(name)
        else shortened(node)
        for node, name in zip(nodes, named, strict=True)
    ]


def shortened(name: str) -> str:
    """Return a label that leaves room for the matrix."""
    if len(name) <= LABEL_CHARACTERS:
        return name
    half = (LABEL_CHARACTERS - 1) // 2
    return f"{name[:half]}…{name[-half:]}"
