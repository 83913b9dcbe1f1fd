"""What a kinetic model is: equations, nodes, what can be perturbed, and its rest."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from bioripple.answers.kinetic_names import names_of, roles
from bioripple.answers.kinetic_point import at_time, jacobian_at
from bioripple.dynamics.steady_point import SteadyPoint, steady_point
from bioripple.dynamics.sums import conserved_sums
from bioripple.errors import Failed, Refused
from bioripple.odes.latex import equations
from bioripple.odes.plain_text import plain_equations
from bioripple.odes.quantities import values_at
from bioripple.odes.system import OdeSystem
from bioripple.sbml.model import SbmlModel

T_END = 10.0  # as in the shipped configuration [model time units]
MOST_SUMS = 50  # that are printed


@dataclass(frozen=True)
class Inspected:
    """What there is to say of a model.

    Attributes
    ----------
    facts
        Id, name, level, version, and how many there are of what.
    equations, latex
        As text, a line each, and as LaTeX.
    nodes
        Of everything that has a value: id, name, kind, what gives it its value (see
        `kinetic_names.roles`), its value at time 0 and at `t_end` (None where there is
        none), whether it is a node of the influence network, and whether it can be
        perturbed.
    sums
        What is conserved, as text with its value.
    rest
        What the search for a steady state found: `steady`, `reason`, `detail` and more.
    problems
        What does not work with this model, and why.
    """

    facts: dict[str, Any]
    equations: list[str]
    latex: str
    nodes: list[dict[str, Any]]
    sums: list[str]
    rest: dict[str, Any]
    problems: list[str]

    def as_dict(self) -> dict[str, Any]:
        """Return plain values, for JSON."""
        return asdict(self)


def inspect_model(
    document: SbmlModel, system: OdeSystem, *, t_end: float = T_END
) -> Inspected:
    """Look at a model.

    Parameters
    ----------
    document
        What the file says.
    system
        Its equations.
    t_end
        Time of the state at which the influence network is read [model time units].

    Returns
    -------
    Inspected
        That something of it cannot be computed is one of its `problems`.
    """
    problems = [f"warning of the file: {text}" for text in document.warnings]
    if system.n_events:
        problems.append(
            f"{system.n_events} events are left out: the equations hold until the "
            "first of them happens"
        )
    states, later, network = _at(system, t_end, problems)
    rest: SteadyPoint | None = None
    try:
        rest = steady_point(system)
    except (Failed, Refused) as problem:
        problems.append(f"no steady state can be looked for: {problem}")
    return Inspected(
        facts=_facts(document, system, network),
        equations=plain_equations(system),
        latex=equations(system),
        nodes=_nodes(document, system, states, later, network),
        sums=_sums(system),
        rest=_rest(rest),
        problems=problems,
    )


def _at(
    system: OdeSystem, t_end: float, problems: list[str]
) -> tuple[dict[str, float], dict[str, float], set[str]]:
    """Return values at time 0 and at the end, and the nodes of the network there."""
    first = values_at(system, np.array(system.initial), t=0.0)
    try:
        point = at_time(system, t_end, "", None)
        later = values_at(system, point.state, t=t_end)
    except (Failed, Refused) as problem:
        problems.append(f"no state at t = {t_end:g}: {problem}")
        return first, {}, set()
    try:
        return first, later, set(jacobian_at(system, point, [], []).nodes.tolist())
    except (Failed, Refused) as problem:
        problems.append(f"no Jacobian at t = {t_end:g}: {problem}")
        return first, later, set()


def _facts(document: SbmlModel, system: OdeSystem, network: set[str]) -> dict[str, Any]:
    return {
        "id": document.id,
        "name": document.name,
        "level": document.level,
        "version": document.version,
        "states": len(system.states),
        "formulas": len(system.assigned),
        "constants": len(system.constants),
        "reactions": len(system.reactions),
        "events": system.n_events,
        "nodes": len(network),
    }


def _nodes(
    document: SbmlModel,
    system: OdeSystem,
    first: dict[str, float],
    later: dict[str, float],
    network: set[str],
) -> list[dict[str, Any]]:
    names = names_of(document)
    kinds = {item.id: "compartment" for item in document.compartments}
    kinds |= {item.id: "species" for item in document.species}
    variables = set(system.variables)
    return [
        {
            "id": name,
            "name": names.get(name, ""),
            "kind": kinds.get(name, "parameter"),
            "given_by": role,
            "initial": _plain(first.get(name)),
            "later": _plain(later.get(name)),
            "in_network": name in network,
            "satellite": name in variables and bool(network) and name not in network,
            "can_be_perturbed": role == "moves"
            or (role == "constant" and first.get(name) != 0.0),
        }
        for name, role in roles(system).items()
    ]


def _plain(value: float | None) -> float | None:
    return value if value is not None and np.isfinite(value) else None


def _sums(system: OdeSystem) -> list[str]:
    matrix = conserved_sums(system)
    totals = matrix @ np.array(system.initial) if len(matrix) else []
    found = []
    for row, total in list(zip(matrix, totals, strict=True))[:MOST_SUMS]:
        terms = [
            _term(number, name)
            for name, number in zip(system.states, row.tolist(), strict=True)
            if number
        ]
        ordered = sorted(terms, key=lambda term: term.startswith("-"))
        found.append(f"{' + '.join(ordered).replace('+ -', '- ')} = {total:.6g}")
    more = len(matrix) - len(found)
    return [*found, f"and {more} more"] if more else found


def _term(number: float, name: str) -> str:
    if abs(number) == 1.0:
        return name if number > 0.0 else f"-{name}"
    return f"{number:.6g}*{name}"


def _rest(rest: SteadyPoint | None) -> dict[str, Any]:
    if rest is None:
        return {"steady": False, "reason": "no numbers", "detail": ""}
    found: dict[str, Any] = {
        "steady": rest.found,
        "reason": rest.reason,
        "detail": rest.detail,
    }
    if rest.found:
        found |= {
            "unique": rest.unique,
            "longest_time_constant": rest.slowest,
            "residual": rest.residual,
            "growing": list(rest.growing),
            "left": list(rest.left),
        }
    return found
