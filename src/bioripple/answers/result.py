"""What is asked of a network, and what comes out: the contract for all who show it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from bioripple.network.signed import SignedNetwork

# Columns of responses.tsv, in this order, and what each says.
COLUMNS: dict[str, str] = {
    "condition": "name of the condition",
    "node": "id of the node, as the network has it; perturbed nodes have no row",
    "rank": "1 = the largest response of the condition; equal ones share a rank",
    "response": "change of the node relative to its own value, for the strengths that "
    "were asked for; its sign is the direction",
    "spread": "standard deviation of the response over the ensemble",
    "sign_agreement": "share of the ensemble that agrees on the direction, 0 to 1",
    "distance": "edges on the shortest path from a perturbed node; empty if none leads "
    "there",
    "relation": "downstream, upstream, both or unreachable, as seen from what is "
    "perturbed",
    "baseline": "what the signed distance model gives",
    "name": "what people call the node",
}


@dataclass(frozen=True)
class Condition:
    """One experiment.

    Attributes
    ----------
    name
        As in the table of conditions.
    nodes
        Strength by id: relative change, -1 = all of it gone, 1 = doubled.
    links
        Strength by (source, target): relative change of what the edge does.
    """

    name: str
    nodes: Mapping[str, float] = field(default_factory=dict)
    links: Mapping[tuple[str, str], float] = field(default_factory=dict)


@dataclass(frozen=True)
class SignedPath:
    """One way by which an effect arrives.

    Attributes
    ----------
    nodes
        Ids from the source to the target.
    sign
        Product of the signs of its edges.
    share
        What it carries, as a share of the sizes of all paths that were summed.
    """

    nodes: tuple[str, ...]
    sign: int
    share: float


@dataclass(frozen=True, eq=False)
class Responses:
    """An answer.

    Attributes
    ----------
    network
        What was asked about.
    predictor
        Id in the registry, or `kinetics` where the model's own were used.
    conditions
        What was asked.
    table : DataFrame
        Columns `COLUMNS`, ordered by condition, then rank.
    notes
        Sentences for people: assumptions, warnings, and how such an answer fares where
        the truth is known. They stand under every table and on every page.
    facts
        What was used: versions, settings, checksums. Plain values, for JSON.
    paths
        Strongest paths to a node, by (condition, node), of those that matter most.
    """

    network: SignedNetwork
    predictor: str
    conditions: tuple[Condition, ...]
    table: pd.DataFrame
    notes: tuple[str, ...] = ()
    facts: Mapping[str, Any] = field(default_factory=dict)
    paths: Mapping[tuple[str, str], tuple[SignedPath, ...]] = field(
        default_factory=dict
    )
