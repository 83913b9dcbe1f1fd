"""Kinetic models: who acts on whom by the rate laws, whatever the numbers."""

import numpy as np

from bioripple.formats.edges import Edges
from bioripple.formats.findings import Finding
from bioripple.formats.qual import refuse_mangled
from bioripple.network.entries import entries
from bioripple.network.signed import Places
from bioripple.odes.processes import processes
from bioripple.odes.system import build_odes
from bioripple.odes.wiring import wiring
from bioripple.sbml.reader import read_sbml
from bioripple.untrusted.xml import check_xml

MAX_NODES = 500_000  # of expressions
FIRST = 3  # edges that are named


def read_kinetic(content: bytes, findings: list[Finding]) -> Edges:
    """Read the network that the equations of an SBML model are.

    Parameters
    ----------
    content
        The whole file.
    findings
        What there is to say is added.

    Returns
    -------
    Edges
        No value of a parameter and no state is used. Where there are reactions, these
        come with the edges. An edge of which the laws leave open whether it is positive
        has the sign that it has for most values, and there is a warning: that it is
        there is certain, unlike where a file says both.

    Raises
    ------
    Refused, Failed
        If the model cannot be read, or needs something that is not supported.
    """
    refuse_mangled(content)
    check_xml(content)
    document = read_sbml(content, max_nodes=MAX_NODES)
    system = build_odes(document)
    wires = wiring(system)
    target, source = (it.astype(np.intp) for it in wires.sign.tocoo().coords)
    sign = wires.sign.tocoo().data.astype(np.int8)
    unknown = entries(wires.unknown, target, source)
    findings += _open_signs(wires.nodes, source[unknown], target[unknown])
    for text in document.warnings:
        findings.append(Finding("warning", "", text))
    named = {it.id: it.name for it in document.species if it.name}
    return Edges(
        wires.nodes,
        source,
        target,
        sign,
        np.arange(1, len(sign) + 1, dtype=np.intp),
        unit="edge",
        labels=named,
        processes=processes(system, wires.nodes) if system.reactions else None,
    )


def _open_signs(
    nodes: tuple[str, ...], source: Places, target: Places
) -> list[Finding]:
    """Name the first edges whose sign hangs on numbers, and count them all."""
    if not source.size:
        return []
    first = ", ".join(
        f'"{nodes[a]}" -> "{nodes[b]}"'
        for a, b in zip(source[:FIRST], target[:FIRST], strict=True)
    )
    tail = ", …" if source.size > FIRST else ""
    text = (
        f"the sign of {source.size} edges hangs on the values of parameters or of the "
        f"state; the commoner one is taken: {first}{tail}"
    )
    return [Finding("warning", "", text)]
