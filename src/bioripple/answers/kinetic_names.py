"""What of a kinetic model can be perturbed, and what is said where something cannot."""

from collections.abc import Iterable, Mapping
from typing import Literal

from bioripple.answers.result import Condition
from bioripple.errors import Refused
from bioripple.formats.near import near
from bioripple.odes.system import OdeSystem
from bioripple.runtime.text import MOST, one_line
from bioripple.sbml.model import SbmlModel

Role = Literal["moves", "formula", "constant"]


def roles(system: OdeSystem) -> dict[str, Role]:
    """Return what has a value in a system, by id, and what gives it.

    Parameters
    ----------
    system
        The equations.

    Returns
    -------
    dict
        `moves`: it has a rate, and can be perturbed by holding it at another value.
        `constant`: a parameter, a compartment's size, or a species that nothing
        changes; can be perturbed by giving it another value. `formula`: an assignment
        rule gives it at all times, so that it cannot be perturbed itself.
    """
    # a compartment or a stoichiometry that has a rate is no node of the network
    nodes = set(system.variables)
    found: dict[str, Role] = {name: "moves" for name in system.states if name in nodes}
    found.update(dict.fromkeys(system.assigned, "formula"))
    found.update(dict.fromkeys(system.constants, "constant"))
    return found


def names_of(model: SbmlModel) -> dict[str, str]:
    """Return the names of species, parameters and compartments that have one, by id."""
    found = {item.id: item.name for item in model.species}
    found |= {item.id: item.name for item in model.parameters}
    found |= {item.id: item.name for item in model.compartments}
    return {name: label for name, label in found.items() if label}


def check_perturbed(
    system: OdeSystem, conditions: Iterable[Condition], labels: Mapping[str, str]
) -> None:
    """Make sure that all that is to be perturbed can be.

    Parameters
    ----------
    system
        The equations.
    conditions
        What is asked.
    labels
        Names for people, by id.

    Raises
    ------
    Refused
        If there is no such id, or a formula gives it, or a link is named.
    ValueError
        If a name of a condition comes twice.
    """
    known = roles(system)
    names = [condition.name for condition in conditions]
    if len(set(names)) != len(names):
        raise ValueError("conditions: expected each name once")
    for condition in conditions:
        if condition.links:
            source, target = next(iter(condition.links))
            raise Refused(
                f'condition "{shown(condition.name)}": the link "{shown(source)}" -> '
                f'"{shown(target)}" cannot be perturbed where kinetics are used; '
                "perturb a parameter of the reaction instead"
            )
        if not condition.nodes:
            raise Refused(
                f'condition "{shown(condition.name)}": expected something that is '
                "perturbed, found nothing"
            )
        for name, strength in condition.nodes.items():
            if strength < -1.0 and name in system.species:
                raise Refused(
                    f'perturbed species "{shown(name)}": expected a strength of -1 '
                    f"(all of it is taken away) or more, found {strength:g}"
                )
            if name not in known:
                raise Refused(unknown(name, known, labels))
            if known[name] == "formula":
                raise Refused(_given(system, name))


def unknown(name: str, known: Iterable[str], labels: Mapping[str, str]) -> str:
    """Say that a model has no such id, and which come near.

    Parameters
    ----------
    name
        What was asked for.
    known
        Ids that there are.
    labels
        Names for people, by id: one may have been taken for the id.
    """
    ids = list(known)
    called = [each for each in ids if labels.get(each) == name]
    found = called[:3] or near(name, ids, 3)
    listed = " or ".join(f'"{shown(each)}"' for each in found)
    tail = f"; did you mean {listed}?" if found else ""
    return f'there is nothing called "{shown(name)}" in the model{tail}'


def _given(system: OdeSystem, name: str) -> str:
    read = sorted(system.graph.symbols([system.assigned[name]]))[:3]
    advice = ", ".join(f'"{shown(each)}"' for each in read) or "another one"
    return (
        f'"{shown(name)}" cannot be perturbed: a formula gives it at all times; '
        f"perturb what that reads, such as {advice}"
    )


def shown(text: str) -> str:
    """Return a stranger's text so that it can stand in a message."""
    return one_line(text, most=MOST // 5)
