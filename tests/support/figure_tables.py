"""Tables of made-up accuracies, and checks of drawn figures."""

from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from matplotlib.text import Text

from bioripple.figures.properties import PROPERTY_LABELS
from bioripple.metrics.measures import NAMES
from bioripple.predictors.registry import CLASSIFIERS, ORACLES
from bioripple.predictors.topology import BASELINES
from bioripple.runtime.tables import write_table

N_MODELS, N_PAPER, N_SEEDS = 24, 12, 3
SPLITS = ("transductive", "models")


def outcome_table(n_models: int = N_MODELS, n_paper: int = N_PAPER) -> pd.DataFrame:
    """Return outcomes indexed by model; the first ones are in `paper87`."""
    names = [f"BIOMD{k:010d}" for k in range(1, n_models + 1)]
    return pd.DataFrame(
        {
            "name": [f"Author{k} - pathway" for k in range(n_models)],
            "status": ["scored"] * n_models,
            "reason": [""] * n_models,
            "doubt": [""] * n_models,
            "paper87": [k < n_paper for k in range(n_models)],
            "n_nodes": pd.array([12 + k for k in range(n_models)], dtype="Int64"),
        },
        index=pd.Index(names, name="model"),
    )


def accuracy_table(outcomes: pd.DataFrame, seed: int = 0) -> pd.DataFrame:
    """Return random accuracies of all predictors, for both ties and both splits."""
    rng = np.random.default_rng(seed)
    rows: list[tuple[Any, ...]] = []
    for model in outcomes.index:
        quality = rng.uniform(0.0, 0.8)
        for ties in ("average", "jitter"):
            rows.append((model, "biochemical", ties, "none", "", 1.0))
            for predictor in (*BASELINES, *ORACLES):
                score = quality + rng.normal(0, 0.1)
                rows.append((model, predictor, ties, "none", "", score))
            for split in SPLITS:
                if split == "models" and not outcomes.loc[model, "paper87"]:
                    continue
                for predictor in ("distance_directed", *CLASSIFIERS):
                    rows += [
                        (
                            model,
                            predictor,
                            ties,
                            split,
                            str(k),
                            quality + rng.normal(0, 0.1),
                        )
                        for k in range(N_SEEDS)
                    ]
    columns = ["model", "predictor", "ties", "split", "seed", "accuracy"]
    table = pd.DataFrame(rows, columns=columns)
    more = dict.fromkeys(NAMES, 0.5)
    main = {"truth": "dynamo", "entries": "off_diagonal", "pooling": "pooled"}
    return table.assign(**main, **more)


def property_table(outcomes: pd.DataFrame, seed: int = 4) -> pd.DataFrame:
    """Return random network properties."""
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        rng.normal(size=(len(outcomes), len(PROPERTY_LABELS))),
        index=outcomes.index,
        columns=list(PROPERTY_LABELS),
    )


def write_tables(
    folder: Path, accuracy: pd.DataFrame, outcomes: pd.DataFrame
) -> tuple[Path, Path]:
    """Write both tables as the workflow does, and return where they are."""
    paths = folder / "accuracy.tsv", folder / "outcomes.tsv"
    write_table(paths[0], accuracy)
    write_table(paths[1], outcomes.reset_index().astype(object))
    return paths


def shown_texts(figure: Figure) -> list[Text]:
    """Draw a figure and return the texts that are to be seen on it."""
    figure.canvas.draw()
    texts: list[Any] = figure.findobj(Text)
    hidden = _labels_out_of_view(figure)
    return [
        text
        for text in texts
        if text.get_visible()
        and text not in hidden
        and text.get_text().strip()
        and (text.axes is None or text.axes.get_visible())
    ]


def _labels_out_of_view(figure: Figure) -> set[Text]:
    """Return the labels of ticks beyond the ends of their axes: they are not drawn."""
    found = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            for tick in axis.get_major_ticks():
                if not low <= tick.get_loc() <= high:
                    found |= {tick.label1, tick.label2}
    return found


def overlapping_texts(figure: Figure) -> list[tuple[str, str]]:
    """Return the pairs of texts of a figure that lie over one another."""
    # Boxes are a little larger than the ink in them: let their edges touch.
    boxes = [
        (text.get_text(), text.get_window_extent().padded(-0.5))
        for text in shown_texts(figure)
    ]
    return [
        (one, other)
        for (one, box), (other, second) in combinations(boxes, 2)
        if box.overlaps(second)
    ]


def texts_off_the_page(figure: Figure) -> list[str]:
    """Return the texts that the figure's edge cuts off."""
    page = figure.bbox.padded(1.0)
    boxes = [
        (text.get_text(), text.get_window_extent()) for text in shown_texts(figure)
    ]
    return [
        text
        for text, box in boxes
        if box.x0 < page.x0 or box.y0 < page.y0 or box.x1 > page.x1 or box.y1 > page.y1
    ]
