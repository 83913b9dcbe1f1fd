"""From the edges that a file lists to a network in which each pair is joined once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Flags, Signs
from bioripple.errors import Failed, Refused
from bioripple.formats.both_ways import both_ways
from bioripple.formats.findings import Finding
from bioripple.formats.relations import BOTH_SIGNS, NEGATIVE, POSITIVE
from bioripple.network.processes import Processes
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.runtime.text import one_line

# What becomes of an edge that has both signs, or none that is known.
Dual = Literal["drop", "positive", "negative", "both"]
DUALS: tuple[Dual, ...] = get_args(Dual)

FIRST = 3  # of many, that are named
MAX_NODES = 2_000_000
_LONGEST_NAME = 1000

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Edges:
    """What a file lists, before it is decided what counts.

    Attributes
    ----------
    names
        Ids of the nodes, each once, in the order of the file; some may have no edge.
    source, target : shape (m,)
        Places in `names`. A pair may come several times.
    sign : array of int8, shape (m,)
        `POSITIVE`, `NEGATIVE`, `BOTH_SIGNS` or `NO_SIGN`.
    where : shape (m,)
        Line or number of each, from 1.
    unit
        What `where` counts: `line` or `edge`.
    labels
        What people call some of the nodes, by id.
    processes
        What changes the nodes, in their order, where the file tells of it.
    """

    names: Sequence[str]
    source: Places
    target: Places
    sign: Signs
    where: Places
    unit: str = "line"
    labels: Mapping[str, str] = field(default_factory=dict)
    processes: Processes | None = None


def network_of(edges: Edges, *, dual: Dual, findings: list[Finding]) -> SignedNetwork:
    """Decide which edges there are, each pair once, and with what sign.

    Edges that repeat another count once. A pair that is joined with both signs, or with
    none that is known, becomes what `dual` says: nothing (`drop`), a `positive` edge, a
    `negative` one, or two ways of opposite sign (`both`, see `both_ways`). A known sign
    beats an unknown one.

    Parameters
    ----------
    edges
        What the file lists.
    dual
        The rule.
    findings
        What there is to say is added.

    Raises
    ------
    Failed
        If there is no node.
    Refused
        If `dual` drops every edge, or there are too many nodes, or a name that no table
        could show.
    """
    if not edges.names:
        raise Failed("holds no node; expected a network")
    _check_names(edges.names)
    pairs = _pairs(edges)
    _name_repeats(edges, pairs, dual, findings)
    open_ = ~(pairs.positive ^ pairs.negative)
    if len(open_) and open_.all() and dual == "drop":
        raise Refused(
            f"none of its {len(open_)} edges has one known sign, and edges without are "
            "dropped; to take all as positive say --dual positive (in Python: "
            'dual="positive"), or name a column of signs `sign`'
        )
    sign = np.where(pairs.positive, POSITIVE, NEGATIVE).astype(np.int8)
    if dual in ("positive", "negative"):
        sign[open_] = POSITIVE if dual == "positive" else NEGATIVE
        open_ = np.zeros_like(open_)
    n = len(edges.names)
    target, source = np.divmod(pairs.key, n)
    kept = ~open_
    names: Sequence[str] = edges.names
    split = None
    if dual == "both" and open_.any():
        split = both_ways(edges.names, source[open_], target[open_])
        names = split.names
    source, target, sign = source[kept], target[kept], sign[kept]
    if split:
        source = np.concatenate([source, split.source])
        target = np.concatenate([target, split.target])
        sign = np.concatenate([sign, split.sign])
    labels = [edges.labels.get(name) or name for name in names]
    _name_loops(names, source[source == target], findings)
    processes = None if split else edges.processes
    return signed_network(
        names, source, target, sign, labels=labels, processes=processes
    )


@dataclass(frozen=True, eq=False)
class _Pairs:
    key: Places  # target * n + source, increasing
    positive: Flags
    negative: Flags
    of: Places  # pair of each edge of the file


def _pairs(edges: Edges) -> _Pairs:
    n = len(edges.names)
    key, of = np.unique(edges.target * n + edges.source, return_inverse=True)
    positive, negative = (np.zeros(len(key), dtype=np.bool_) for _ in range(2))
    positive[of[np.isin(edges.sign, (POSITIVE, BOTH_SIGNS))]] = True
    negative[of[np.isin(edges.sign, (NEGATIVE, BOTH_SIGNS))]] = True
    return _Pairs(key, positive, negative, of.astype(np.intp))


def _check_names(names: Sequence[str]) -> None:
    if len(names) > MAX_NODES:
        raise Refused(f"has {len(names)} nodes; at most {MAX_NODES} are read")
    for name in names:
        if len(name) > _LONGEST_NAME:
            raise Refused(
                f'node "{one_line(name, most=40)}": its name has {len(name)} '
                f"characters; at most {_LONGEST_NAME} are read. Is it a network?"
            )


_BECOMES = {
    "drop": "left out",
    "positive": "taken as positive",
    "negative": "taken as negative",
    "both": "taken as two ways of opposite sign",
}


def _name_repeats(
    edges: Edges, pairs: _Pairs, dual: Dual, findings: list[Finding]
) -> None:
    """Say which edges have both signs, none, or repeat another."""
    became = f"{_BECOMES[dual]} (--dual {dual})"
    both = pairs.positive & pairs.negative
    _name_first(
        edges,
        pairs,
        both,
        f"has both signs; {became}",
        "edges with both signs",
        findings,
    )
    bare = ~(pairs.positive | pairs.negative)
    _name_first(
        edges,
        pairs,
        bare,
        f"has no sign that is known; {became}",
        "edges without a sign that is known",
        findings,
    )
    times = np.bincount(pairs.of, minlength=len(pairs.key))
    again = (times > 1) & ~both
    if again.any():
        findings.append(
            Finding(
                "note",
                "",
                f"edges that are listed more than once and count once: {again.sum()} "
                f"({int(times[again].sum() - again.sum())} repeats)",
            )
        )


def _name_first(
    edges: Edges,
    pairs: _Pairs,
    chosen: Flags,
    text: str,
    kind: str,
    findings: list[Finding],
) -> None:
    """Name the first of the chosen pairs with all their lines, and count the rest."""
    total = int(chosen.sum())
    if not total:
        return
    rows = np.flatnonzero(chosen[pairs.of])
    firsts = list(dict.fromkeys(pairs.of[rows].tolist()))[:FIRST]
    for pair in firsts:
        places = rows[pairs.of[rows] == pair]
        where = ", ".join(str(it) for it in edges.where[places[:FIRST]])
        unit = edges.unit if len(places) == 1 else f"{edges.unit}s"
        findings.append(
            Finding("warning", f"{unit} {where}", f"{_edge(edges, places[0])} {text}")
        )
    if total > FIRST:
        findings.append(
            Finding("warning", "", f"{kind}: {total}, the first are named above")
        )


def _edge(edges: Edges, k: int) -> str:
    ends = (edges.names[edges.source[k]], edges.names[edges.target[k]])
    source, target = (one_line(each, most=60) for each in ends)
    return f'"{source}" -> "{target}"'


def _name_loops(names: Sequence[str], loops: Places, findings: list[Finding]) -> None:
    if len(loops):
        shown = ", ".join(f'"{one_line(names[k], most=60)}"' for k in loops[:FIRST])
        more = ", …" if len(loops) > FIRST else ""
        findings.append(
            Finding(
                "note",
                "",
                f"nodes that act on themselves: {len(loops)} ({shown}{more})",
            )
        )
