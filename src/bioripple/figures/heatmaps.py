"""Figure 5: one model's true responses beside the predicted ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from bioripple.figures import style
from bioripple.figures.data import (
    SPLIT_LABELS,
    Protocol,
    choose_split,
    evaluation_set,
    over_seeds,
)
from bioripple.figures.statistics import FloatArray, rank_correlation, rank_scaled
from bioripple.methods import BY_ID
from bioripple.outcome import read_data
from bioripple.scoring import by_model, parse_run

FEWEST_NODES, MOST_NODES = 15, 40
LABEL_CHARACTERS = 14
LABELS_AT_MOST = 60  # more would not be readable at this size
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
        Ids of the n species.
    truth, prediction : ndarray, shape (n, n)
        `[i, j]` = response of i to a change of j; only sizes are drawn.
    note
        How the prediction was made.
    """

    model: str
    name: str
    nodes: list[str]
    truth: FloatArray
    prediction: FloatArray
    note: str

    @property
    def correlation(self) -> float:
        """Rank correlation of the sizes of the off-diagonal entries."""
        off = ~np.eye(len(self.nodes), dtype=bool)
        return rank_correlation(np.abs(self.truth[off]), np.abs(self.prediction[off]))


def choose_model(
    accuracy: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    method: str,
    split: str,
    protocol: Protocol,
) -> str:
    """Return the model of median accuracy, of those that make a readable picture.

    Parameters
    ----------
    accuracy, outcomes
        As `data.read_accuracy` and `data.read_outcomes` return them.
    method, split, protocol
        Whose accuracy.

    Returns
    -------
    str
        Of the `paper87` models with 15 to 40 nodes the one in the middle when they are
        sorted by accuracy (the upper one of two). Where there is none, of all `paper87`
        models, and then of all models that have an accuracy; empty if no model has one.
    """
    rows = protocol.of(accuracy)
    members = evaluation_set(outcomes, "paper87")
    nodes = outcomes["n_nodes"]
    fitting = [m for m in members if FEWEST_NODES <= nodes[m] <= MOST_NODES]
    for models in (fitting, members, evaluation_set(outcomes, "all")):
        scores = over_seeds(rows, method=method, split=split, models=models)
        if len(scores):
            ordered = scores.reset_index().sort_values(["accuracy", "model"])
            return str(ordered["model"].iloc[len(ordered) // 2])
    return ""


def gather(
    accuracy: pd.DataFrame,
    outcomes: pd.DataFrame,
    *,
    sensitivities: Sequence[Path],
    baselines: Sequence[Path],
    predictions: Sequence[Path],
    protocol: Protocol,
    method: str,
    split: str,
    model: str,
) -> Heatmap | None:
    """Read what Figure 5 shows.

    Parameters
    ----------
    accuracy, outcomes
        As `data.read_accuracy` and `data.read_outcomes` return them.
    sensitivities, baselines
        Outcomes and baseline records of all models.
    predictions
        Of all training runs.
    protocol, method, split
        Whose prediction is shown, and by which accuracy the model is chosen.
    model
        Id of the model; empty for the one that `choose_model` chooses.

    Returns
    -------
    Heatmap or None
        None if the method has predicted no model.

    Raises
    ------
    ValueError
        If the model is named but was not predicted by the method under this split.
    """
    split = choose_split(protocol.of(accuracy), split)
    named = model
    model = model or choose_model(
        accuracy, outcomes, method=method, split=split, protocol=protocol
    )
    runs = [run for run in map(parse_run, predictions) if run.graph == method]
    factors = [
        arrays[f"{model}/enhancement"]
        for arrays in (np.load(run.path) for run in runs if run.split == split)
        if f"{model}/enhancement" in arrays
    ]
    if not factors and named:
        raise ValueError(
            f"figures/heatmap_model: {named!r} has no prediction of {method} under the "
            f"split {split!r}; choose a scored model, or leave it empty"
        )
    if not factors:
        return None
    truth = read_data(by_model(sensitivities)[model])
    closeness = read_data(by_model(baselines)[model])["distance_directed"]
    many = f"mean of {len(factors)} seeds" if len(factors) > 1 else "1 seed"
    return Heatmap(
        model=model,
        name=str(outcomes.loc[model, "name"]),
        nodes=truth["nodes"].tolist(),
        truth=truth["sensitivity"],
        prediction=np.mean(factors, axis=0, dtype=np.float64) * closeness,
        note=f"{BY_ID[method].label}: {SPLIT_LABELS.get(split, split)}, {many}",
    )


@style.styled
def draw(found: Heatmap | None) -> Figure:
    """Draw Figure 5: truth on the left, prediction on the right, in one order.

    Colours are ranks of the off-diagonal sizes within each matrix, from 0 (weakest) to
    1 (strongest), so that the two can be compared; the diagonal, 1 by construction, is
    left out.

    Parameters
    ----------
    found
        What to draw; None draws a sentence instead.
    """
    if found is None:
        return style.empty_figure("No network was trained: there is nothing to show.")
    labelled = len(found.nodes) <= LABELS_AT_MOST
    height = max(2.9, 1.6 + 0.095 * len(found.nodes)) if labelled else 4.0
    figure = style.new_figure(
        width_in=style.DOUBLE_COLUMN_IN, height_in=min(height, 6.5)
    )
    axes = figure.subplots(1, 2, sharey=True)
    images = [
        _draw_matrix(axis, values, found.nodes if labelled else [])
        for axis, values in zip(axes, (found.truth, found.prediction), strict=True)
    ]
    axes[0].set_title("Biochemical model (truth)")
    axes[1].set_title(f"Predicted (rank correlation {found.correlation:.2f})")
    axes[0].set_ylabel("Affected species")
    figure.supxlabel("Perturbed species", fontsize=7)
    bar = figure.colorbar(images[-1], ax=axes, shrink=0.7, pad=0.01, aspect=30)
    bar.set_label("Rank of the response: weakest 0, strongest 1")
    bar.outline.set_linewidth(0.4)
    style.note(figure, " · ".join(part for part in (_title(found), found.note) if part))
    return figure


def _title(found: Heatmap) -> str:
    return f"{found.model}: {found.name}" if found.name else found.model


def _draw_matrix(axis: Axes, values: FloatArray, nodes: list[str]) -> AxesImage:
    shown = np.abs(values)
    np.fill_diagonal(shown, np.nan)
    image = axis.imshow(
        rank_scaled(shown), cmap=COLOUR_MAP, vmin=0.0, vmax=1.0, aspect="equal"
    )
    axis.set_facecolor("w")
    labels = [shortened(node) for node in nodes]
    axis.set_xticks(range(len(labels)), labels, rotation=90)
    axis.set_yticks(range(len(labels)), labels)
    size = min(6.5, max(3.0, 190.0 / max(len(labels), 1)))
    axis.tick_params(length=0, labelsize=size)
    axis.spines[:].set_visible(False)
    return image


def shortened(name: str) -> str:
    """Return a label that leaves room for the matrix."""
    if len(name) <= LABEL_CHARACTERS:
        return name
    half = (LABEL_CHARACTERS - 1) // 2
    return f"{name[:half]}…{name[-half:]}"
