"""Worlds on the network of a real model: random kinetics, and what responds in them.

A reading says how kinetics are drawn. On signs alone, Jacobians are:

- `independent`: each entry by itself, as far spread as entries of models are;
- `parts`: with what entries of a row and of a column have in common;
- `as_models`: the same, but each world as far spread as one model, drawn by lot;
- `stable`: as `parts`, only those worlds in which small deviations die out.

On a structure, fluxes, elasticities and abundances are (`structural_kinetics`):

- `kinetics`: with the spreads of the predictor of that name;
- `wide_kinetics`: with twice these.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from bioripple.arrays import Floats, Signs
from bioripple.errors import Failed
from bioripple.network.random_jacobians import Sizes, draw, typical
from bioripple.network.tiers import Structure
from bioripple.predictors.structural_kinetics import Priors, random_responses
from bioripple.responses.sensitivity import sensitivity
from bioripple.vocabulary import TruthName

ON_SIGNS = ("independent", "parts", "as_models", "stable")
# M of J is `dynamo`; M of the scaled Jacobian, J_ij · x_j / x_i, is `relative`.
OF_JACOBIANS: tuple[TruthName, ...] = ("dynamo", "relative")
ON_STRUCTURE = {
    "kinetics": Priors(),
    "wide_kinetics": Priors(flux=1.0, abundance=1.0, time_scale=2.0),
}
# Stable worlds are rare: so many are tried for each one that is wanted.
TRIES = 30
ROUND_OFF = 1e-9  # of the largest entry: what no eigenvalue above 0 is taken for


@dataclass(frozen=True)
class Worlds:
    """What responds in worlds.

    Attributes
    ----------
    sizes : (worlds, n, n)
        Only their order counts.
    unstable
        Share of the Jacobians drawn by which small deviations grow; NaN if not known.
    lost
        How many of them have no finite responses.
    """

    sizes: Floats
    unstable: float
    lost: int


def worlds_on_signs(
    sign: Signs, reading: str, sizes: Sequence[Sizes], *, count: int, seed: int
) -> Worlds:
    """Draw Jacobians on a signed network, and return their M.

    Parameters
    ----------
    sign
        n × n signed adjacency matrix.
    reading
        One of `ON_SIGNS`.
    sizes
        Of the models of a collection: of their Jacobians for the truth `dynamo`, of
        their scaled Jacobians for `relative`.
    count
        How many worlds; of stable ones there may be fewer.
    seed
        Of all that is drawn.
    """
    rng = np.random.default_rng(seed)
    found: list[Floats] = []
    unstable = lost = tried = 0
    tries = count * (TRIES if reading == "stable" else 2)
    for jacobian in islice(_jacobians(sign, reading, sizes, rng), tries):
        grows = _grows(jacobian)
        tried += 1
        unstable += grows
        if grows and reading == "stable":
            continue
        try:
            found.append(np.abs(sensitivity(jacobian).matrix))
        except Failed:
            lost += 1
        if len(found) == count:
            break
    return Worlds(np.array(found).reshape(-1, *sign.shape), unstable / tried, lost)


def worlds_on_structure(
    inputs: Structure, reading: str, truth: TruthName, *, count: int, seed: int
) -> Worlds:
    """Draw fluxes, elasticities and abundances on a structure; see `ON_STRUCTURE`."""
    priors = ON_STRUCTURE[reading]
    drawn = random_responses(inputs, truth, priors=priors, seed=seed)
    found = [each for each in islice(drawn, count) if np.isfinite(each).all()]
    whole = np.array(found).reshape(-1, inputs.size, inputs.size)
    return Worlds(whole, float("nan"), count - len(found))


def _jacobians(
    sign: Signs, reading: str, sizes: Sequence[Sizes], rng: np.random.Generator
) -> Iterator[Floats]:
    usual = typical(sizes)
    spreads: Mapping[str, Callable[[], Sizes]] = {
        "independent": lambda: usual.without_parts,
        "parts": lambda: usual,
        "as_models": lambda: sizes[int(rng.integers(len(sizes)))],
        "stable": lambda: usual,
    }
    while True:
        yield draw(sign, spreads[reading](), rng)


def _grows(jacobian: Floats) -> bool:
    largest = float(np.linalg.eigvals(jacobian).real.max())
    return largest > ROUND_OFF * float(np.abs(jacobian).max())
