"""Names of nodes and links: which of a network is meant, and what to say of others."""

from collections.abc import Mapping, Sequence

import numpy as np

from bioripple.answers.grid import shown
from bioripple.arrays import Floats
from bioripple.errors import Refused
from bioripple.formats.near import near
from bioripple.network.signed import SignedNetwork

ARROW = "->"

Link = tuple[str, str]


def link_of(network: SignedNetwork, text: str) -> Link | None:
    """Return the ends of a link that the network has, or None."""
    at = text.find(ARROW)
    while at >= 0:
        ends = text[:at].strip(), text[at + len(ARROW) :].strip()
        source, target = (network.place.get(end) for end in ends)
        if source is not None and target is not None and network.sign[target, source]:
            return ends
        at = text.find(ARROW, at + 1)
    return None


def unknown(network: SignedNetwork, name: str) -> str:
    """Say that the network has no such node, or no such link, and what comes near."""
    source, arrow, target = (part.strip() for part in name.partition(ARROW))
    if arrow and source in network.place and target in network.place:
        back = link_of(network, f"{target}{ARROW}{source}")
        tail = "; there is one the other way round" if back else ""
        if not network.n_edges:  # all that has a value in a model
            tail = (
                ": kinetics know reactions. Perturb a parameter of one, or have a "
                "predictor answer, such as learned_structure"
            )
        return (
            f'there is no link from "{shown(source)}" to "{shown(target)}" in the '
            f"network{tail}"
        )
    # What people call a node stands in tables, beside its id.
    pairs = zip(network.nodes, network.labels, strict=True)
    called = [node for node, label in pairs if label == name]
    found = called[:3] or near(name, network.nodes, 3)
    listed = " or ".join(f'"{shown(it)}"' for it in found)
    tail = f"; did you mean {listed}?" if found else ""
    return f'there is no node "{shown(name)}" in the network{tail}'


def check_kind_of_name(name: object) -> None:
    """Make sure that a name is text.

    Raises
    ------
    TypeError
        If it is not.
    """
    if not isinstance(name, str):
        raise TypeError(f"name of a node: expected text, found {name!r}")


def places_of(network: SignedNetwork, names: Sequence[str]) -> list[int]:
    """Return the places of nodes.

    Raises
    ------
    Refused
        If there is no such node, with names that come near.
    TypeError
        If they are no list, or one is no text.
    """
    if isinstance(names, str):
        raise TypeError(f"names of nodes: expected a list, found {names!r}")
    for name in names:
        check_kind_of_name(name)
        if name not in network.place:
            raise Refused(unknown(network, name))
    return [network.place[name] for name in names]


def in_places(
    network: SignedNetwork, abundances: Mapping[str, float] | None
) -> Floats | None:
    """Return abundances in the order of the nodes, NaN where not known.

    Raises
    ------
    Refused
        If an id is no node, or an abundance is negative or not finite.
    """
    if abundances is None:
        return None
    for name, value in abundances.items():
        if not 0.0 <= value < np.inf:
            raise Refused(
                f'abundance of "{shown(str(name))}": expected a finite number >= 0, '
                f"found {value!r}"
            )
    found = np.full(network.size, np.nan)
    found[places_of(network, list(abundances))] = list(abundances.values())
    return found
