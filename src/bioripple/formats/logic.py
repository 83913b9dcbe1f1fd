"""Boolean models, as .bnet, .aeon and SBML-qual: who regulates whom, with what sign.

The functions are read by biodivine_aeon, whose parser is native code that recurses. So
how deep and how long they are is looked at first.
"""

import re
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np

from bioripple.errors import Failed, Refused
from bioripple.formats.edges import Edges
from bioripple.formats.findings import Finding
from bioripple.formats.qual import plain_qual
from bioripple.formats.relations import BOTH_SIGNS, NEGATIVE, NO_SIGN, POSITIVE
from bioripple.runtime.text import one_line

SILENT = "inputs of functions that never change what these give, which are no edges"
_MAX_DEPTH = 200
MAX_OPERANDS = 1000  # of one function; the time grows with their square
# What its parser lets through in a name, and the code behind it stops at.
_NO_NAME = re.compile(r"[\s!&|^=<>()?:]")
_SIGNS = {"+": POSITIVE, "-": NEGATIVE, None: BOTH_SIGNS}


def read_bnet(text: str, findings: list[Finding]) -> Edges:
    """Read a model in BoolNet's format: a line `target, function` for each node.

    Parameters
    ----------
    text
        As `content.text_of` returns it.
    findings
        What there is to say is added.

    Raises
    ------
    Refused
        If a function is too long or nested too deep.
    Failed
        If it is no .bnet; the message is that of the parser.
    """
    return _edges(bnet_network(text), findings)


def read_aeon(text: str, findings: list[Finding]) -> Edges:
    """Read a model in AEON's format; parameters, results and errors as `read_bnet`."""
    return _edges(aeon_network(text), findings)


def read_qual(content: bytes, findings: list[Finding]) -> Edges:
    """Read an SBML-qual model; errors as `qual.plain_qual` and `read_bnet`."""
    network, labels = qual_network(content)
    called = {name: label for name, label in labels.items() if label}
    return _edges(network, findings, called)


def bnet_network(text: str) -> Any:
    """Return a model as biodivine_aeon has it; errors as `read_bnet`."""
    _check_functions(text)
    return _network("bnet", text)


def aeon_network(text: str) -> Any:
    """Return a model as biodivine_aeon has it; errors as `read_bnet`."""
    _check_functions(text)
    return _network("aeon", text)


def qual_network(content: bytes) -> tuple[Any, dict[str, str]]:
    """Return a model as biodivine_aeon has it, and the name of each node by its id."""
    text, labels = plain_qual(content, max_operands=MAX_OPERANDS)
    network = _network("sbml", text)
    renamed = sorted(set(network.variable_names()) - labels.keys())
    if renamed:
        raise Refused(
            f'node "{one_line(renamed[0], most=60)}" is not the id that the file has; '
            "expected ids of letters, digits and underscores"
        )
    return network, labels


def _network(kind: str, text: str) -> Any:
    try:  # native code that few need, and that conda-forge has not
        library = import_module("biodivine_aeon")
    except ImportError:
        raise Refused(
            "Boolean models are read by biodivine_aeon, which is not installed here: "
            "`pip install biodivine-aeon`, or convert the file where it is"
        ) from None
    read: Callable[[str], Any] = getattr(library.BooleanNetwork, f"from_{kind}")
    try:
        network = read(text)
    except Exception as problem:  # of whatever kind that its native code raises
        what = "SBML-qual" if kind == "sbml" else f".{kind}"
        raise Failed(f"no {what}: {one_line(str(problem), most=300)}") from None
    for name in network.variable_names():
        if _NO_NAME.search(name):
            raise Failed(f'"{one_line(name, most=60)}" is no name of a node')
    if not network.variable_count():
        raise Failed("holds no function; expected lines such as: A, B & !C")
    return network


def _edges(
    network: Any, findings: list[Finding], labels: dict[str, str] | None = None
) -> Edges:
    try:
        graph = network.infer_valid_graph()
    except Exception as problem:
        text = one_line(str(problem), most=300)
        raise Failed(f"its functions contradict what is said of them: {text}") from None
    names = [graph.get_variable_name(it) for it in graph.variables()]
    place = {name: k for k, name in enumerate(names)}
    found: list[tuple[int, int, int]] = []
    for edge in graph.regulations():
        ends = [graph.get_variable_name(edge[it]) for it in ("source", "target")]
        said = graph.get_update_function(edge["target"]) is not None
        sign = _SIGNS[edge["sign"]] if said or edge["sign"] else NO_SIGN
        found.append((place[ends[0]], place[ends[1]], sign))
    lost = network.regulation_count() - len(found)
    if lost > 0:
        findings.append(
            Finding(
                "note",
                "",
                f"{SILENT}: {lost}",
            )
        )
    columns = np.array(found, dtype=np.intp).reshape(-1, 3)
    return Edges(
        names,
        columns[:, 0],
        columns[:, 1],
        columns[:, 2].astype(np.int8),
        np.arange(1, len(found) + 1, dtype=np.intp),
        unit="edge",
        labels=labels or {},
    )


def _check_functions(text: str) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        operands = len(re.findall(r"[&|!^=]|,", line))
        if operands > MAX_OPERANDS:
            raise Refused(
                f"line {number}: a function of {operands} operators; at most "
                f"{MAX_OPERANDS} are read"
            )
        if "(" not in line:
            continue
        depth = most = 0
        for letter in line:
            depth += (letter == "(") - (letter == ")")
            most = max(most, depth)
        if most > _MAX_DEPTH:
            raise Refused(f"line {number}: a function that is nested too deep")
