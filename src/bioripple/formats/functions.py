"""Boolean models with their functions, where `read` keeps signs only."""

from pathlib import Path
from typing import Any

from bioripple.errors import Failed, Refused
from bioripple.formats.content import (
    MAX_PARSED_BYTES,
    Content,
    check_size,
    read_content,
    text_of,
)
from bioripple.formats.kind import kind_of
from bioripple.formats.logic import aeon_network, bnet_network, qual_network
from bioripple.formats.truth_tables import cnet_model
from bioripple.network.boolean import (
    AND,
    FALSE,
    IFF,
    IMPLIES,
    NOT,
    OR,
    TRUE,
    XOR,
    BooleanModel,
    Function,
    boolean_model,
)
from bioripple.runtime.text import one_line

KINDS = ("bnet", "aeon", "cnet", "qual")
_OPERATORS = {"and": AND, "or": OR, "xor": XOR, "iff": IFF, "imp": IMPLIES}


def read_boolean(path: Path) -> BooleanModel:
    """Read a Boolean model: .bnet, .aeon, .cnet or SBML-qual.

    Parameters
    ----------
    path
        The file; it may be packed by gzip.

    Returns
    -------
    BooleanModel
        A node without function and without regulators is a free input.

    Raises
    ------
    Refused
        If it is none, is too large, or does not say a function in full.
    Failed
        If it is damaged. The message names the file.
    """
    try:
        content = read_content(path)
        check_size(len(content.data), MAX_PARSED_BYTES)
        return _model(content)
    except (Refused, Failed) as problem:
        raise type(problem)(f"{path}: {problem}") from None


def _model(content: Content) -> BooleanModel:
    kind = kind_of(content)
    if kind not in KINDS:
        raise Refused(f"is {kind}; expected a Boolean model, as .bnet or SBML-qual")
    labels: dict[str, str] = {}
    if kind == "qual":
        network, labels = qual_network(content.data)
    elif kind == "cnet":
        return cnet_model(text_of(content.data))
    else:
        read = bnet_network if kind == "bnet" else aeon_network
        network = read(text_of(content.data))
    nodes = network.variable_names()
    functions = [_function(network, node) for node in nodes]
    return boolean_model(
        nodes, functions, labels=[labels.get(node) or node for node in nodes]
    )


def _function(network: Any, node: str) -> Function:
    """Return a function, operands before operators."""
    whole = network.get_update_function(node)
    if whole is None:
        if network.predecessors(node):
            raise Refused(
                f'node "{one_line(node, most=60)}" has regulators and no function; '
                "expected one"
            )
        return ()
    # The tree is as deep as a function is long, so its parts wait in a list.
    backwards: list[int] = []
    waiting = [whole]
    while waiting:
        part = waiting.pop()
        if part.is_binary():
            operator, *operands = part.as_binary()
            backwards.append(_OPERATORS[operator])
            waiting += operands
        elif part.is_not():
            backwards.append(NOT)
            waiting.append(part.as_not())
        elif part.is_const():
            backwards.append(TRUE if part.as_const() else FALSE)
        elif part.is_var():
            backwards.append(int(part.as_var()))
        else:
            raise Refused(
                f'the function of node "{one_line(node, most=60)}" has a part that is '
                "not said (a parameter)"
            )
    return tuple(reversed(backwards))
