"""Gather what tiers know of a model from its equations, its state and its network.

Arrays are those of `tiers`; a node is a variable that is no satellite.
"""

import math
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Flags, Floats
from bioripple.errors import Failed
from bioripple.network.influence import signs
from bioripple.network.listed import dense_in_file
from bioripple.network.moieties import conserved_moieties
from bioripple.network.structure import Arrays, SystemView
from bioripple.network.tiers import AbundanceBoth
from bioripple.odes.arrays import from_arrays
from bioripple.odes.initial_values import evaluate


def tier_inputs(system: Arrays, jacobian: Arrays) -> AbundanceBoth:
    """Gather the inputs of all tiers that know its state, for one model.

    Parameters
    ----------
    system
        What `odes.arrays.to_arrays` wrote.
    jacobian
        `nodes` (n,), `state` (n,) and the entries of `jacobian` (n, n), as
        `network.listed.to_file` names them, satellites removed.

    Returns
    -------
    AbundanceBoth
        The inputs of the highest tier; `network.tiers.restrict` leaves those of a lower
        one.

    Raises
    ------
    Failed
        If an abundance is not finite: a node that a formula gives may start from a
        quotient by zero.
    """
    view = SystemView(system)
    nodes: list[str] = jacobian["nodes"].tolist()
    place = {name: k for k, name in enumerate(nodes)}
    assigned_reads = np.zeros((len(nodes),) * 2, dtype=np.bool_)
    for name in place.keys() & view.assigned.keys():
        assigned_reads[place[name], _places(view.assigned[name], place)] = True
    stoichiometry, reads, is_rule, reversible = _processes(view, place)
    return AbundanceBoth(
        sign=signs(dense_in_file(jacobian, "jacobian")),
        stoichiometry=stoichiometry,
        reads=reads,
        is_rule=is_rule,
        reversible=reversible,
        assigned_reads=assigned_reads,
        moieties=_moieties(stoichiometry),
        initial=_finite(initial_abundances(view, nodes), nodes, "at the start"),
        state=_finite(jacobian["state"], nodes, "at the state"),
    )


def at_rest(
    inputs: AbundanceBoth, nodes: NDArray[np.str_], rest: Arrays
) -> AbundanceBoth:
    """Return what is known of a model where it comes to rest.

    Parameters
    ----------
    inputs
        The same at the horizon, of n nodes.
    nodes
        Their ids.
    rest
        `nodes`, these among them, `state` and the entries of `jacobian` there.

    Returns
    -------
    AbundanceBoth
        With the signs and abundances at rest; all else is the same.
    """
    place = {name: k for k, name in enumerate(rest["nodes"].tolist())}
    here = [place[name] for name in nodes.tolist()]
    return replace(
        inputs,
        sign=signs(dense_in_file(rest, "jacobian")[np.ix_(here, here)]),
        state=_finite(rest["state"][here], nodes.tolist(), "at rest"),
    )


def initial_abundances(view: SystemView, nodes: list[str]) -> Floats:
    """Return x(0) of some variables, those under assignment rules by their formula.

    Parameters
    ----------
    view
        The model's equations.
    nodes
        Ids of n of its variables.
    """
    arrays = view.arrays
    values = dict(zip(view.states, arrays["initial"].tolist(), strict=True))
    constants = arrays["constants"].tolist()
    values |= dict(zip(constants, arrays["constant_values"].tolist(), strict=True))
    missing = [name for name in nodes if name not in values]
    if missing:
        system = from_arrays(arrays)
        formulas = [system.assigned[name] for name in missing]
        found = evaluate(system.graph, formulas, list(values), list(values.values()))
        values |= dict(zip(missing, found, strict=True))
    return np.array([values[name] for name in nodes], dtype=np.float64)


def _finite(abundances: Floats, nodes: list[str], when: str) -> Floats:
    for name, value in zip(nodes, abundances.tolist(), strict=True):
        if not math.isfinite(value):
            raise Failed(f"the abundance of {name!r} {when} is {value}")
    return np.array(abundances, dtype=np.float64)


def _processes(
    view: SystemView, place: dict[str, int]
) -> tuple[Floats, Flags, Flags, Flags]:
    moves = [
        {place[name]: amount for name, amount in moved.items() if name in place}
        for moved in view.moves
    ]
    reactions = [index for index, moved in enumerate(moves) if moved]
    rules = [name for name in view.rules if name in place]
    columns = [moves[index] for index in reactions]
    columns += [{place[name]: 1.0} for name in rules]
    read = [view.reaction_reads[index] for index in reactions]
    read += [view.rules[name] for name in rules]
    stoichiometry = np.zeros((len(place), len(columns)))
    reads = np.zeros((len(place), len(columns)), dtype=np.bool_)
    for column, (moved, names) in enumerate(zip(columns, read, strict=True)):
        stoichiometry[list(moved), column] = list(moved.values())
        reads[_places(names, place), column] = True
    is_rule = np.arange(len(columns)) >= len(reactions)
    reversible = np.zeros(len(columns), dtype=np.bool_)
    reversible[: len(reactions)] = view.reversible[reactions]
    return stoichiometry, reads, is_rule, reversible


def _moieties(stoichiometry: Floats) -> Floats:
    """Return the conserved sums of nodes that processes change.

    Nodes that no process changes are given by a formula, and no part of any sum.
    """
    moved = np.flatnonzero(stoichiometry.any(axis=1))
    among = conserved_moieties(stoichiometry[moved])
    moieties = np.zeros((len(among), len(stoichiometry)))
    moieties[:, moved] = among
    return moieties


def _places(names: frozenset[str], place: dict[str, int]) -> list[int]:
    return sorted(place[name] for name in names if name in place)
