"""The ids of an SBML model as expressions over states, constants and time."""

from bioripple.errors import Failed, Refused
from bioripple.sbml.model import Compartment, Reaction, SbmlModel, Species
from bioripple.symbolic.derivatives import TIME, gradients
from bioripple.symbolic.graph import Node

MAX_RULE_DEPTH = 150  # of rules that read each other


class Meaning:
    """Resolves ids to expressions of states, constants and time."""

    def __init__(self, model: SbmlModel) -> None:
        self.model = model
        self.graph = model.graph
        self.species = {item.id: item for item in model.species}
        self.compartments = {item.id: item for item in model.compartments}
        self.reactions = {item.id: item for item in model.reactions}
        self.turnover = _turnover(model)
        self.changing = dict.fromkeys(self._changing())  # in order
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
        home = self.home(species)
        return home.dimensions == 0 and not self._has_size(home)

    def _has_size(self, home: Compartment) -> bool:
        """Say whether a compartment without dimensions has a size all the same."""
        model = self.model
        rules = (model.assignments, model.rates, model.initial)
        given = home.size is not None or any(home.id in rule for rule in rules)
        return given and model.level > 2  # levels 1 and 2 know no such size

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
                found = self.expand(name, with_rule)
            elif reaction is not None:
                found = self.expand(name, self._law(reaction))
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
            if name in self.model.assignments or name in self.reactions:
                found = self._total_derivative(name)
            elif name in self.model.rates:
                found = self.expand(f"rate of {name}", self.model.rates[name])
            elif name in self.species and name in self.changing:
                found = self.expand(f"rate of {name}", self._balance(name))
            else:
                found = self.graph.zero
            self._rates[name] = found
        return found

    def expand(self, name: str, node: Node) -> Node:
        """Return a formula of ids as an expression over states, constants and time."""
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
            raise Refused(f"the rate of change of {name!r} depends on itself")
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
        reacts = name in self.turnover and not species.boundary and not species.constant
        change = self._amount_per_time(name) if reacts else graph.zero
        if self.means_amount(species):
            return change
        size = graph.symbol(self.home(species).id)
        balance = graph.divide(change, size)
        if self._is_diluted(species):
            self._check_continuous(species.compartment)
            loss = graph.divide(graph.rate_of(species.compartment), size)
            dilution = graph.multiply(graph.symbol(name), loss)
            balance = graph.subtract(balance, dilution)
        return balance

    def _check_continuous(self, compartment: str) -> None:
        """Refuse sizes that may jump: the concentrations inside would jump, too."""
        rule = self.model.assignments.get(compartment)
        if rule is None:
            return
        graph = self.graph
        nodes = graph.reachable([self.resolve(compartment)])
        if any(graph.operators[node] in ("if", "floor", "ceil") for node in nodes):
            raise Refused(
                f"the size of compartment {compartment!r} is switched by its rule, "
                "which is not supported where species are inside"
            )

    def _amount_per_time(self, name: str) -> Node:
        graph = self.graph
        terms = [
            graph.multiply(stoichiometry, graph.symbol(reaction))
            for reaction, stoichiometry in self.turnover[name].items()
        ]
        total = graph.add(terms)
        factor = self.species[name].conversion_factor or self.model.conversion_factor
        return graph.multiply(graph.symbol(factor), total) if factor else total


def _turnover(model: SbmlModel) -> dict[str, dict[str, Node]]:
    """Return the net stoichiometry of each species in each reaction it is part of."""
    graph = model.graph
    parts: dict[str, dict[str, list[Node]]] = {}
    signed: dict[tuple[float, Node], Node] = {}  # there are few different ones
    for reaction in model.reactions:
        for sign, side in ((-1.0, reaction.reactants), (1.0, reaction.products)):
            for participant in side:
                key = sign, participant.stoichiometry
                amount = signed.get(key)
                if amount is None:
                    amount = signed[key] = graph.multiply(graph.constant(sign), key[1])
                by_reaction = parts.setdefault(participant.species, {})
                by_reaction.setdefault(reaction.id, []).append(amount)
    sums: dict[tuple[Node, ...], Node] = {}

    def total(terms: list[Node]) -> Node:
        key = tuple(terms)
        if key not in sums:
            sums[key] = graph.add(terms)
        return sums[key]

    return {
        species: {reaction: total(terms) for reaction, terms in by_reaction.items()}
        for species, by_reaction in parts.items()
    }
