"""What processes change and read, against loops over all that there could be."""

from dataclasses import replace
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bioripple.network.tiers import AbundanceBoth
from bioripple.predictors.kinetics.edge_relaxation import FIRST_STEP, relax
from bioripple.predictors.kinetics.edge_structure import find_terms
from bioripple.predictors.kinetics.edge_topology import find_edges
from tests.support.kinetic_networks import random_kinetics


def drawn(seed: int, *, share: float) -> AbundanceBoth:
    """Return a network whose processes take part in what is drawn, or in nothing."""
    rng = np.random.default_rng(seed)
    inputs, _ = random_kinetics(6, seed=seed)
    shape = inputs.reads.shape
    return replace(
        inputs,
        sign=(rng.random((6, 6)) < 0.7).astype(np.int8),
        stoichiometry=rng.choice([-1.0, 1.0, 2.0], shape) * (rng.random(shape) < share),
        reads=rng.random(shape) < share,
        is_rule=rng.choice([False, True], shape[1], p=[0.8, 0.2]),
    )


@given(st.integers(0, 1000), st.sampled_from([0.0, 0.2, 1.0]))
def test_terms_are_found_process_by_process(seed: int, share: float) -> None:
    inputs = drawn(seed, share=share)
    terms = find_terms(inputs, find_edges(inputs.sign))
    found = list(
        zip(
            terms.process.tolist(),
            terms.target.tolist(),
            terms.source.tolist(),
            strict=True,
        )
    )
    n, r = inputs.stoichiometry.shape
    assert found == [
        (k, i, j)
        for k, i, j in product(range(r), range(n), range(n))
        if inputs.stoichiometry[i, k] and inputs.reads[j, k] and inputs.sign[i, j]
    ]


@given(st.integers(0, 1000), st.sampled_from([0.0, 0.2, 1.0]))
def test_a_step_moves_what_each_process_allows(seed: int, share: float) -> None:
    inputs = drawn(seed, share=share)
    start = inputs.initial.tolist()
    typical = 10.0 ** float(np.median(np.log10(inputs.initial)))
    made, lost = np.zeros(6), np.zeros(6)
    for k in range(inputs.stoichiometry.shape[1]):
        moved = np.sign(inputs.stoichiometry[:, k]) * (not inputs.is_rule[k])
        still = inputs.reads[:, k] & (inputs.stoichiometry[:, k] == 0.0)
        forth = min((start[i] for i in range(6) if moved[i] < 0), default=typical)
        back = min((start[i] for i in range(6) if moved[i] > 0), default=0.0)
        most = max((start[i] for i in range(6) if still[i]), default=np.inf)
        helped = most / (most + typical) if np.isfinite(most) else 1.0
        back *= bool(inputs.reversible[k])
        made += helped * np.where(moved > 0, forth, np.where(moved < 0, back, 0.0))
        lost += helped * np.where(moved < 0, forth, np.where(moved > 0, back, 0.0))
    expected = (inputs.initial + FIRST_STEP * made) / (
        1.0 + FIRST_STEP * lost / inputs.initial
    )
    (found,) = relax(inputs, [FIRST_STEP])
    assert found == pytest.approx(expected, rel=1e-12)
