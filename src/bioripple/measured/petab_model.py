"""The model of a PEtab problem: its equations in each condition, its observables."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bioripple.answers.grid import number_of, shown
from bioripple.arrays import Floats
from bioripple.datasets.model_file import read_model
from bioripple.errors import Failed, Refused
from bioripple.mapping.parse_sbml import read_document
from bioripple.measured.petab_tables import Petab, Variant
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.odes.system import OdeSystem, build_odes
from bioripple.odes.wiring import wiring
from bioripple.responses.to_parameters import with_constants
from bioripple.runtime.files import real_path
from bioripple.sbml.model import Parameter, SbmlModel
from bioripple.sbml.text_formula import read_formula
from bioripple.symbolic.derivatives import gradients
from bioripple.symbolic.graph import Node
from bioripple.untrusted.xml import MAX_BYTES

MAX_NODES = 1_000_000  # of expressions


@dataclass(frozen=True, eq=False)
class Fitted:
    """A model in each of its conditions.

    Attributes
    ----------
    systems
        The equations, by condition; observables are among what is assigned.
    values : dict of ndarray, shape (number of columns,)
        What each condition makes of all that any sets, by condition, at time 0.
    variants
        The observables that can be computed.
    network
        Who acts on whom by the equations, whatever the values: the model's nodes, what
        conditions set, and the observables.
    reads
        Ids of what each observable reads, by its node.
    problems
        Observables that cannot be computed, as sentences.
    """

    systems: Mapping[str, OdeSystem]
    values: Mapping[str, Floats]
    variants: tuple[Variant, ...]
    network: SignedNetwork
    reads: Mapping[str, frozenset[str]]
    problems: tuple[str, ...]


def fitted_model(problem: Petab) -> Fitted:
    """Read the model of a problem, with its nominal values, in all conditions.

    Parameters
    ----------
    problem
        What its tables say.

    Raises
    ------
    Refused, Failed
        If the model cannot be read, something that is set is none of its parameters,
        species or compartments, or no observable can be computed.
    """
    model = _read(problem.sbml)
    problems: list[str] = []
    model = _with_parameters(model, problem)
    formulas = _formulas(model, problem, problems)
    model, variants = _with_observables(model, formulas, problems)
    if not variants:
        raise Refused(
            f"{problem.path}: no observable was measured that can be computed; "
            f"{'; '.join(problems)}"
        )
    used = dict.fromkeys(
        name
        for each in problem.measurements
        for name in (each.sample.condition, each.sample.before)
        if name
    )
    systems = {
        name: _in_condition(model, problem.conditions[name], problem.columns)
        for name in used
    }
    values = {name: _at_zero(it, problem.columns) for name, it in systems.items()}
    some = next(iter(systems.values()))
    nodes = [it.node for it in variants]
    return Fitted(
        systems,
        values,
        variants,
        _network(some, problem.columns, nodes),
        {it: frozenset(some.graph.symbols([some.assigned[it]])) for it in nodes},
        tuple(problems),
    )


def _read(path: Path) -> SbmlModel:
    try:
        content = read_model(real_path(path), model="", sha256="", max_bytes=MAX_BYTES)
        return read_document(content, max_bytes=MAX_BYTES, max_nodes=MAX_NODES)
    except (Refused, Failed) as problem:
        raise type(problem)(f"{path}: {problem}") from None


def _settable(model: SbmlModel) -> set[str]:
    found = {item.id for item in model.compartments}
    found |= {item.id for item in model.species}
    return found | {item.id for item in model.parameters}


def _set(model: SbmlModel, values: Mapping[str, float]) -> SbmlModel:
    """Return the model with other values at time 0, in whatever unit an id has."""
    for name in values:
        if name in model.assignments:
            raise Refused(f"{shown(name)} cannot be set: a rule gives it at all times")
    constant = model.graph.constant
    given = {name: constant(value) for name, value in values.items()}
    return replace(model, initial=model.initial | given)


def _with_parameters(model: SbmlModel, problem: Petab) -> SbmlModel:
    """Return the model with nominal values, and with what only observables read."""
    known = _settable(model)
    for name in problem.columns:
        if name not in known:
            raise Refused(
                f"{problem.path}: conditions set {shown(name)}, which is no parameter, "
                "species or compartment of the model"
            )
    nominal = problem.parameters
    added = [Parameter(it, "", nominal[it], True) for it in nominal if it not in known]
    inside = {it: value for it, value in nominal.items() if it in known}
    given = {it: value for it, value in inside.items() if value is not None}
    return _set(replace(model, parameters=[*model.parameters, *added]), given)


def _formulas(
    model: SbmlModel, problem: Petab, problems: list[str]
) -> dict[Variant, Node]:
    """Return observables as expressions over the model's ids."""
    known = _settable(model) | {item.id for item in model.reactions}
    graph, found = model.graph, {}
    for variant in dict.fromkeys(it.variant for it in problem.measurements):
        local = {}
        texts = variant.overrides.split(";") if variant.overrides else ()
        for k, text in enumerate(texts, 1):
            number = number_of(text)
            name = f"observableParameter{k}_{variant.observable}"
            local[name] = (
                graph.constant(number)
                if number is not None
                else graph.symbol(text.strip())
            )
        formula = problem.observables[variant.observable].formula
        try:
            unknown = graph.symbols(local.values()) - known
            if unknown:
                raise Refused(f"{shown(min(unknown))!r} is no parameter")
            found[variant] = read_formula(
                formula, graph, known, where="its formula", local=local
            )
        except (Refused, Failed) as why:
            problems.append(f"{shown(variant.node)} is left out: {why}")
    return found


def _with_observables(
    model: SbmlModel, formulas: Mapping[Variant, Node], problems: list[str]
) -> tuple[SbmlModel, tuple[Variant, ...]]:
    """Return the model with observables that a rule gives: those that have a value."""

    def having(variants: Iterable[Variant]) -> SbmlModel:
        rules = {it.node: formulas[it] for it in variants}
        added = [Parameter(it, "", None, False) for it in rules]
        return replace(
            model,
            parameters=[*model.parameters, *added],
            assignments=model.assignments | rules,
        )

    def check(variants: Iterable[Variant]) -> None:
        system = build_odes(having(variants))
        rules = [system.assigned[it.node] for it in variants]
        gradients(system.graph, rules, system.states)

    build_odes(model)  # what is wrong without observables is not theirs
    try:
        check(formulas)
    except (Refused, Failed, NotImplementedError):
        kept = []
        for variant in formulas:
            try:
                check([variant])
            except (Refused, Failed, NotImplementedError) as why:
                problems.append(f"{shown(variant.node)} is left out: {why}")
            else:
                kept.append(variant)
    else:
        kept = list(formulas)
    return having(kept), tuple(kept)


def _in_condition(
    model: SbmlModel, sets: Mapping[str, float], columns: Iterable[str]
) -> OdeSystem:
    """Return the equations in a condition; what it may set has a value in them."""
    model = _set(model, sets)
    system = build_odes(model)
    numbers = {item.id: item.value for item in model.parameters}
    numbers |= {item.id: item.size for item in model.compartments}
    known = {}
    for name in columns:
        if name in system.assigned:
            raise Refused(f"{shown(name)} cannot be set: a rule gives it at all times")
        if name in system.states or name in system.constants:
            continue
        node = model.initial.get(name)
        value = numbers.get(name) if node is None else model.graph.value(node)
        if value is None:
            raise Refused(f"{shown(name)} has no value in a condition")
        known[name] = value
    return replace(system, constants=system.constants | known)


def _at_zero(system: OdeSystem, columns: Iterable[str]) -> Floats:
    known = at_start(system)
    return np.array([known[name] for name in columns], dtype=np.float64)


def at_start(system: OdeSystem) -> dict[str, float]:
    """Return what constants and states are at time 0, by id."""
    return system.constants | dict(zip(system.states, system.initial, strict=True))


def _network(
    system: OdeSystem, columns: Iterable[str], observables: Iterable[str]
) -> SignedNetwork:
    """Return who acts on whom, with what is set and what is measured as nodes.

    Each of these gets a link to itself, which makes it a node of the wiring whether or
    not something acts on it, and loses it again.
    """
    graph = system.graph
    constants = [it for it in columns if it in system.constants]
    wider = with_constants(system, constants)
    rates = dict(zip(wider.states, wider.rates, strict=True))
    rates |= {it: graph.symbol(it) for it in constants}
    for name in observables:
        rates[name] = graph.add((system.assigned[name], graph.symbol(name)))
    known = {*wider.species, *wider.parameters}
    ruled = {it: node for it, node in system.assigned.items() if it not in rates}
    wires = wiring(
        replace(
            wider,
            states=tuple(rates),
            rates=tuple(rates.values()),
            initial=(0.0,) * len(rates),
            assigned=ruled,
            parameters=(*wider.parameters, *(it for it in rates if it not in known)),
        )
    )
    found = wires.sign.tocoo()
    target, source = found.coords
    loops = {*constants, *observables}
    own = np.array([it in loops for it in wires.nodes], dtype=np.bool_)
    kept = (target != source) | ~own[target]
    return signed_network(
        wires.nodes, source[kept], target[kept], np.asarray(found.data)[kept]
    )
