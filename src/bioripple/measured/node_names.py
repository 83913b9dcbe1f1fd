"""Which node of a network a column of measurements means."""

import re
import unicodedata
from collections.abc import Sequence

_ASIDE = re.compile(r"\s*\([^)]*\)\s*$")  # `AKT (75)`: the number of an assay
_SEPARATORS = re.compile(r"[\W_]+")
_ISOFORMS = "12"


def folded(name: str) -> str:
    """Return a name without case, separators, and what stands in brackets behind it."""
    plain = unicodedata.normalize("NFKC", _ASIDE.sub("", name[:1000])).casefold()
    return _SEPARATORS.sub("", plain)


def node_of(name: str, nodes: Sequence[str]) -> str | None:
    """Return the node that a name means, or None if that is not clear.

    Parameters
    ----------
    name
        As a table of measurements has it.
    nodes
        Ids of a network.

    Notes
    -----
    Tried in this order; where one finds several nodes, it is none of them: the name as
    it stands; without case, separators and brackets behind it; the same, but for a 12
    at the end of either, for who writes MEK12 means MEK1 and MEK2 together, which
    others call MEK.
    """
    if name in nodes:
        return name
    wanted = folded(name)
    if not wanted:
        return None
    for key in (folded, _without_isoforms):
        found = [node for node in nodes if key(node) == key(name)]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _without_isoforms(name: str) -> str:
    plain = folded(name)
    shorter = plain.removesuffix(_ISOFORMS)
    return shorter if len(shorter) > 1 else plain
