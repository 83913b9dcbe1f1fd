"""Everything in a model that has a value of its own, and its value at a time."""

import math
from dataclasses import dataclass
from typing import Literal

from bioripple.arrays import Floats
from bioripple.odes.initial_values import evaluate
from bioripple.odes.system import OdeSystem
from bioripple.sbml.model import SbmlModel
from bioripple.symbolic.decisions import undecided

Kind = Literal["species", "parameter", "compartment", "stoichiometry"]


@dataclass(frozen=True)
class Quantity:
    """A species, or a parameter, compartment or stoichiometry that may change.

    Attributes
    ----------
    id, name
        As in the model; the name may be empty.
    kind
        What it is.
    """

    id: str
    name: str
    kind: Kind


def quantities(model: SbmlModel, system: OdeSystem) -> list[Quantity]:
    """Return what of a model may change, in the order of the model.

    Parameters
    ----------
    model
        What the file says.
    system
        Its equations.

    Returns
    -------
    list of Quantity
        All species; parameters and compartments that are not constant or that a rule
        sets; and stoichiometries that a rule sets.
    """
    ruled = {*system.states, *system.assigned}
    found = [Quantity(item.id, item.name, "species") for item in model.species]
    found += [
        Quantity(item.id, item.name, "parameter")
        for item in model.parameters
        if not item.constant or item.id in ruled
    ]
    found += [
        Quantity(item.id, item.name, "compartment")
        for item in model.compartments
        if not item.constant or item.id in ruled
    ]
    known = {item.id for item in found}
    left = [name for name in (*system.states, *system.assigned) if name not in known]
    return found + [Quantity(name, "", "stoichiometry") for name in left]


def values_at(system: OdeSystem, x: Floats, *, t: float) -> dict[str, float]:
    """Return the value of everything that a system knows, by its id.

    Parameters
    ----------
    system
        The equations.
    x
        Its states at time t, shape (number of states,).
    t
        The time [model time units].

    Returns
    -------
    dict
        Constants, states and quantities under assignment rules; NaN where a rule
        decides by what is no number.
    """
    known = dict(system.constants)
    known.update(zip(system.states, x.tolist(), strict=True))
    formulas = list(system.assigned.values())
    found = evaluate(system.graph, formulas, [*known], [*known.values()], t=t)
    lost = undecided(system.graph, system.assigned, [*known], [*known.values()], t=t)
    return (
        known
        | dict(zip(system.assigned, found, strict=True))
        | dict.fromkeys(lost, math.nan)
    )
