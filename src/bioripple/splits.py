"""Which classes a classifier may learn from, and which entries it is scored on."""

import csv
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from bioripple.graph_data import Network

SplitKind = Literal["transductive", "models"]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class ModelSets:
    """Models by what they are used for.

    Attributes
    ----------
    scored
        Models whose accuracy counts.
    paper87
        Those among them that stand for the paper's evaluation set.
    """

    scored: frozenset[str]
    paper87: frozenset[str]


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

    labelled: dict[str, Mask]
    scored: dict[str, Mask]


def read_model_sets(outcomes: Path) -> ModelSets:
    """Read from the outcome table which models are scored and which are paper87.

    Raises
    ------
    ValueError
        If the table lacks a column that says so.
    """
    with outcomes.open(encoding="utf-8", newline="") as stream:
        table = csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE)
        missing = {"model", "status", "paper87"} - set(table.fieldnames or ())
        if missing:
            raise ValueError(f"{outcomes}: has no column {', '.join(sorted(missing))}")
        rows = [row for row in table if row["status"] == "scored"]
    return ModelSets(
        scored=frozenset(row["model"] for row in rows),
        paper87=frozenset(
            row["model"] for row in rows if row["paper87"].lower() == "true"
        ),
    )


def labelled_nodes(model: str, n: int, *, share: float, seed: int) -> Mask:
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


def make_split(
    networks: Sequence[Network],
    *,
    kind: SplitKind,
    sets: ModelSets,
    labelled_share: float,
    seed: int,
) -> Split:
    """Split a collection.

    Parameters
    ----------
    networks
        The collection.
    kind
        `transductive`: in every network a share of the nodes is labelled, and the rows
        of the other nodes are scored. `models`: the paper87 models are held out wholly,
        and all their entries are scored.
    sets
        Which models are scored, and which are held out.
    labelled_share, seed
        See `labelled_nodes`; without effect on `models`.

    Raises
    ------
    ValueError
        If nothing is left to learn from, or nothing to score.
    """
    if kind == "transductive":
        split = _split_nodes(networks, sets.scored, labelled_share, seed)
    else:
        split = _split_models(networks, sets.paper87)
    if not split.labelled or not split.scored:
        raise ValueError(
            f"split {kind!r} of {len(networks)} networks leaves {len(split.labelled)} "
            f"to learn from and {len(split.scored)} to score; add models that are "
            "mapped and have enough nodes, or choose another split"
        )
    return split


def _split_nodes(
    networks: Sequence[Network], scored: Collection[str], share: float, seed: int
) -> Split:
    labelled = {
        network.model: labelled_nodes(
            network.model, network.size, share=share, seed=seed
        )
        for network in networks
    }
    return Split(
        labelled,
        {
            model: np.repeat(~mask[:, None], len(mask), axis=1)
            for model, mask in labelled.items()
            if model in scored
        },
    )


def _split_models(networks: Sequence[Network], held_out: Collection[str]) -> Split:
    return Split(
        labelled={
            network.model: np.ones(network.size, dtype=np.bool_)
            for network in networks
            if network.model not in held_out
        },
        scored={
            network.model: np.ones((network.size, network.size), dtype=np.bool_)
            for network in networks
            if network.model in held_out
        },
    )
