"""Features of edges that abundances give, and how abundances changed."""

from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from bioripple.arrays import Flags, Floats
from bioripple.network.tiers import (
    AbundanceBoth,
    AbundanceInitial,
    AbundanceState,
    Structure,
)
from bioripple.predictors.abundances import SMALLEST
from bioripple.predictors.kinetics.edge_structure import Terms, node_kind
from bioripple.predictors.kinetics.edge_topology import Edges, Features

SHALLOW = 1e-3  # of the median size
DEEP = 1e-12  # of the largest size
RIDGE = 1e-6


def shallow_log(abundance: Floats) -> Floats:
    """Return log10 of sizes of abundances, with a floor beside the typical one.

    Parameters
    ----------
    abundance
        n values [model units]; signs are dropped.

    Returns
    -------
    Floats
        n values, at least that of a thousandth of the median of the sizes above zero.
        Where all are zero, 0.
    """
    size = np.abs(abundance)
    above = size[size > 0.0]
    floor = max(SHALLOW * float(np.median(above)), SMALLEST) if above.size else 1.0
    return np.log10(np.maximum(size, floor))


def deep_log(abundance: Floats) -> Floats:
    """Return the same with a floor of 1e-12 times the largest size."""
    size = np.abs(abundance)
    top = float(size.max(initial=0.0))
    return np.log10(np.maximum(size, max(DEEP * top, SMALLEST) if top > 0.0 else 1.0))


def abundance_features(
    abundance: Floats, inputs: Structure, edges: Edges, terms: Terms
) -> Features:
    """Describe edges by the abundances of their ends and of their processes' partners.

    Parameters
    ----------
    abundance
        n values [model units].
    inputs
        The structure.
    edges
        Its E edges.
    terms
        Their processes.

    Returns
    -------
    dict
        (E,) each, in log10 but for ranks and flags. A process is taken to be as fast as
        its scarcest substrate is abundant; a slope is a rate by an abundance.
    """
    size, deep = shallow_log(abundance), deep_log(abundance)
    typical = float(np.median(size))
    nodes = {
        "size": size,
        "size_above_typical": size - typical,
        "deep_size": deep - typical,
        "rank": (rankdata(deep) - 0.5) / len(deep),
        "is_zero": abundance == 0.0,
        "turnover": _turnover(size, inputs, typical) - size,
    }
    return {
        "size_ratio": size[edges.target] - size[edges.source],
        **edges.at_ends(nodes),
        **edges.throughout({"typical": typical, "spread": float(size.std())}),
        **_slopes(size, inputs, terms, typical),
        "no_substrate": terms.mean(_starved(abundance, inputs)[terms.process]),
    }


def _slopes(
    size: Floats, inputs: Structure, terms: Terms, typical: float
) -> dict[str, Floats]:
    of_source, process = size[terms.source], terms.process
    reads, changes = inputs.reads, inputs.stoichiometry != 0.0
    taken = reads & (inputs.stoichiometry < 0.0)
    pace = _pace(size, inputs, typical)
    scarcest_read = _first(_extreme(size, reads, "min"), otherwise=typical)
    scarcest = _first(_extreme(size, changes, "min"), otherwise=typical)
    richest = _first(_extreme(size, changes, "max"), otherwise=typical)
    scarcest_product = _first(
        _extreme(size, inputs.stoichiometry > 0.0, "min"), otherwise=typical
    )
    by_substrates, by_reads = size @ taken, size @ reads
    consumed = inputs.stoichiometry[terms.source, process] < 0.0
    partners = by_reads[process] - of_source
    order = reads.sum(axis=0)[process]
    return {
        "slope": terms.extreme(pace[process] - of_source, "max"),
        "slope_by_reads": terms.extreme(scarcest_read[process] - of_source, "max"),
        "slope_by_scarcest": terms.extreme(scarcest[process] - of_source, "max"),
        "slope_by_richest": terms.extreme(richest[process] - of_source, "max"),
        "pace": terms.extreme(pace[process], "max") - typical,
        "scarcest": terms.extreme(scarcest[process], "max") - typical,
        # what mass action makes of the partners of the source
        "other_substrates": terms.extreme(
            by_substrates[process] - np.where(consumed, of_source, 0.0), "max"
        ),
        "others_read": terms.extreme(partners, "max"),
        "others_read_above_typical": terms.extreme(
            partners - typical * (order - 1), "max"
        ),
        "product_to_substrate": terms.mean((scarcest_product - pace)[process]),
    }


def _extreme(size: Floats, among: Flags, which: Literal["min", "max"]) -> Floats:
    """Return the extreme size among the nodes of each process, infinite if none."""
    none = np.inf if which == "min" else -np.inf
    chosen = np.where(among, size[:, None], none)
    return np.asarray(getattr(chosen, which)(axis=0, initial=none))


def _first(*choices: Floats, otherwise: float) -> Floats:
    """Return the first finite choice for each process."""
    found = np.full(choices[0].shape, otherwise)
    for choice in reversed(choices):
        found = np.where(np.isfinite(choice), choice, found)
    return found


def _pace(size: Floats, inputs: Structure, typical: float) -> Floats:
    """Return the size of the scarcest substrate, if possible of those that are read."""
    consumed = inputs.stoichiometry < 0.0
    return _first(
        _extreme(size, consumed & inputs.reads, "min"),
        _extreme(size, consumed, "min"),
        otherwise=typical,
    )


def _turnover(size: Floats, inputs: Structure, typical: float) -> Floats:
    """Return the pace of the fastest process that changes each node."""
    pace = np.where(
        inputs.stoichiometry != 0.0, _pace(size, inputs, typical)[None, :], -np.inf
    )
    return _first(pace.max(axis=1, initial=-np.inf), otherwise=typical)


def _starved(abundance: Floats, inputs: Structure) -> Flags:
    """Return whether a substrate that a process reads is not there."""
    taken = inputs.reads & (inputs.stoichiometry < 0.0)
    return np.asarray((taken & (abundance == 0.0)[:, None]).any(axis=0))


def change_features(inputs: AbundanceBoth, edges: Edges, terms: Terms) -> Features:
    """Describe edges by how far abundances came from where they started.

    Parameters
    ----------
    inputs
        Both abundances.
    edges
        The E edges.
    terms
        Their processes.

    Returns
    -------
    dict
        (E,) each: log10 of relative changes, their signs, and what the net turnover of
        the processes must have been, by least squares.
    """
    size = shallow_log(inputs.state)
    typical = float(np.median(size))
    change = inputs.state - inputs.initial
    least = DEEP * 10.0**size
    relative = np.log10(np.maximum(np.abs(change), least)) - size
    net = np.log10(np.maximum(np.abs(extents(inputs, size)), 10.0 ** (typical - 9.0)))
    moved = np.abs(size - shallow_log(inputs.initial)).mean()
    nodes: dict[str, NDArray[Any]] = {"change": relative, "direction": np.sign(change)}
    return {
        **edges.at_ends(nodes),
        **edges.throughout({"change": np.median(relative), "moved": moved}),
        "net_slope": terms.extreme(net[terms.process] - size[terms.source], "max"),
        "net_turnover": terms.extreme(net[terms.process], "max") - size[edges.target],
    }


def extents(inputs: AbundanceBoth, size: Floats) -> Floats:
    """Return how often each process has happened on balance.

    Parameters
    ----------
    inputs
        Stoichiometry N and both abundances.
    size
        log10 of the n scales that errors are measured by.

    Returns
    -------
    Floats
        r values ξ that solve N ξ = x(t_end) - x(0) over the nodes that reactions
        change, by least squares, rows divided by scale, with a small ridge.
    """
    changed = node_kind(inputs) == 0
    scale = 10.0 ** size[changed]
    scaled = inputs.stoichiometry[changed] / scale[:, None]
    if not scaled.any():
        return np.zeros(scaled.shape[1])
    aim = (inputs.state - inputs.initial)[changed] / scale
    normal = scaled.T @ scaled
    normal += RIDGE * (np.trace(normal) / len(normal)) * np.eye(len(normal))
    return np.linalg.solve(normal, scaled.T @ aim)


def typical_ratio(inputs: AbundanceInitial | AbundanceState, edges: Edges) -> Floats:
    """Return log10 of x_i/x_j as a first guess of a slope, (E,).

    Notes
    -----
    Of abundances that the model only starts from, half is believed.
    """
    if isinstance(inputs, AbundanceState):
        size = shallow_log(inputs.state)
        return size[edges.target] - size[edges.source]
    size = shallow_log(inputs.initial)
    return 0.5 * (size[edges.target] - size[edges.source])
