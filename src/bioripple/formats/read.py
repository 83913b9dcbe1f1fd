"""Read a signed network from a file, whatever it is in."""

from collections.abc import Callable
from pathlib import Path

from bioripple.errors import Failed, Refused
from bioripple.formats.content import (
    MAX_BYTES,
    MAX_PARSED_BYTES,
    UTF8_MARK,
    Content,
    check_size,
    read_content,
    text_of,
)
from bioripple.formats.edges import DUALS, Dual, Edges, network_of
from bioripple.formats.findings import Finding, ReadNetwork
from bioripple.formats.kind import FORMATS, Format, kind_of

NO_EDGE = "no node acts on another, so that nothing can respond to anything"


def read(
    path: Path | str,
    *,
    dual: Dual = "drop",
    format: Format | None = None,
    max_bytes: int = MAX_BYTES,
) -> ReadNetwork:
    """Read a signed network.

    Parameters
    ----------
    path
        The file.
    dual
        What becomes of a pair of nodes that is joined with both signs, or with none
        that is known: `drop`, `positive`, `negative`, or `both`, two ways of opposite
        sign through nodes of their own (`both_ways.both_ways`).
    format
        One of `FORMATS`; by default by the ending of the name, and where that is not
        clear by the content.
    max_bytes
        Largest file that is read [bytes]; 50 MB at most for formats other than SIF,
        tables and GraphML.

    Returns
    -------
    ReadNetwork
        The network, and what there is to say about the file.

    Raises
    ------
    Refused
        If it is not supported, or too large; the message names the file and the place.
    Failed
        If it is damaged.
    ValueError
        If `dual` or `format` is none of those.
    """
    path = Path(path)
    if dual not in DUALS:
        raise ValueError(f"dual: expected one of {', '.join(DUALS)}; found {dual!r}")
    if format is not None and format not in FORMATS:
        raise ValueError(
            f"format: expected one of {', '.join(FORMATS)}; found {format!r}"
        )
    findings: list[Finding] = []
    try:
        content = read_content(path, max_bytes=max_bytes)
        chosen = format or kind_of(content)
        if chosen not in ("sif", "table", "graphml"):
            check_size(len(content.data), min(max_bytes, MAX_PARSED_BYTES))
        edges = _edges(content, chosen, findings)
        network = network_of(edges, dual=dual, findings=findings)
        if network.size and not network.n_edges:
            findings.append(Finding("warning", "", NO_EDGE))
    except (Refused, Failed) as problem:
        raise type(problem)(f"{path}: {problem}") from None
    return ReadNetwork(network, chosen, content.sha256, tuple(findings))


def _edges(content: Content, chosen: Format, findings: list[Finding]) -> Edges:
    """Let the reader of the format read it."""
    from bioripple.formats import (
        gml,
        graphml,
        json_graph,
        logic,
        sbml,
        sif,
        table,
        truth_tables,
    )

    if content.data.startswith(UTF8_MARK):
        findings.append(
            Finding("note", "line 1", "a byte order mark (BOM), which is left out")
        )
    of_bytes: dict[str, Callable[[bytes, list[Finding]], Edges]] = {
        "graphml": graphml.read_graphml,
        "qual": logic.read_qual,
        "sbml": sbml.read_kinetic,
    }
    of_text: dict[str, Callable[[str, list[Finding]], Edges]] = {
        "sif": sif.read_sif,
        "gml": gml.read_gml,
        "json": json_graph.read_json_graph,
        "bnet": logic.read_bnet,
        "aeon": logic.read_aeon,
        "cnet": truth_tables.read_cnet,
    }
    if chosen in of_bytes:
        return of_bytes[chosen](content.data, findings)
    text = text_of(content.data)
    if chosen == "table":
        ending = content.path.suffix.casefold()
        return table.read_table(text, findings, ending=ending)
    return of_text[chosen](text, findings)
