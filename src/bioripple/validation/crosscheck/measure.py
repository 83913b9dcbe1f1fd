"""What each program computes for one model, each in a process of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import libsbml
import numpy as np

from bioripple.arrays import Floats
from bioripple.datasets.packed import unpack
from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import ATOL, RTOL, integrate
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.errors import Failed, Refused
from bioripple.odes.quantities import values_at
from bioripple.odes.system import build_odes
from bioripple.runtime.guard import Limits, run_guarded
from bioripple.sbml.reader import read_sbml
from bioripple.untrusted.xml import MAX_BYTES, check_xml
from bioripple.validation.crosscheck.flow import Flow, Shape
from bioripple.validation.crosscheck.peers import (
    PEERS,
    Meanings,
    PeerFailed,
    Renamed,
    RoadRunner,
)

OURS = "bioripple"
# libRoadRunner takes these for the time of the simulation, in any case of letters.
TAKEN = ("time",)


@dataclass(frozen=True)
class Found:
    """What a program computed for a model, or why it did not.

    Attributes
    ----------
    problem
        Why there are no numbers, or no Jacobian; empty if there are.
    state
        Values at time t of `Names.values`, shape (number of names,).
    jacobian
        `jacobian[i, j]` = ∂f_i/∂x_j of the rows and columns of our Jacobian, at *our*
        state; empty where there is none.
    error
        How far each of its entries may be off: 0 if it is exact.
    """

    problem: str = ""
    state: Floats = field(default_factory=lambda: np.zeros(0))
    jacobian: Floats = field(default_factory=lambda: np.zeros((0, 0)))
    error: Floats = field(default_factory=lambda: np.zeros((0, 0)))


@dataclass(frozen=True)
class Mapped:
    """Our own numbers: what to compare, and where to differentiate."""

    found: Found
    shape: Shape
    x: Floats
    rows: tuple[str, ...]


@dataclass(frozen=True)
class Comparable:
    """A model without its events, and the ids that are compared.

    Attributes
    ----------
    sbml
        The document without events. A species under a rate rule is marked as a boundary
        species, which changes nothing: no reaction may change it anyway. (Of others
        libRoadRunner does not tell the rate.) What has an id that a program takes for
        something else is renamed.
    meanings
        Of the ids in this document.
    names
        All species, and all parameters that are not constant, as the file names them.
    aliases
        New ids by old ones, of what is renamed.
    volatile
        Whether compartments are under rules.
    """

    sbml: str
    n_events: int
    meanings: Meanings
    names: tuple[str, ...]
    volatile: bool
    aliases: dict[str, str]


def comparable(content: bytes) -> Comparable:
    """Prepare a model for all programs.

    Raises
    ------
    Failed
        If there is none.
    """
    document = libsbml.readSBMLFromString(content.decode("utf-8-sig", "replace"))
    model = document.getModel()
    if model is None:
        raise Failed("the file holds no SBML model")
    names = (
        *(item.getId() for item in model.getListOfSpecies()),
        *(p.getId() for p in model.getListOfParameters() if not p.getConstant()),
    )
    volatile = any(
        model.getRule(item.getId()) is not None
        for item in model.getListOfCompartments()
    )
    aliases = _rename_taken(model)
    n_events = model.getNumEvents()
    model.getListOfEvents().clear(True)
    for rule in model.getListOfRules():
        species = model.getSpecies(rule.getVariable()) if rule.isRate() else None
        if species is not None:
            species.setBoundaryCondition(True)
    homes = {item.getId(): item for item in model.getListOfCompartments()}
    species = list(model.getListOfSpecies())
    return Comparable(
        sbml=libsbml.writeSBMLToString(document),
        n_events=n_events,
        meanings=Meanings(
            species={
                item.getId(): item.getHasOnlySubstanceUnits()
                or homes[item.getCompartment()].getSpatialDimensions() == 0
                for item in species
            },
            homes={item.getId(): item.getCompartment() for item in species},
        ),
        names=names,
        volatile=volatile,
        aliases=aliases,
    )


def _rename_taken(model: libsbml.Model) -> dict[str, str]:
    """Rename what a program takes for something else; return new ids by old ones."""
    aliases = {}
    quantities = (
        *model.getListOfCompartments(),
        *model.getListOfSpecies(),
        *model.getListOfParameters(),
        *model.getListOfReactions(),
    )
    for item in [each for each in quantities if each.getId().lower() in TAKEN]:
        old = item.getId()
        new = f"{old}_"
        while model.getElementBySId(new) is not None:
            new += "_"
        item.setId(new)
        for other in model.getListOfAllElements():
            other.renameSIdRefs(old, new)
        aliases[old] = new
    return aliases


def map_ours(content: bytes, model: Comparable, t: float) -> Mapped | str:
    """Integrate and differentiate the model with bioripple, or say why not."""
    try:
        check_xml(content)
        system = build_odes(read_sbml(content))
        compiled = compile_system(system, t_end=t)
        x = integrate(compiled, [t], rtol=RTOL, atol=ATOL).states[0]
        everything = node_jacobian(compiled, x, t=t)
    except (Refused, Failed) as problem:
        return str(problem)
    place = {name: index for index, name in enumerate(everything.nodes.tolist())}
    given = dict(zip(everything.nodes.tolist(), everything.state, strict=True))
    given |= values_at(system, x, t=t)
    state = [given.get(name, np.nan) for name in model.names]
    ruled = tuple(name for name in system.species if name in system.assigned)
    rows = (*(name for name in system.states if name in place), *ruled)
    columns = tuple(k for k, name in enumerate(system.states) if name in place)
    where = np.ix_(
        [place[name] for name in rows],
        [place[system.states[column]] for column in columns],
    )
    jacobian = everything.derivative[where]
    return Mapped(
        found=Found("", np.array(state), jacobian, np.zeros_like(jacobian)),
        shape=Shape(system.states, columns, ruled, model.volatile),
        x=x,
        rows=rows,
    )


def ask_peer(program: str, model: Comparable, ours: Mapped | None, t: float) -> Found:
    """Integrate with another program, and differentiate its rates at our state."""
    try:
        peer = Renamed(PEERS[program](model.sbml, model.meanings), model.aliases)
        peer.run(t)
        state = np.array(peer.values(model.names))
    except PeerFailed as problem:
        return Found(str(problem))
    if ours is None or not ours.shape.columns:
        return Found("", state)
    try:
        near, error = Flow(peer, ours.shape, ours.x, t).jacobian()
    except PeerFailed as problem:
        return Found(str(problem), state)
    n = len(ours.shape.states)
    kept = [*ours.shape.columns, *range(n, n + len(ours.shape.assigned))]
    return Found("", state, near[kept], error[kept])


def fired_events(content: bytes, model: Comparable, t: float) -> list[str] | str:
    """Return the events that fire before a time in the model with its events."""
    if not model.n_events:
        return []
    try:
        sbml = content.decode("utf-8", "replace")
        return RoadRunner(sbml, model.meanings).events_before(t)
    except PeerFailed as problem:
        return str(problem)


def measure(content: bytes, *, t: float, limits: Limits) -> dict[str, Any]:
    """Ask all programs about one model.

    Parameters
    ----------
    content
        The SBML file, which may be compressed.
    t
        When states are compared and rates are differentiated [model time units].
    limits
        What each program may use.

    Returns
    -------
    dict
        `names`, `rows`, `columns` (ids), `events` (fired; a sentence if unknown),
        `n_events` and, by program, what was `found`.
    """

    def guarded(function: Callable[[], Any]) -> Any:
        try:
            ending = run_guarded(function, limits=limits)
        except RuntimeError as problem:  # their bugs are data here; ours show as such
            return f"raised {str(problem).strip().splitlines()[-1]}"
        return ending.crash or ending.value

    prepared = guarded(partial(_prepare, content))
    if isinstance(prepared, str):
        return _nothing(prepared)
    content, model = prepared
    mapped = guarded(partial(map_ours, content, model, t))
    ours = mapped if isinstance(mapped, Mapped) else None
    found = {OURS: ours.found if ours else Found(mapped)}
    for program in PEERS:
        answer = guarded(partial(ask_peer, program, model, ours, t))
        found[program] = answer if isinstance(answer, Found) else Found(answer)
    events = guarded(partial(fired_events, content, model, t))
    states = ours.shape.states if ours else ()
    return {
        "names": model.names,
        "rows": ours.rows if ours else (),
        "columns": tuple(states[k] for k in ours.shape.columns) if ours else (),
        "sizes": ours.x[list(ours.shape.columns)] if ours else np.zeros(0),
        "n_events": model.n_events,
        "events": events,
        "found": found,
    }


def _prepare(content: bytes) -> tuple[bytes, Comparable] | str:
    try:
        plain = unpack(content, max_bytes=MAX_BYTES)
        return plain, comparable(plain)
    except (Refused, Failed) as problem:
        return str(problem)


def _nothing(problem: str) -> dict[str, Any]:
    """Return what is measured of a file that holds no model."""
    return {
        "names": (),
        "rows": (),
        "columns": (),
        "sizes": np.zeros(0),
        "n_events": 0,
        "events": [],
        "found": {program: Found(problem) for program in (OURS, *PEERS)},
    }
