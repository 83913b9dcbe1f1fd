"""Turn algebraic rules into assignment rules where that is exact.

An algebraic rule says that an expression is zero. Where it is affine in a variable that
nothing else determines, a·v + b = 0, it is the assignment rule v = −b/a.
"""

from collections.abc import Iterable
from dataclasses import replace

from bioripple.errors import Refused
from bioripple.sbml.model import SbmlModel
from bioripple.symbolic.derivatives import gradients
from bioripple.symbolic.graph import ExpressionGraph, Node

SWITCHES = {"floor", "ceil", "not", "lt", "le", "eq", "and", "or"}
MAX_ROUNDS = 1_000  # of assignment rules that read each other


def solve_algebraic_rules(model: SbmlModel) -> SbmlModel:
    """Return the model with its algebraic rules as assignment rules.

    Parameters
    ----------
    model
        What the file says.

    Returns
    -------
    SbmlModel
        The same model if it has no algebraic rule; else one without, and with an
        assignment rule for each.

    Raises
    ------
    Refused
        If a rule determines no variable, more than one could be meant, or the rule is
        not affine in the variable; the message names them.

    Notes
    -----
    Rules that share variables are solved by elimination: each rule in turn, one with a
    single unknown first, is solved for an unknown, which is replaced in the others.
    """
    if not model.algebraic:
        return model
    graph = model.graph
    free = _free_variables(model)
    rules = _expand_assignments(model)
    unknowns = set().union(*(_unknowns(graph, rule, free) for rule in rules))
    if len(unknowns) > len(rules):
        raise Refused(
            f"{len(rules)} algebraic rules do not say which of "
            f"{', '.join(sorted(unknowns))} they determine, which is not supported"
        )
    solved: dict[str, Node] = {}
    while rules:
        rules.sort(key=lambda rule: len(_unknowns(graph, rule, free)))
        rule = rules.pop(0)
        name, value = _solve(graph, rule, _unknowns(graph, rule, free))
        solved[name] = value
        free.discard(name)
        rules = graph.replace(rules, {name: value})
    return replace(model, algebraic=[], assignments=model.assignments | solved)


def _free_variables(model: SbmlModel) -> set[str]:
    """Return the ids that may vary, but that no rule or reaction changes."""
    reacting = {
        participant.species
        for reaction in model.reactions
        for participant in (*reaction.reactants, *reaction.products)
    }
    variable = {
        *(item.id for item in model.compartments if not item.constant),
        *(item.id for item in model.parameters if not item.constant),
        *(
            item.id
            for item in model.species
            if not item.constant and (item.boundary or item.id not in reacting)
        ),
        *model.variable_references,
    }
    return variable - set(model.assignments) - set(model.rates)


def _expand_assignments(model: SbmlModel) -> list[Node]:
    """Return the algebraic rules without quantities under assignment rules."""
    laws = {item.id: item.rate for item in model.reactions if item.rate is not None}
    formulas = laws | model.assignments
    rules = list(model.algebraic)
    for _ in range(MAX_ROUNDS):
        if not model.graph.symbols(rules) & set(formulas):
            return rules
        rules = model.graph.replace(rules, formulas)
    raise Refused("an algebraic rule reads rules that define each other in a circle")


def _unknowns(graph: ExpressionGraph, rule: Node, free: set[str]) -> set[str]:
    return graph.symbols([rule]) & free


def _solve(
    graph: ExpressionGraph, rule: Node, unknowns: Iterable[str]
) -> tuple[str, Node]:
    names = sorted(unknowns)
    if not names:
        raise Refused("an algebraic rule has no variable that it could determine")
    for name in names:
        if _is_switched_by(graph, rule, name):
            continue
        try:
            slope = gradients(graph, [rule], [name])[0].get(name, graph.zero)
        except NotImplementedError:
            continue
        if slope == graph.zero or name in graph.symbols([slope]):
            continue
        (rest,) = graph.replace([rule], {name: graph.zero})
        return name, graph.negate(graph.divide(rest, slope))
    raise Refused(
        f"an algebraic rule cannot be solved for {' or '.join(names)}, "
        "which is supported only where it is linear in one of them"
    )


def _is_switched_by(graph: ExpressionGraph, rule: Node, name: str) -> bool:
    """Say whether a condition depends on a variable, or the rule on its own rate."""
    conditions = []
    for node in graph.reachable([rule]):
        operator = graph.operators[node]
        if operator == "rateof" and graph.arguments[node][0] == name:
            return True
        if operator in SWITCHES:
            conditions.append(node)
        elif operator == "if":
            conditions.append(graph.children(node)[0])
    return name in graph.symbols(conditions)
