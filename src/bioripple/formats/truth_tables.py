"""Boolean models as truth tables: .cnet, as BNS and CANA have them.

A line `.v N` with the number of nodes, `.l PLACE NAME` for what some are called, `.n
PLACE K INPUTS…` and a row for each of the 2^K states of the inputs: their values, of
which `-` is either, and that of the node. A node of no inputs and no row is free.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from bioripple.errors import Failed, Refused
from bioripple.formats.edges import Edges
from bioripple.formats.findings import Finding
from bioripple.formats.logic import SILENT
from bioripple.formats.relations import BOTH_SIGNS, NEGATIVE, POSITIVE
from bioripple.network.boolean import (
    AND,
    FALSE,
    NOT,
    OR,
    TRUE,
    BooleanModel,
    Function,
    boolean_model,
)
from bioripple.runtime.text import one_line

MAX_INPUTS = 16  # of one node: a table has two to the power of it rows
_UNSAID = -1
Values = NDArray[np.int8]


@dataclass(eq=False)
class _Table:
    """What a node turns to; `values` has an axis of two for each input."""

    line: int
    inputs: tuple[int, ...]
    values: Values
    rows: int = 0


@dataclass(eq=False)
class _Tables:
    size: int = 0
    labels: dict[int, str] = field(default_factory=dict)
    of: dict[int, _Table] = field(default_factory=dict)
    last: _Table | None = None


def read_cnet(text: str, findings: list[Finding]) -> Edges:
    """Read who acts on whom, and with what sign.

    Parameters
    ----------
    text
        As `content.text_of` returns it.
    findings
        What there is to say is added.

    Raises
    ------
    Refused
        If a node has too many inputs.
    Failed
        If it is no .cnet, or a table is not whole; the message names the line.
    """
    tables = _parsed(text)
    found: list[tuple[int, int, int, int]] = []
    silent = 0
    for node, table in sorted(tables.of.items()):
        for axis, source in enumerate(table.inputs):
            steps = np.diff(table.values, axis=axis)
            up, down = bool((steps > 0).any()), bool((steps < 0).any())
            sign = BOTH_SIGNS if up and down else POSITIVE if up else NEGATIVE
            if up or down:
                found.append((source, node, sign, table.line))
            silent += not (up or down)
    if silent:
        findings.append(Finding("note", "", f"{SILENT}: {silent}"))
    columns = np.array(found, dtype=np.intp).reshape(-1, 4)
    return Edges(
        _names(tables),
        columns[:, 0],
        columns[:, 1],
        columns[:, 2].astype(np.int8),
        columns[:, 3],
    )


def cnet_model(text: str) -> BooleanModel:
    """Read a model with its functions; errors as `read_cnet`."""
    tables = _parsed(text)
    functions: list[Function] = []
    for node in range(tables.size):
        table = tables.of[node]
        is_free = not table.inputs and not table.rows
        functions.append(() if is_free else _function(table.inputs, table.values))
    return boolean_model(_names(tables), functions)


def _parsed(text: str) -> _Tables:
    tables = _Tables()
    for number, line in enumerate(text.split("\n"), 1):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0] == ".e":
            break
        try:
            _take(tables, number, words)
        except ValueError:
            raise Failed(
                f'line {number}: "{one_line(line, most=60)}" is no line of a .cnet; '
                "expected .v N, .l PLACE NAME, .n PLACE K INPUTS, or a row such as 01 1"
            ) from None
    if not tables.of or len(tables.of) != tables.size:
        raise Failed(
            f"expected a .n for each of the {tables.size} nodes of its .v; found "
            f"{len(tables.of)}"
        )
    for node, table in tables.of.items():
        if any(not 0 <= it < tables.size for it in (node, *table.inputs)):
            raise Failed(
                f"line {table.line}: names a node beyond the {tables.size} of .v"
            )
        lacking = int((table.values == _UNSAID).sum())
        if lacking and (table.inputs or table.rows):
            raise Failed(
                f"line {table.line}: the table of this node lacks {lacking} of "
                f"{table.values.size} states"
            )
    return tables


def _take(tables: _Tables, number: int, words: list[str]) -> None:
    """Take one line; a ValueError says that it is none."""
    if words[0] == ".v":
        (tables.size,) = map(int, words[1:])
    elif words[0] == ".l":
        tables.labels[int(words[1]) - 1] = _some(" ".join(words[2:]))
    elif words[0] == ".n":
        node, count, *inputs = map(int, words[1:])
        if count != len(inputs) or len(set(inputs)) != count:
            raise ValueError
        if count > MAX_INPUTS:
            raise Refused(
                f"line {number}: a function of {count} inputs; at most {MAX_INPUTS} "
                "are read as a table"
            )
        if node - 1 in tables.of:
            raise Failed(f"line {number}: node {node} has a table already")
        values = np.full((2,) * count, _UNSAID, dtype=np.int8)
        places = tuple(it - 1 for it in inputs)
        tables.last = tables.of[node - 1] = _Table(number, places, values)
    else:
        _take_row(tables.last, number, words)


def _take_row(table: _Table | None, number: int, words: list[str]) -> None:
    *states, value = words
    bits = "".join(states)
    if table is None or value not in ("0", "1") or len(bits) != len(table.inputs):
        raise ValueError
    table.rows += 1
    if table.rows > table.values.size:  # else a small file may take for ever
        raise Failed(f"line {number}: more rows than the inputs have states")
    place = tuple(slice(None) if it == "-" else ("0", "1").index(it) for it in bits)
    known = table.values[place]
    if ((known != _UNSAID) & (known != int(value))).any():
        raise Failed(f"line {number}: contradicts a row above")
    table.values[place] = int(value)


def _some(label: str) -> str:
    if not label:
        raise ValueError
    return label


def _names(tables: _Tables) -> list[str]:
    names = [tables.labels.get(k, str(k + 1)) for k in range(tables.size)]
    if len(set(names)) < len(names):
        twice = next(it for k, it in enumerate(names) if it in names[:k])
        raise Failed(f'two nodes are called "{one_line(twice, most=60)}"')
    return names


def _function(inputs: tuple[int, ...], values: Values) -> Function:
    """Return a function by its most telling input first, so that it stays short."""
    if (values == values.flat[0]).all():
        return (TRUE if values.flat[0] else FALSE,)
    telling = [int((np.diff(values, axis=k) != 0).sum()) for k in range(values.ndim)]
    axis = int(np.argmax(telling))
    others = (*inputs[:axis], *inputs[axis + 1 :])
    low, high = (np.take(values, bit, axis) for bit in (0, 1))
    x: Function = (inputs[axis],)
    if (low > high).any() and not (low < high).any():  # it falls where x rises
        x, low, high = (*x, NOT), high, low
    # now it is high where x, else low
    one = x if high.all() else (*x, *_function(others, high), AND)
    if (low <= high).all():
        return one if not low.any() else (*one, *_function(others, low), OR)
    return (*one, *x, NOT, *_function(others, low), AND, OR)
