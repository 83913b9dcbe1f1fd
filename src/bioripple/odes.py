"""Give an SBML model its meaning: a system of ordinary differential equations.

A species' id means its concentration, unless it `hasOnlySubstanceUnits` or lives in a
compartment without dimensions, then its amount. Quantities under an assignment rule are
not integrated: they are replaced by their formula wherever they are read. Events are no
part of the system.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bioripple.derivatives import TIME, gradients
from bioripple.expressions import ExpressionGraph, Node, TooLarge
from bioripple.outcome import Failed, Refused
from bioripple.sbml import Compartment, Reaction, SbmlModel, Species

MAX_RULE_DEPTH = 150  # of rules that read each other


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
    try:
        return _build(model)
    except TooLarge as problem:
        raise Refused(f"the equations are too large: {problem}") from None


def _build(model: SbmlModel) -> OdeSystem:
    if model.algebraic:
        raise Refused("has algebraic rules, which are not supported")
    meaning = _Meaning(model)
    constant = meaning.graph.zero
    states = [name for name in meaning.changing if meaning.rate(name) != constant]
    rates = [meaning.rate(name) for name in states]
    assigned = {name: meaning.resolve(name) for name in model.assignments}
    reactions = tuple(_describe(reaction, meaning) for reaction in model.reactions)
    needed = meaning.graph.symbols([*rates, *assigned.values()]) - set(states)
    values = _InitialValues(meaning)
    species = tuple(item.id for item in model.species)
    parameters = tuple(item.id for item in model.parameters if not item.constant)
    moving = {*states, *model.assignments}
    fixed = [name for name in (*species, *parameters) if name not in moving]
    return OdeSystem(
        model=model.id,
        graph=meaning.graph,
        species=species,
        parameters=parameters,
        states=tuple(states),
        rates=tuple(rates),
        assigned=assigned,
        constants=values.known(fixed)
        | {name: values.of(name) for name in sorted(needed)},
        initial=tuple(values.of(name) for name in states),
        n_events=model.n_events,
        reactions=reactions,
    )


class _Meaning:
    """Resolves ids to expressions of states, constants and time."""

    def __init__(self, model: SbmlModel) -> None:
        self.model = model
        self.graph = model.graph
        self.species = {item.id: item for item in model.species}
        self.compartments = {item.id: item for item in model.compartments}
        self.reactions = {item.id: item for item in model.reactions}
        self.turnover = _turnover(model)
        self.changing = self._changing()
        self._resolved: dict[str, Node] = {}
        self._rates: dict[str, Node] = {}
        self._open: list[str] = []

    def _changing(self) -> list[str]:
        """Return what has a rate of its own: ruled or reacting, or diluted."""
        model = self.model
        return [
            *(
                item.id
                for item in model.species
                if item.id not in model.assignments
                and (
                    item.id in model.rates
                    or (
                        item.id in self.turnover
                        and not item.boundary
                        and not item.constant
                    )
                    or self._is_diluted(item)
                )
            ),
            *(name for name in model.rates if name not in self.species),
        ]

    def _is_diluted(self, species: Species) -> bool:
        home = species.compartment
        ruled = home in self.model.rates or home in self.model.assignments
        return ruled and not self.means_amount(species)

    def means_amount(self, species: Species) -> bool:
        """Say whether a species' id means its amount rather than its concentration."""
        if species.only_substance:
            return True
        return self.home(species).dimensions == 0

    def home(self, species: Species) -> Compartment:
        """Return the compartment that a species is in."""
        try:
            return self.compartments[species.compartment]
        except KeyError:
            raise Failed(
                f"species {species.id!r} is in the compartment "
                f"{species.compartment!r}, which is not defined"
            ) from None

    def resolve(self, name: str) -> Node:
        """Return the expression of an id over states, constants and time."""
        found = self._resolved.get(name)
        if found is None:
            with_rule = self.model.assignments.get(name)
            reaction = self.reactions.get(name)
            if with_rule is not None:
                found = self._expand(name, with_rule)
            elif reaction is not None:
                found = self._expand(name, self._law(reaction))
            else:
                found = self.graph.symbol(name)
            self._resolved[name] = found
        return found

    def _law(self, reaction: Reaction) -> Node:
        if reaction.rate is None:
            raise Refused(f"reaction {reaction.id!r} has no kinetic law")
        return reaction.rate

    def rate(self, name: str) -> Node:
        """Return the rate of change of an id over states, constants and time."""
        found = self._rates.get(name)
        if found is None:
            if name in self.model.assignments:
                found = self._total_derivative(name)
            elif name in self.model.rates:
                found = self._expand(f"rate of {name}", self.model.rates[name])
            elif name in self.species and name in self.changing:
                found = self._expand(f"rate of {name}", self._balance(name))
            else:
                found = self.graph.zero
            self._rates[name] = found
        return found

    def expand(self, name: str, node: Node) -> Node:
        """Return a formula of ids as an expression over states, constants and time."""
        return self._expand(name, node)

    def _expand(self, name: str, node: Node) -> Node:
        if name in self._open:
            circle = " → ".join([*self._open[self._open.index(name) :], name])
            raise Failed(f"the rules define each other in a circle: {circle[:200]}")
        if len(self._open) >= MAX_RULE_DEPTH:
            raise Refused(f"rules read each other more than {MAX_RULE_DEPTH} deep")
        self._open.append(name)
        try:
            return self.graph.substitute([node], self._replacement)[0]
        finally:
            self._open.pop()

    def _replacement(self, leaf: Node) -> Node | None:
        kind = self.graph.operators[leaf]
        if kind == "symbol":
            return self.resolve(self.graph.arguments[leaf][0])
        if kind == "rateof":
            return self.rate(self.graph.arguments[leaf][0])
        return None

    def _total_derivative(self, name: str) -> Node:
        """Return dg/dt = Σ ∂g/∂x·ẋ + ∂g/∂t of an assigned quantity g."""
        graph = self.graph
        if f"rate of {name}" in self._open:
            raise Failed(f"the rate of change of {name!r} depends on itself")
        self._open.append(f"rate of {name}")
        try:
            wanted = [*self.changing, TIME]
            gradient = gradients(graph, [self.resolve(name)], wanted)[0]
            return graph.add(
                [
                    partial
                    if symbol == TIME
                    else graph.multiply(partial, self.rate(symbol))
                    for symbol, partial in gradient.items()
                ]
            )
        except NotImplementedError as problem:
            raise Refused(f"assignment rule for {name!r}: no {problem}") from None
        finally:
            self._open.pop()

    def _balance(self, name: str) -> Node:
        """Return what reactions, and a compartment that changes, do to a species."""
        graph = self.graph
        species = self.species[name]
        reacts = not species.boundary and not species.constant
        change = self._amount_per_time(name) if reacts else graph.zero
        if self.means_amount(species):
            return change
        size = graph.symbol(self.home(species).id)
        balance = graph.divide(change, size)
        if self._is_diluted(species):
            loss = graph.divide(graph.rate_of(species.compartment), size)
            dilution = graph.multiply(graph.symbol(name), loss)
            balance = graph.subtract(balance, dilution)
        return balance

    def _amount_per_time(self, name: str) -> Node:
        graph = self.graph
        terms = [
            graph.multiply(stoichiometry, graph.symbol(reaction))
            for reaction, stoichiometry in self.turnover[name].items()
        ]
        total = graph.add(terms)
        factor = self.species[name].conversion_factor or self.model.conversion_factor
        return graph.multiply(graph.symbol(factor), total) if factor else total


class _InitialValues:
    """Computes numbers at time 0, each once, in the order that the model implies."""

    def __init__(self, meaning: _Meaning) -> None:
        self.meaning = meaning
        self.model = meaning.model
        self._parameters = {item.id: item.value for item in self.model.parameters}
        self._values: dict[str, float] = {}
        self._open: list[str] = []

    def of(self, name: str) -> float:
        """Return the value of an id at time 0."""
        if name not in self._values:
            if name in self._open:
                circle = " → ".join([*self._open[self._open.index(name) :], name])
                raise Failed(f"initial values depend on each other: {circle[:200]}")
            if len(self._open) >= MAX_RULE_DEPTH:
                raise Refused(
                    f"initial values read each other more than {MAX_RULE_DEPTH} deep"
                )
            self._open.append(name)
            try:
                self._values[name] = self._compute(name)
            finally:
                self._open.pop()
        return self._values[name]

    def known(self, names: Iterable[str]) -> dict[str, float]:
        """Return the values of those ids that have one."""
        values = {}
        for name in names:
            try:
                values[name] = self.of(name)
            except (Refused, Failed):
                continue  # no equation reads it at time 0, or the caller refuses it
        return values

    def _compute(self, name: str) -> float:
        for rules in (self.model.initial, self.model.assignments):
            if name in rules:
                return self._evaluate(name, self.meaning.expand(name, rules[name]))
        value = self._given(name)
        if value is None or math.isnan(value):
            raise Refused(f"{name!r} has no value, and an equation needs it")
        if not math.isfinite(value):
            raise Failed(f"{name!r} is {value} at time 0")
        return value

    def _given(self, name: str) -> float | None:
        if name in self.meaning.species:
            return self._of_species(self.meaning.species[name])
        if name in self.meaning.compartments:
            return self.meaning.compartments[name].size
        if name in self._parameters:
            return self._parameters[name]
        if name in self.meaning.reactions:
            return self._evaluate(name, self.meaning.resolve(name))
        return self.model.values[name]

    def _of_species(self, species: Species) -> float | None:
        amount, concentration = species.amount, species.concentration
        if self.meaning.means_amount(species):
            if amount is not None or concentration is None:
                return amount
            return concentration * self.of(species.compartment)
        if concentration is not None or amount is None:
            return concentration
        size = self.of(species.compartment)
        if size == 0.0:
            raise Failed(f"the compartment of {species.id!r} has no volume at time 0")
        return amount / size

    def _evaluate(self, name: str, node: Node) -> float:
        graph = self.meaning.graph
        symbols = sorted(graph.symbols([node]))
        value = evaluate(graph, [node], symbols, [self.of(item) for item in symbols])[0]
        if not math.isfinite(value):
            raise Failed(f"{name!r} is {value} at time 0")
        return value


def evaluate(
    graph: ExpressionGraph,
    nodes: Sequence[Node],
    symbols: Sequence[str],
    values: Sequence[float],
    *,
    t: float = 0.0,
) -> list[float]:
    """Compute expressions once; see `compiled.compile_function` for many times."""
    from bioripple.compiled import compile_function

    return compile_function(graph, nodes, symbols)(t, values)


def _turnover(model: SbmlModel) -> dict[str, dict[str, Node]]:
    """Return the net stoichiometry of each species in each reaction it is part of."""
    graph = model.graph
    parts: dict[str, dict[str, list[Node]]] = {}
    for reaction in model.reactions:
        for sign, side in ((-1.0, reaction.reactants), (1.0, reaction.products)):
            for participant in side:
                amount = graph.multiply(graph.constant(sign), participant.stoichiometry)
                by_reaction = parts.setdefault(participant.species, {})
                by_reaction.setdefault(reaction.id, []).append(amount)
    return {
        species: {reaction: graph.add(terms) for reaction, terms in by_reaction.items()}
        for species, by_reaction in parts.items()
    }


def _describe(reaction: Reaction, meaning: _Meaning) -> ReactionInfo:
    model, graph = meaning.model, meaning.graph
    # a species reference that no rule and no initial assignment changes is a number
    numbers = {
        name: value
        for name, value in model.values.items()
        if value is not None
        and name not in model.assignments | model.rates | model.initial
    }
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
