"""The trained predictor that ships with the package: learned propagation."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from bioripple.arrays import Floats
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork
from bioripple.predictors.edge_context import edge_context
from bioripple.predictors.passing import Passing
from bioripple.predictors.passing_weights import (
    ABUNDANCES,
    STRUCTURE,
    WIRING,
    Weights,
    read_weights,
    shares,
)
from bioripple.predictors.process_context import process_context
from bioripple.runtime.files import read_json
from bioripple.vocabulary import LEARNED_STRUCTURE, LEARNED_WIRING

FOLDER = Path(__file__).parent / "shipped"
WEIGHTS = FOLDER / "weights.npz"
CARD = FOLDER / "card.json"


def learned_passing(
    network: SignedNetwork,
    *,
    abundances: Floats | None = None,
    weights: Path = WEIGHTS,
) -> Passing:
    """Return what every edge of a network passes on, as learned from curated models.

    Parameters
    ----------
    network
        The signed network alone; self-loops are looked at but pass nothing on.
    abundances : (n,), optional
        Of its nodes, in any one unit, NaN where not known. With them other
        perceptrons are asked, which were trained with abundances.
    weights
        An npz that `make shipped` wrote; by default the one that ships.

    Returns
    -------
    Passing
        A member for each trained perceptron. Perturbed nodes are held; the responses
        are relative: per cent of node i for one per cent of node j.

    Raises
    ------
    Refused
        If the file is no weights of ours, or abundances do not fit the network.
    """
    if abundances is not None:
        abundances = np.asarray(abundances, dtype=np.float64)
        if abundances.shape != (network.size,):
            raise ValueError(
                f"abundances: expected one for each of {network.size} nodes, found "
                f"shape {abundances.shape}"
            )
    kind = WIRING if abundances is None else ABUNDANCES
    context = edge_context(network.sign, abundances)
    members = tuple(shares(each, context) for each in _read(weights)[kind])
    return Passing(members=members, held=True)


def structure_passing(network: SignedNetwork, *, weights: Path = WEIGHTS) -> Passing:
    """Return what every edge passes on, as learned from processes of curated models.

    Parameters
    ----------
    network
        With processes.
    weights
        As for `learned_passing`.

    Returns
    -------
    Passing
        As of `learned_passing`.

    Raises
    ------
    Refused
        If the file is no weights of ours, or the network has no processes.
    """
    if network.processes is None:
        raise Refused(
            f"{LEARNED_STRUCTURE} looks at reactions, of which this network's file "
            f"tells nothing; expected SBML with reactions, or {LEARNED_WIRING}"
        )
    context = process_context(network.sign, network.processes)
    members = tuple(shares(each, context) for each in _read(weights)[STRUCTURE])
    return Passing(members=members, held=True)


def read_card() -> dict[str, Any]:
    """Read what the weights that ship were trained on, how well they do, and limits."""
    card: dict[str, Any] = read_json(CARD)
    return card


@cache
def _read(path: Path) -> dict[str, tuple[Weights, ...]]:
    return read_weights(path)
