"""The numbers of a model's quantities at time 0."""

import math
from collections.abc import Iterable, Sequence

from bioripple.errors import Failed, Refused
from bioripple.odes.meaning import MAX_RULE_DEPTH, Meaning
from bioripple.sbml.model import Species
from bioripple.symbolic.arithmetic import SMALLEST_NORMAL
from bioripple.symbolic.codegen import compile_function
from bioripple.symbolic.decisions import check_decisions
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.symbolic.wide import WideFunction


class InitialValues:
    """Computes numbers at time 0, each once, in the order that the model implies.

    Attributes
    ----------
    formulas : dict of Node
        By what those are given, in numbers, that are too small for a double to hold.
    """

    def __init__(self, meaning: Meaning) -> None:
        self.meaning = meaning
        self.model = meaning.model
        self._parameters = {item.id: item.value for item in self.model.parameters}
        self.formulas: dict[str, Node] = {}
        self._values: dict[str, float] = {}
        self._open: list[str] = []

    def of(self, name: str) -> float:
        """Return the value of an id at time 0, finite, as equations need it."""
        value = self.any_of(name)
        if math.isnan(value) and name not in self.model.initial:
            raise self._missing(name)
        if not math.isfinite(value):
            raise Failed(f"{name!r} is {value} at time 0")
        return value

    def any_of(self, name: str) -> float:
        """Return the value of an id at time 0, be it infinite or not a number."""
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
        for rules in (self.model.assignments, self.model.initial):
            if name in rules:
                return self._evaluate(name, self.meaning.expand(name, rules[name]))
        value = self._given(name)
        if value is None:
            raise self._missing(name)
        return value

    def _missing(self, name: str) -> Refused:
        """Return the complaint that the model does not say what a quantity is."""
        thing, lack = "", "value"
        if name in self.meaning.compartments:
            thing, lack = "compartment ", "size"
        elif name in self.meaning.species:
            thing, lack = "species ", "initial value"
        elif name in self._parameters:
            thing = "parameter "
        return Refused(f"{thing}{name!r} has no {lack}, and an equation needs it")

    def _given(self, name: str) -> float | None:
        if name in self.meaning.species:
            return self._of_species(self.meaning.species[name])
        if name in self.meaning.compartments:
            return self.meaning.compartments[name].size
        if name in self._parameters:
            return self._parameters[name]
        if name in self.meaning.reactions:
            return self._evaluate(name, self.meaning.resolve(name))
        if name not in self.model.values:
            raise Failed(f"{name!r} is used, but not defined")
        return self.model.values[name]

    def _of_species(self, species: Species) -> float | None:
        amount, concentration = species.amount, species.concentration
        if self.meaning.means_amount(species):
            if amount is not None or concentration is None:
                return amount
            return concentration * self.any_of(species.compartment)
        if concentration is not None or amount is None:
            return concentration
        size = self.any_of(species.compartment)
        if size == 0.0:
            raise Failed(f"the compartment of {species.id!r} has no volume at time 0")
        return amount / size

    def _evaluate(self, name: str, node: Node) -> float:
        graph = self.meaning.graph
        known = {item: self.any_of(item) for item in sorted(graph.symbols([node]))}
        (node,) = graph.replace([node], self.formulas)
        symbols, values = list(known), list(known.values())
        check_decisions(
            graph, {f"the formula of {name!r}": node}, symbols, values, t=0.0
        )
        value = evaluate(graph, [node], symbols, values)[0]
        if abs(value) < SMALLEST_NORMAL and (
            WideFunction(graph, [node], symbols).is_tiny(0.0, values)
        ):
            self.formulas[name] = graph.bind([node], known, t=0.0)[0]
        return value


def evaluate(
    graph: ExpressionGraph,
    nodes: Sequence[Node],
    symbols: Sequence[str],
    values: Sequence[float],
    *,
    t: float = 0.0,
) -> list[float]:
    """Compute expressions once; see `codegen.compile_function` for many times."""
    return compile_function(graph, nodes, symbols)(t, values)
