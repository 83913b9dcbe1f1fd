"""Which classes a classifier may learn from, and which entries it is scored on."""

import zlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bioripple.arrays import Flags
from bioripple.runtime.rows import read_rows
from bioripple.vocabulary import SplitKind

FEWEST_NETWORKS = 2  # what is learned from one network says nothing of networks


class TooFewModels(ValueError):
    """A split of these models leaves nothing to learn from, or nothing to score.

    No error of a run: whoever has few models has no trained learners.
    """


@dataclass(frozen=True)
class Split:
    """What is learned from and what is scored, for each model that is in either.

    Attributes
    ----------
    labelled
        Per training model, (n,): nodes whose classes are learned from, whatever the
        source. A model that is missing here is not seen in training at all.
    scored
        Per scored model, (n, n): entries `[i, j]` that count.
    """

    labelled: dict[str, Flags]
    scored: dict[str, Flags]

    @property
    def held_out(self) -> tuple[str, ...]:
        """Ids of the models that are scored, on what was not learned from."""
        return tuple(self.scored)


@dataclass(frozen=True)
class FoldPlan:
    """A collection, and into what it is split; see `make_folds`.

    Attributes
    ----------
    sizes
        Number of nodes of each model of the collection.
    scored
        Models whose accuracy counts; under `models` the others are always trained on.
    family
        The family of each model; without effect but on `families`, which leaves out
        models that have none: it is not known what they must be kept apart from.
    n_folds
        Number of folds of `models` and `families`; fewer if there are not as many
        models or families to hold out.
    labelled_share
        See `labelled_nodes`; without effect but on `transductive`.
    """

    sizes: Mapping[str, int]
    scored: Collection[str]
    family: Mapping[str, str]
    n_folds: int
    labelled_share: float


def read_fold_plan(
    sizes: Mapping[str, int],
    *,
    outcomes: Path,
    families: Path,
    n_folds: int,
    labelled_share: float,
) -> FoldPlan:
    """Read from the tables of outcomes and of families what folds are made of.

    Raises
    ------
    ValueError
        If a table lacks a column.
    """
    return FoldPlan(
        sizes=sizes,
        scored=read_scored_models(outcomes),
        family=read_families(families),
        n_folds=n_folds,
        labelled_share=labelled_share,
    )


def read_scored_models(outcomes: Path) -> frozenset[str]:
    """Read from the outcome table which models are scored.

    Raises
    ------
    ValueError
        If the table lacks a column that says so.
    """
    rows = read_rows(outcomes, needed=("model", "status"))
    return frozenset(row["model"] for row in rows if row["status"] == "scored")


def read_scored_sizes(outcomes: Path) -> dict[str, int]:
    """Read the number of nodes of each scored model, in the order of the table.

    Raises
    ------
    ValueError
        If the table lacks a column.
    """
    rows = read_rows(outcomes, needed=("model", "status", "n_nodes"))
    return {r["model"]: int(r["n_nodes"]) for r in rows if r["status"] == "scored"}


def read_families(families: Path) -> dict[str, str]:
    """Read the family of each model that has one.

    Raises
    ------
    ValueError
        If the table lacks a column.
    """
    rows = read_rows(families, needed=("model", "family"))
    return {row["model"]: row["family"] for row in rows}


def labelled_nodes(model: str, n: int, *, share: float, seed: int) -> Flags:
    """Draw the nodes of one network whose classes are known.

    Parameters
    ----------
    model
        Its id; with `seed` it decides the draw, so that other models do not matter.
    n
        Number of nodes, at least 2.
    share
        Share of nodes; rounded, but one node at least is on either side.
    seed
        Seed of the run.

    Returns
    -------
    (n,)
        True where the class is known.
    """
    rng = np.random.default_rng([seed, zlib.crc32(model.encode())])
    count = min(max(round(share * n), 1), n - 1)
    mask = np.zeros(n, dtype=np.bool_)
    mask[rng.permutation(n)[:count]] = True
    return mask


def make_folds(plan: FoldPlan, *, kind: SplitKind, seed: int) -> tuple[Split, ...]:
    """Split a collection, so that every scored model is held out once.

    Parameters
    ----------
    plan
        The collection.
    kind
        `transductive`: one fold; in every network a share of the nodes is labelled, and
        the rows of the other nodes are scored; `transductive_all`: the same, with all
        rows scored. `resubstitution`: one fold; all is labelled and scored. `models`:
        whole models are held out, a fold at a time. `families`: whole families are held
        out, with those of their models that are not scored; those are in no training of
        that fold.
    seed
        Seed of the draw of the nodes, or of the folds.

    Raises
    ------
    TooFewModels
        If there is only one model, or a fold leaves nothing to learn from or nothing
        to score.
    """
    sizes, scored = plan.sizes, plan.scored
    if len(sizes) < FEWEST_NETWORKS:
        raise TooFewModels(
            f"split {kind!r} needs {FEWEST_NETWORKS} mapped models, found {len(sizes)}"
        )
    folds: tuple[Split, ...]
    if kind == "transductive":
        folds = (_split_nodes(sizes, scored, plan.labelled_share, seed),)
    elif kind in ("transductive_all", "resubstitution"):
        nodes = _split_nodes(sizes, scored, plan.labelled_share, seed)
        folds = (_score_all(nodes, known=kind == "resubstitution"),)
    else:
        groups = {model: model for model in sizes}
        if kind == "families":
            sizes = {model: n for model, n in sizes.items() if model in plan.family}
            groups = {model: plan.family[model] for model in sizes}
        numbers = assign_folds(groups, scored, n_folds=plan.n_folds, seed=seed)
        folds = tuple(
            _hold_out(sizes, scored, groups, {g for g, k in numbers.items() if k == f})
            for f in range(max(numbers.values(), default=-1) + 1)
        )
    for split in folds:
        if not split.labelled or not split.scored:
            raise TooFewModels(
                f"split {kind!r} leaves {len(split.labelled)} models to learn from and "
                f"{len(split.scored)} to score"
            )
    if not folds:
        raise TooFewModels(f"split {kind!r}: no model is scored")
    return folds


def assign_folds(
    groups: Mapping[str, str], scored: Collection[str], *, n_folds: int, seed: int
) -> dict[str, int]:
    """Deal groups of models out to folds of nearly equal size.

    Parameters
    ----------
    groups
        The group of each model.
    scored
        Models that count for the size of a fold.
    n_folds
        Number of folds, at least 1.
    seed
        Of the order in which groups of one size are dealt.

    Returns
    -------
    dict
        The fold of each group that has a scored model, from 0.

    Notes
    -----
    The largest groups go first, each to the fold that has least: no fold has more than
    another by more than the size of a group.
    """
    sizes = Counter(group for model, group in sorted(groups.items()) if model in scored)
    rng = np.random.default_rng(seed)
    names = sorted(sizes)
    order = sorted(rng.permutation(len(names)).tolist(), key=lambda k: -sizes[names[k]])
    held = [0] * min(n_folds, len(names))
    numbers = {}
    for place in order:
        fold = held.index(min(held))
        numbers[names[place]] = fold
        held[fold] += sizes[names[place]]
    return numbers


def _split_nodes(
    sizes: Mapping[str, int], scored: Collection[str], share: float, seed: int
) -> Split:
    labelled = {
        model: labelled_nodes(model, n, share=share, seed=seed)
        for model, n in sizes.items()
    }
    return Split(
        labelled,
        {
            model: np.repeat(~mask[:, None], len(mask), axis=1)
            for model, mask in labelled.items()
            if model in scored
        },
    )


def _score_all(split: Split, *, known: bool) -> Split:
    """Return a split with all entries scored, and if `known` all nodes labelled."""
    labelled = split.labelled
    if known:
        labelled = {model: np.ones_like(mask) for model, mask in labelled.items()}
    scored = {model: np.ones_like(mask) for model, mask in split.scored.items()}
    return Split(labelled, scored)


def _hold_out(
    sizes: Mapping[str, int],
    scored: Collection[str],
    groups: Mapping[str, str],
    held_out: Collection[str],
) -> Split:
    return Split(
        labelled={
            model: np.ones(n, dtype=np.bool_)
            for model, n in sizes.items()
            if groups[model] not in held_out
        },
        scored={
            model: np.ones((n, n), dtype=np.bool_)
            for model, n in sizes.items()
            if groups[model] in held_out and model in scored
        },
    )
