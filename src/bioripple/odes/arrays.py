"""Keep an ODE system as plain arrays, so that a later step can read it safely."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bioripple.errors import Refused
from bioripple.odes.system import OdeSystem, ReactionInfo
from bioripple.sbml.model import Event
from bioripple.symbolic.graph import ExpressionGraph, Node

NAMED = ("symbol", "rateof")
# In an array of text every item takes the room of the longest one.
LONGEST_ID = 1000


def to_arrays(system: OdeSystem) -> dict[str, ArrayLike]:
    """Return the arrays that `from_arrays` reads.

    Returns
    -------
    dict
        Ids as unicode arrays beside numbers in the same order. Expressions are nodes:
        `operators[k]` is a position in `operator_names`; `arguments` from
        `argument_starts[k]` to `argument_starts[k + 1]` are the children of node k, or
        a position in `numbers` (constants) or in `names` (symbols).

    Raises
    ------
    Refused
        If an id is longer than `LONGEST_ID`.
    """
    roots = [
        *system.rates,
        *system.assigned.values(),
        *(reaction.rate for reaction in system.reactions),
        *(node for event in system.events for node in _formulas(event)),
    ]
    tape = _Tape(system.graph, roots)
    species = {name: index for index, name in enumerate(system.species)}
    moves = [
        (species[name], index, amount)
        for index, reaction in enumerate(system.reactions)
        for name, amount in reaction.stoichiometry.items()
    ]
    return tape.arrays() | {
        "model": np.array(system.model),
        "species": id_array(system.species),
        "parameters": id_array(system.parameters),
        "states": id_array(system.states),
        "initial": np.array(system.initial, dtype=float),
        "rates": tape.numbers(system.rates),
        "assigned": id_array(system.assigned),
        "assigned_nodes": tape.numbers(system.assigned.values()),
        "constants": id_array(system.constants),
        "constant_values": np.array(list(system.constants.values()), dtype=float),
        "n_events": np.array(system.n_events),
        "events": id_array(event.id for event in system.events),
        "event_initially": np.array([e.initially for e in system.events], dtype=bool),
        "event_persistent": np.array([e.persistent for e in system.events], dtype=bool),
        "event_complete": np.array([e.is_complete for e in system.events], dtype=bool),
        "event_triggers": tape.numbers(e.trigger for e in system.events),
        "event_delays": tape.numbers(e.delay for e in system.events),
        "event_target_of": np.repeat(
            np.arange(len(system.events)), [len(e.targets) for e in system.events]
        ),
        "event_targets": id_array(n for e in system.events for n in e.targets),
        "event_target_nodes": tape.numbers(
            node for event in system.events for node in event.targets.values()
        ),
        "reactions": id_array(reaction.id for reaction in system.reactions),
        "reversible": np.array([r.reversible for r in system.reactions], dtype=bool),
        "reaction_rates": tape.numbers(r.rate for r in system.reactions),
        "moves_species": np.array([move[0] for move in moves], dtype=np.int64),
        "moves_reaction": np.array([move[1] for move in moves], dtype=np.int64),
        "moves_amount": np.array([move[2] for move in moves], dtype=float),
    }


def from_arrays(arrays: Mapping[str, NDArray[Any]]) -> OdeSystem:
    """Return the system that `to_arrays` wrote."""
    graph, node = _read_graph(arrays)

    def nodes(key: str) -> list[Node]:
        return [node[number] for number in arrays[key].tolist()]

    species = arrays["species"].tolist()
    stoichiometry: list[dict[str, float]] = [{} for _ in arrays["reactions"]]
    for row, column, amount in zip(
        arrays["moves_species"].tolist(),
        arrays["moves_reaction"].tolist(),
        arrays["moves_amount"].tolist(),
        strict=True,
    ):
        stoichiometry[column][species[row]] = amount
    reactions = zip(
        arrays["reactions"].tolist(),
        arrays["reversible"].tolist(),
        stoichiometry,
        nodes("reaction_rates"),
        strict=True,
    )
    return OdeSystem(
        model=str(arrays["model"]),
        graph=graph,
        species=tuple(species),
        parameters=tuple(arrays["parameters"].tolist()),
        states=tuple(arrays["states"].tolist()),
        rates=tuple(nodes("rates")),
        assigned=dict(
            zip(arrays["assigned"].tolist(), nodes("assigned_nodes"), strict=True)
        ),
        constants=dict(
            zip(
                arrays["constants"].tolist(),
                arrays["constant_values"].tolist(),
                strict=True,
            )
        ),
        initial=tuple(arrays["initial"].tolist()),
        n_events=int(arrays["n_events"]),
        reactions=tuple(ReactionInfo(*reaction) for reaction in reactions),
        events=_read_events(arrays, node),
    )


def _formulas(event: Event) -> list[Node]:
    nodes = (event.trigger, event.delay, *event.targets.values())
    return [node for node in nodes if node is not None]


def _read_events(
    arrays: Mapping[str, NDArray[Any]], node: Sequence[Node]
) -> tuple[Event, ...]:
    def nodes(key: str) -> list[Node | None]:
        return [None if k < 0 else node[k] for k in arrays[key].tolist()]

    targets: list[dict[str, Node | None]] = [{} for _ in arrays["events"]]
    for event, name, formula in zip(
        arrays["event_target_of"].tolist(),
        arrays["event_targets"].tolist(),
        nodes("event_target_nodes"),
        strict=True,
    ):
        targets[event][name] = formula
    rows = zip(
        arrays["events"].tolist(),
        nodes("event_triggers"),
        arrays["event_initially"].tolist(),
        arrays["event_persistent"].tolist(),
        nodes("event_delays"),
        targets,
        arrays["event_complete"].tolist(),
        strict=True,
    )
    return tuple(Event(*row) for row in rows)


class _Tape:
    """The nodes below some roots, numbered from 0."""

    def __init__(self, graph: ExpressionGraph, roots: Sequence[Node]) -> None:
        self.graph = graph
        self.nodes = graph.reachable(roots)
        self.place = {node: index for index, node in enumerate(self.nodes)}

    def numbers(self, nodes: Any) -> NDArray[np.int64]:
        """Return the number of each node; -1 stands for None."""
        return np.array(
            [-1 if node is None else self.place[node] for node in nodes], dtype=np.int64
        )

    def arrays(self) -> dict[str, ArrayLike]:
        graph = self.graph
        operators: dict[str, int] = {}
        names: dict[str, int] = {}
        values: list[float] = []
        codes, arguments, starts = [], [], [0]
        for node in self.nodes:
            name = graph.operators[node]
            codes.append(operators.setdefault(name, len(operators)))
            if name == "const":
                arguments.append(len(values))
                values.append(graph.arguments[node][0])
            elif name in NAMED:
                label = graph.arguments[node][0]
                arguments.append(names.setdefault(label, len(names)))
            else:
                arguments += [self.place[child] for child in graph.children(node)]
            starts.append(len(arguments))
        return {
            "operator_names": id_array(operators),
            "operators": np.array(codes, dtype=np.int16),
            "arguments": np.array(arguments, dtype=np.int64),
            "argument_starts": np.array(starts, dtype=np.int64),
            "names": id_array(names),
            "numbers": np.array(values, dtype=float),
        }


def id_array(items: Iterable[str]) -> NDArray[np.str_]:
    """Return ids as an array; one that is longer than `LONGEST_ID` raises `Refused`."""
    ids = list(items)
    longest = max(ids, key=len, default="")
    if len(longest) > LONGEST_ID:
        raise Refused(
            f"the id {longest[:40] + '…'!r} has {len(longest)} characters; at most "
            f"{LONGEST_ID}"
        )
    return np.array(ids, dtype=np.str_)


def _read_graph(
    arrays: Mapping[str, NDArray[Any]],
) -> tuple[ExpressionGraph, list[Node]]:
    """Rebuild the graph; also return the node that each number on file has become."""
    codes = arrays["operators"].tolist()
    graph = ExpressionGraph(max_nodes=10 * len(codes) + 10_000_000)
    operators = arrays["operator_names"].tolist()
    names, values = arrays["names"].tolist(), arrays["numbers"].tolist()
    arguments = arrays["arguments"].tolist()
    node: list[Node] = []
    starts = arrays["argument_starts"].tolist()
    for code, (start, stop) in zip(codes, pairwise(starts), strict=True):
        name = operators[code]
        mine = arguments[start:stop]
        if name == "const":
            node.append(graph.constant(values[mine[0]]))
        elif name == "symbol":
            node.append(graph.symbol(names[mine[0]]))
        elif name == "rateof":
            node.append(graph.rate_of(names[mine[0]]))
        elif name == "time":
            node.append(graph.time())
        else:
            node.append(graph.build(name, [node[k] for k in mine]))
    return graph, node
