"""Give an SBML model its meaning: a system of ordinary differential equations.

A species' id means its concentration, unless it `hasOnlySubstanceUnits` or lives in a
compartment without dimensions or size, then its amount. Quantities under an assignment
rule are not integrated: they are replaced by their formula wherever they are read.
Events are no part of the system.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from bioripple.errors import Failed, Refused
from bioripple.odes.algebraic import solve_algebraic_rules
from bioripple.odes.initial_values import InitialValues, evaluate
from bioripple.odes.meaning import Meaning
from bioripple.runtime.checks import check_kind
from bioripple.sbml.model import Event, Reaction, SbmlModel
from bioripple.symbolic.graph import ExpressionGraph, Node, TooLarge

__all__ = ["OdeSystem", "ReactionInfo", "build_odes", "evaluate"]


@dataclass(frozen=True)
class ReactionInfo:
    """What a reaction does to the species, for structure and printing.

    `stoichiometry` maps a species to its net change per event, where that is a number.
    """

    id: str
    reversible: bool
    stoichiometry: dict[str, float]
    rate: Node


@dataclass(frozen=True)
class OdeSystem:
    """A system ẋ = f(t, x) with outputs y = g(t, x).

    Attributes
    ----------
    model
        The model's id.
    graph
        Where all expressions live. Their leaves are numbers, time and symbols named in
        `states` or `constants`.
    species, parameters
        The variables of the influence network before satellites are removed: all
        species, and all parameters that are not constant, in document order.
    states
        What is integrated: quantities changed by reactions or rate rules.
    rates
        f: the rate of change of each state.
    assigned
        g: quantities given by assignment rules, by id.
    constants
        Numbers of all other quantities that a formula reads.
    initial
        x(0) of each state.
    n_events
        Events of the model, which the system leaves out.
    reactions
        The reactions behind the rates.
    events
        The events, their formulas over states, constants and time.
    """

    model: str
    graph: ExpressionGraph
    species: tuple[str, ...]
    parameters: tuple[str, ...]
    states: tuple[str, ...]
    rates: tuple[Node, ...]
    assigned: dict[str, Node]
    constants: dict[str, float]
    initial: tuple[float, ...]
    n_events: int
    reactions: tuple[ReactionInfo, ...]
    events: tuple[Event, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """All species, then all parameters that are not constant."""
        return (*self.species, *self.parameters)


def build_odes(model: SbmlModel) -> OdeSystem:
    """Derive the differential equations of an SBML model.

    Parameters
    ----------
    model
        What the file says.

    Returns
    -------
    OdeSystem
        Its equations, with initial values.

    Raises
    ------
    Refused
        If the model needs something unsupported, or a value that it does not give.
    Failed
        If its rules contradict each other, or its initial values are not finite.
    """
    check_kind(model, SbmlModel, "model", "read_sbml")
    try:
        return _build(model)
    except TooLarge as problem:
        raise Refused(f"the equations are too large: {problem}") from None


def _build(model: SbmlModel) -> OdeSystem:
    _check_contradictions(model)
    model = solve_algebraic_rules(model)
    meaning = Meaning(model)
    constant = meaning.graph.zero
    states = [name for name in meaning.changing if meaning.rate(name) != constant]
    rates = [meaning.rate(name) for name in states]
    assigned = {name: meaning.resolve(name) for name in model.assignments}
    numbers = _fixed_references(model)
    reactions = tuple(
        _describe(reaction, meaning, numbers) for reaction in model.reactions
    )
    events = tuple(_resolve(event, meaning) for event in model.events)
    needed = meaning.graph.symbols([*rates, *assigned.values()]) - set(states)
    values = InitialValues(meaning)
    constants = {name: values.of(name) for name in sorted(needed)}
    tiny = {name: node for name, node in values.formulas.items() if name in constants}
    formulas = meaning.graph.replace([*rates, *assigned.values()], tiny)
    species = tuple(item.id for item in model.species)
    parameters = tuple(item.id for item in model.parameters if not item.constant)
    moving = {*states, *model.assignments}
    sizes = [item.id for item in model.compartments if not item.constant]
    fixed = [name for name in (*species, *parameters, *sizes) if name not in moving]
    return OdeSystem(
        model=model.id,
        graph=meaning.graph,
        species=species,
        parameters=parameters,
        states=tuple(states),
        rates=tuple(formulas[: len(rates)]),
        assigned=dict(zip(assigned, formulas[len(rates) :], strict=True)),
        constants=values.known(fixed)
        | values.known(sorted(_event_symbols(events, meaning.graph) - set(states)))
        | constants,
        initial=tuple(values.of(name) for name in states),
        n_events=model.n_events,
        reactions=reactions,
        events=events,
    )


def _resolve(event: Event, meaning: Meaning) -> Event:
    """Return an event over states, constants and time; what has no meaning is None."""
    is_complete = event.is_complete

    def expand(node: Node | None) -> Node | None:
        nonlocal is_complete
        try:
            return None if node is None else meaning.expand(event.id, node)
        except (Refused, Failed):
            is_complete = False
            return None

    delay = expand(event.delay)
    return replace(
        event,
        trigger=expand(event.trigger)
        if (delay is None) == (event.delay is None)
        else None,
        delay=delay,
        targets={name: expand(node) for name, node in event.targets.items()},
        is_complete=is_complete,
    )


def _event_symbols(events: Iterable[Event], graph: ExpressionGraph) -> set[str]:
    formulas = [
        node
        for event in events
        for node in (event.trigger, event.delay, *event.targets.values())
        if node is not None
    ]
    return graph.symbols(formulas)


def _check_contradictions(model: SbmlModel) -> None:
    """Make sure that no quantity is changed by two things, or in spite of being fixed.

    Such files are not valid; programs that read them all the same differ in what wins.
    """
    ruled = {*model.assignments, *model.rates}
    reacting = {
        participant.species
        for reaction in model.reactions
        for participant in (*reaction.reactants, *reaction.products)
    }
    for species in model.species:
        if species.id in reacting and not species.boundary:
            if species.id in ruled:
                raise Failed(f"{species.id!r} is changed by a rule and by reactions")
            if species.constant:
                raise Failed(f"{species.id!r} is constant, but reactions change it")
    constant = {
        *(item.id for item in model.compartments if item.constant),
        *(item.id for item in model.species if item.constant),
        *(item.id for item in model.parameters if item.constant),
    }
    for name in sorted(constant & ruled):
        raise Failed(f"{name!r} is constant, but a rule changes it")
    _check_initial_values(model)


def _check_initial_values(model: SbmlModel) -> None:
    """Make sure that no species begins with two values that disagree."""
    sizes = {item.id: item.size for item in model.compartments}
    for name in model.initial.keys() | model.assignments.keys():
        sizes.pop(name, None)  # the file gives a formula in place of this number
    for species in model.species:
        amount, concentration = species.amount, species.concentration
        if amount is None or concentration is None:
            continue
        size = sizes.get(species.compartment)
        if size is None or not math.isclose(amount, concentration * size, rel_tol=1e-9):
            raise Failed(
                f"species {species.id!r} has an initial amount of {amount:g} and an "
                f"initial concentration of {concentration:g}, which disagree in a "
                f"compartment of size {'unknown' if size is None else f'{size:g}'}"
            )


def _fixed_references(model: SbmlModel) -> dict[str, float]:
    """Return the species references, and others, that are numbers and stay so."""
    changed = model.assignments.keys() | model.rates.keys() | model.initial.keys()
    return {
        name: value
        for name, value in model.values.items()
        if value is not None and name not in changed
    }


def _describe(
    reaction: Reaction, meaning: Meaning, numbers: Mapping[str, float]
) -> ReactionInfo:
    graph = meaning.graph
    stoichiometry = {}
    for participant in (*reaction.reactants, *reaction.products):
        net = meaning.turnover[participant.species][reaction.id]
        value = graph.value(graph.bind([net], numbers)[0])
        if value is not None:
            stoichiometry[participant.species] = value
    return ReactionInfo(
        id=reaction.id,
        reversible=reaction.reversible,
        stoichiometry=stoichiometry,
        rate=meaning.resolve(reaction.id),
    )
