"""Families: models that must not stand on both sides of a split.

Two models belong together if they are described by one publication, or have the same
signed influence network up to the names of its nodes, or share at least half of their
species and of their reactions by name. Families are the connected components of that.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Literal

from scipy.cluster.hierarchy import DisjointSet

from bioripple.arrays import Signs
from bioripple.collection.overlap import Content, overlaps
from bioripple.errors import Failed
from bioripple.network.isomorphism import (
    Surroundings,
    network_hash,
    same_network,
    surroundings,
)

Why = Literal["publication", "network", "overlap"]
Twin = Callable[[Signs, Sequence[Signs]], int | None]
FAMILY_COLUMNS = ("model", "family", "n_models", "why", "with", "evidence")


@dataclass(frozen=True)
class Candidate:
    """What is compared of a model.

    Attributes
    ----------
    model
        Its id.
    publications
        Names of the publications that describe it.
    sign : (n, n)
        Its influence network.
    by_id, by_name
        What it speaks of, its species called by their ids or by their names.
    """

    model: str
    publications: tuple[str, ...]
    sign: Signs
    by_id: Content
    by_name: Content

    @cached_property
    def network_hash(self) -> str:
        """See `network.isomorphism.network_hash`."""
        return network_hash(self.sign)

    @cached_property
    def surroundings(self) -> Surroundings:
        """See `network.isomorphism.surroundings`."""
        return surroundings(self.sign)


@dataclass(frozen=True)
class Link:
    """Two models of one family, and what shows it."""

    first: str
    second: str
    why: Why
    evidence: str


def find_twin(sign: Signs, others: Sequence[Signs]) -> int | None:
    """Return which of several networks is the same as one; None if none is."""
    same = (place for place, other in enumerate(others) if same_network(other, sign))
    return next(same, None)


def find_links(
    candidates: Sequence[Candidate], *, min_nodes: int, twin: Twin = find_twin
) -> tuple[list[Link], dict[str, str]]:
    """Find what joins models.

    Parameters
    ----------
    candidates
        Models with different ids.
    min_nodes
        Smallest network that may join models by being equal: the few small networks
        that there are occur everywhere.
    twin
        As `find_twin`, for networks of one hash; may raise `Failed`.

    Returns
    -------
    links
        Enough to connect each family; of models that share a publication or a network
        each is linked with the one before it in the order of ids.
    lost
        The models whose network could not be compared, and why. They are in no link.
    """
    ordered = sorted(candidates, key=lambda candidate: candidate.model)
    large = [candidate for candidate in ordered if len(candidate.sign) >= min_nodes]
    by_network, lost = _by_network(large, twin)
    known = [candidate for candidate in ordered if candidate.model not in lost]
    return [*_by_publication(known), *by_network, *_by_overlap(known)], lost


def group(models: Iterable[str], links: Iterable[Link]) -> dict[str, str]:
    """Join models by links.

    Parameters
    ----------
    models
        All ids.
    links
        Between some of them.

    Returns
    -------
    dict
        The family of each model: the least id in it.
    """
    joined = DisjointSet(sorted(models))
    for link in links:
        joined.merge(link.first, link.second)
    family: dict[str, str] = {}
    for part in joined.subsets():
        family |= dict.fromkeys(part, min(part))
    return dict(sorted(family.items()))


def family_rows(
    family: Mapping[str, str], links: Sequence[Link]
) -> list[dict[str, str | int]]:
    """Lay out families as rows of `FAMILY_COLUMNS`.

    Parameters
    ----------
    family
        The family of each model.
    links
        What joined them.

    Returns
    -------
    list of dict
        A row for each model and each link of it with an earlier one; one row with an
        empty `why` for a model without any.
    """
    sizes: dict[str, int] = defaultdict(int)
    for head in family.values():
        sizes[head] += 1
    joined: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        joined[max(link.first, link.second)].append(link)
    rows = []
    for model, head in sorted(family.items()):
        base: dict[str, str | int] = {
            "model": model,
            "family": head,
            "n_models": sizes[head],
        }
        rows += [
            base
            | {
                "why": link.why,
                "with": min(link.first, link.second),
                "evidence": link.evidence,
            }
            for link in joined[model]
        ] or [base | {"why": "", "with": "", "evidence": ""}]
    return rows


def _by_publication(candidates: Sequence[Candidate]) -> list[Link]:
    groups: dict[str, list[str]] = defaultdict(list)
    for candidate in candidates:
        for name in candidate.publications:
            groups[name].append(candidate.model)
    return [
        Link(first, second, "publication", name)
        for name, models in sorted(groups.items())
        for first, second in pairwise(models)
    ]


def _by_network(
    candidates: Sequence[Candidate], twin: Twin
) -> tuple[list[Link], dict[str, str]]:
    kinds: dict[str, list[Candidate]] = defaultdict(list)
    links, lost = [], {}
    for candidate in candidates:
        alike = kinds[candidate.network_hash]
        try:
            found = twin(candidate.sign, [other.sign for other in reversed(alike)])
        except Failed as failure:
            lost[candidate.model] = str(failure)
            continue
        if found is not None:
            evidence = f"{len(candidate.sign)} nodes"
            other = alike[-1 - found].model
            links.append(Link(other, candidate.model, "network", evidence))
        alike.append(candidate)
    return links, lost


def _by_overlap(candidates: Sequence[Candidate]) -> list[Link]:
    found: dict[tuple[int, int], str] = {}
    for contents in ([m.by_id for m in candidates], [m.by_name for m in candidates]):
        for pair in overlaps(contents):
            text = f"species {pair.species:.2f}, reactions {pair.processes:.2f}"
            found.setdefault((pair.first, pair.second), text)
    return [
        Link(candidates[i].model, candidates[j].model, "overlap", text)
        for (i, j), text in sorted(found.items())
    ]
