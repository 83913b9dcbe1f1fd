"""Which pairs of models have their content in common, held against all pairs."""

from itertools import combinations

import numpy as np
import pytest

from bioripple.collection.overlap import (
    MIN_SHARE,
    MIN_SHARED,
    Content,
    Overlap,
    jaccard,
    overlaps,
)


@pytest.mark.parametrize("seed", range(5))
def test_pairs_are_those_of_all_pairs_in_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(0, 9, size=30)
    sets = [
        frozenset(f"x{k}" for k in rng.choice(9, size=n, replace=False)) for n in sizes
    ]
    contents = [
        Content(one, frozenset((frozenset([(x, 1)]), frozenset[str]()) for x in one))
        for one in sets
    ]
    wanted = [
        Overlap(i, j, share, share)
        for i, j in combinations(range(len(sets)), 2)
        if len(sets[i] & sets[j]) >= MIN_SHARED
        if (share := jaccard(sets[i], sets[j])) >= MIN_SHARE
    ]
    assert wanted
    assert overlaps(contents) == wanted


def test_of_no_models_there_are_no_pairs() -> None:
    assert overlaps([]) == []
