"""Write a signed network in a format that others read: whole, or not at all."""

from collections.abc import Callable
from pathlib import Path

from bioripple.errors import Refused
from bioripple.formats import write_markup
from bioripple.network.signed import SignedNetwork
from bioripple.runtime.files import write_text
from bioripple.runtime.text import one_line

ENDINGS = ".sif, .tsv, .csv, .graphml, .cx2 or .json"


def write(network: SignedNetwork, path: Path | str) -> None:
    """Write a network; the format goes by the ending of the name.

    Parameters
    ----------
    network
        What to write. Ids and signs come back when the file is read; labels do from
        GraphML and JSON.
    path
        Ends in .sif, .tsv, .csv, .graphml, .cx2 or .json (node-link).

    Raises
    ------
    Refused
        If it has another ending, or a node has a name that the format cannot hold.
    """
    path = Path(path)
    writer = _WRITERS[check_ending(path)]
    try:
        text = writer(network)
    except Refused as problem:
        raise Refused(f"{path}: {problem}") from None
    write_text(path, text)


def check_ending(path: Path) -> str:
    """Return the ending of a name, if networks are written so.

    Raises
    ------
    Refused
        If they are not.
    """
    ending = path.suffix.casefold()
    if ending not in _WRITERS:
        shown = f'"{one_line(ending)}"' if ending else "no ending"
        raise Refused(f"{path}: {shown}; networks are written as {ENDINGS}")
    return ending


def _sif(network: SignedNetwork) -> str:
    """Return SIF: an edge on each line, then the nodes that have none."""
    for name in network.nodes:
        _check_line(name, "SIF")
        if name.startswith(("#", "!", "\ufeff")):
            why = "begins with a #, a ! or a byte order mark, which mean something"
            raise _cannot(name, "SIF", why)
    names = network.nodes
    source, target, sign = network.edges
    rows = [
        f"{names[s]}\t{write_markup.WORDS[int(it)]}\t{names[t]}"
        for s, t, it in zip(source, target, sign, strict=True)
    ]
    # a tab at the end, so that a name with blanks is one
    rows += [
        f"{name}\t" if any(map(str.isspace, name)) else name for name in _alone(network)
    ]
    return "\n".join(rows) + "\n"


def _table(network: SignedNetwork, delimiter: str) -> str:
    """Return a table of edges; a node without any has a row of its own."""
    cells = []
    for name in network.nodes:
        _check_line(name, "a table")
        quoted = delimiter in name or '"' in name or name.startswith("#")
        cells.append('"{}"'.format(name.replace('"', '""')) if quoted else name)
    source, target, sign = network.edges
    rows = [delimiter.join(("source", "target", "sign"))]
    rows += [
        f"{cells[s]}{delimiter}{cells[t]}{delimiter}{it}"
        for s, t, it in zip(source, target, sign, strict=True)
    ]
    shown = dict(zip(network.nodes, cells, strict=True))
    rows += [f"{shown[name]}{delimiter}{delimiter}" for name in _alone(network)]
    return "\n".join(rows) + "\n"


def _alone(network: SignedNetwork) -> list[str]:
    """Return the nodes without an edge."""
    source, target, _ = network.edges
    joined = {*source.tolist(), *target.tolist()}
    return [name for k, name in enumerate(network.nodes) if k not in joined]


def _check_line(name: str, where: str) -> None:
    """Refuse names that do not come back from a line of text."""
    write_markup.check_text(name, where)
    if any(letter < " " for letter in name):
        raise _cannot(
            name, where, "has a tab, a line break or another control character"
        )
    if name != name.strip():
        raise _cannot(name, where, "begins or ends with a blank")


def _cannot(name: str, where: str, why: str) -> Refused:
    return write_markup.cannot(name, where, why)


_WRITERS: dict[str, Callable[[SignedNetwork], str]] = {
    ".sif": _sif,
    ".tsv": lambda network: _table(network, "\t"),
    ".csv": lambda network: _table(network, ","),
    ".graphml": write_markup.graphml,
    ".cx2": write_markup.cx2,
    ".json": write_markup.node_link,
}
