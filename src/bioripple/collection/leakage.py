"""How near what is trained on comes to what is tested.

For each model that is held out, the nearest model in training by two measures: the
names of the species, and the shape of the network.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bioripple.arrays import Floats
from bioripple.collection.families import Candidate
from bioripple.collection.overlap import JaccardRows
from bioripple.collection.splits import FoldPlan, Split, TooFewModels, make_folds
from bioripple.vocabulary import SplitKind

MEASURES = ("species", "network")
LEAKAGE_COLUMNS = (
    "split",
    "seed",
    "model",
    "species_similarity",
    "nearest_by_species",
    "network_similarity",
    "nearest_by_network",
)
SUMMARY_COLUMNS = (
    "split",
    "measure",
    "n_models",
    "mean",
    "median",
    "share_half",
    "share_same",
)
HALF = 0.5
Row = dict[str, str | int | float]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Similarity:
    """Similarity of every pair of models.

    Attributes
    ----------
    place
        Position of each model.
    by_id, by_name
        Of the names of their species, as `Candidate.by_id` and `by_name` have them.
    shapes
        Of the nodes' surroundings.
    """

    place: dict[str, int]
    by_id: JaccardRows
    by_name: JaccardRows
    shapes: JaccardRows

    def species(self, place: int) -> Floats:
        """Return how similar a model's names are to those of each model, m.

        The shared share of telling names, by ids or by names, whichever is larger.
        """
        return np.maximum(self.by_id.row(place), self.by_name.row(place))

    def network(self, place: int) -> Floats:
        """Return how similar a model's network is to that of each model, m.

        The shared share of the nodes' surroundings within one, two and three steps,
        links signed and directed (a Weisfeiler-Lehman kernel); 1 for equal networks.
        """
        return self.shapes.row(place)


def similarity(candidates: Sequence[Candidate]) -> Similarity:
    """Return what compares every pair of models; `candidates` is known of m models."""
    return Similarity(
        place={candidate.model: k for k, candidate in enumerate(candidates)},
        by_id=JaccardRows([candidate.by_id.species for candidate in candidates]),
        by_name=JaccardRows([candidate.by_name.species for candidate in candidates]),
        shapes=JaccardRows([candidate.surroundings for candidate in candidates]),
    )


def leakage_of_splits(
    plan: FoldPlan,
    known: Similarity,
    *,
    splits: Iterable[SplitKind],
    seeds: Sequence[int],
) -> list[Row]:
    """Find the nearest training model of each scored model, in every split and seed.

    Parameters
    ----------
    plan
        The collection.
    known
        Of its models.
    splits, seeds
        Of the trainings.

    Returns
    -------
    list of dict
        What `leakage_rows` returns of each. A split that these models are too few for
        has none.
    """
    rows = []
    for split in splits:
        for seed in seeds:
            try:
                folds = make_folds(plan, kind=split, seed=seed)
            except TooFewModels as reason:
                log.warning("%s", reason)
                continue
            rows += leakage_rows(folds, known, split=split, seed=seed)
    return rows


def leakage_rows(
    folds: Iterable[Split], known: Similarity, *, split: str, seed: int
) -> list[Row]:
    """Find the nearest training model of each scored model.

    Parameters
    ----------
    folds
        What is learned from and scored, fold by fold.
    known
        Of all models in them.
    split, seed
        Names for the rows.

    Returns
    -------
    list of dict
        Rows of `LEAKAGE_COLUMNS`. A model in training is its own nearest. Models of
        which the similarity is not known are left out.
    """
    names = list(known.place)
    rows = []
    for fold in folds:
        places = [known.place[m] for m in fold.labelled if m in known.place]
        learned = np.array(places, dtype=np.intp)
        for model in fold.scored:
            if model not in known.place or not places:
                continue
            row: Row = {"split": split, "seed": seed, "model": model}
            for measure in MEASURES:
                near = getattr(known, measure)(known.place[model])[learned]
                best = int(near.argmax())
                if model in fold.labelled:
                    best = int(np.flatnonzero(learned == known.place[model])[0])
                row[f"{measure}_similarity"] = float(near[best])
                row[f"nearest_by_{measure}"] = names[learned[best]]
            rows.append(row)
    return rows


def summarise_leakage(
    rows: Sequence[Mapping[str, str | int | float]],
) -> list[Row]:
    """Summarise rows by split and measure.

    Returns
    -------
    list of dict
        Rows of `SUMMARY_COLUMNS`: mean and median over models and seeds, the share of
        at least one half, and the share of exactly one.
    """
    summary = []
    for split in dict.fromkeys(row["split"] for row in rows):
        mine = [row for row in rows if row["split"] == split]
        for measure in MEASURES:
            values = np.array(
                [row[f"{measure}_similarity"] for row in mine], dtype=float
            )
            line: Row = {
                "split": split,
                "measure": measure,
                "n_models": len({row["model"] for row in mine}),
                "mean": float(values.mean()),
                "median": float(np.median(values)),
                "share_half": float((values >= HALF).mean()),
                "share_same": float((values == 1.0).mean()),
            }
            summary.append(line)
    return summary
