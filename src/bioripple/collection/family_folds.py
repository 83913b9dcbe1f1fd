"""Which models kinetics are learned from, and which they are then held against."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from bioripple.collection.splits import TooFewModels, assign_folds

KineticsSplit = Literal["models", "families"]


@dataclass(frozen=True)
class Fold:
    """Ids of models to learn from and to predict."""

    training: tuple[str, ...]
    held_out: tuple[str, ...]


def make_kinetics_folds(
    scored: Collection[str],
    family: Mapping[str, str],
    *,
    split: KineticsSplit,
    n_folds: int,
    seed: int,
) -> tuple[Fold, ...]:
    """Hold every scored model out once.

    Parameters
    ----------
    scored
        Ids of the models.
    family
        The family of each; models that have none are left out, as it is not known what
        they must be kept apart from.
    split
        Whether single models or whole families are held out.
    n_folds, seed
        See `collection.splits.assign_folds`.

    Raises
    ------
    TooFewModels
        If there are fewer than two folds: nothing would be left to learn from.
    """
    names = sorted(name for name in scored if name in family)
    groups = {name: family[name] if split == "families" else name for name in names}
    numbers = assign_folds(groups, names, n_folds=n_folds, seed=seed)
    count = max(numbers.values(), default=-1) + 1
    if count < 2:
        what = "families of scored models" if split == "families" else "scored models"
        raise TooFewModels(f"split {split!r} needs 2 {what}, found {count}")
    of_model = {name: numbers[group] for name, group in groups.items()}
    return tuple(
        Fold(
            tuple(name for name in names if of_model[name] != number),
            tuple(name for name in names if of_model[name] == number),
        )
        for number in range(count)
    )


def thin_folds(
    folds: Sequence[Fold], family: Mapping[str, str], *, share: float, seed: int
) -> tuple[Fold, ...]:
    """Learn from fewer families; what is held out stays as it is.

    Parameters
    ----------
    folds
        What `make_kinetics_folds` returned.
    family
        The family of each model.
    share
        Share of each fold's training families, above 0 and at most 1; rounded, but one
        family at least is left.
    seed
        Of the draw. A smaller share is part of a larger one of the same seed.
    """
    return tuple(
        Fold(_thin(fold.training, family, share, [seed, number]), fold.held_out)
        for number, fold in enumerate(folds)
    )


def _thin(
    names: Sequence[str], family: Mapping[str, str], share: float, seed: Sequence[int]
) -> tuple[str, ...]:
    families = sorted({family[name] for name in names})
    order = np.random.default_rng(seed).permutation(len(families))
    count = max(round(share * len(families)), 1)
    kept = {families[k] for k in order[:count].tolist()}
    return tuple(name for name in names if family[name] in kept)
