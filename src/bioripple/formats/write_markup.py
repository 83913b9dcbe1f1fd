"""Networks as GraphML, CX2 and node-link JSON: texts that hold any name but a few."""

import json
import re
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork
from bioripple.runtime.text import one_line

WORDS = {1: "activates", -1: "inhibits"}
# What no XML can hold, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRAPHML_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="name" for="node" attr.name="name" attr.type="string"/>
<key id="sign" for="edge" attr.name="sign" attr.type="int"/>
<graph edgedefault="directed">
"""


def graphml(network: SignedNetwork) -> str:
    """Return GraphML: `sign` of edges is 1 or -1, `name` of nodes their label.

    Raises
    ------
    Refused
        If a name has a character that XML cannot hold.
    """
    lines = []
    for name, label in zip(network.nodes, network.labels, strict=True):
        check_text(name, "GraphML")
        for each in (name, label):
            if _NOT_XML.search(each):
                raise cannot(each, "GraphML", "has a character that XML cannot hold")
        inner = f'<data key="name">{escape(label)}</data>' if label != name else ""
        lines.append(f"<node id={_quoted(name)}>{inner}</node>")
    ids = [_quoted(name) for name in network.nodes]
    for s, t, sign in zip(*network.edges, strict=True):
        said = f'<data key="sign">{sign}</data>'
        lines.append(f"<edge source={ids[s]} target={ids[t]}>{said}</edge>")
    return _GRAPHML_HEAD + "\n".join(lines) + "\n</graph>\n</graphml>\n"


def node_link(network: SignedNetwork) -> str:
    """Return node-link JSON, as networkx reads it; raises as `graphml`."""
    nodes: list[dict[str, Any]] = []
    for name, label in zip(network.nodes, network.labels, strict=True):
        check_text(name, "JSON")
        check_text(label, "JSON")
        nodes.append({"id": name} | ({"name": label} if label != name else {}))
    names = network.nodes
    edges = [
        {"source": names[s], "target": names[t], "sign": int(sign)}
        for s, t, sign in zip(*network.edges, strict=True)
    ]
    whole = {"directed": True, "multigraph": False, "graph": {}}
    return json.dumps({**whole, "nodes": nodes, "edges": edges}, indent=0) + "\n"


def cx2(network: SignedNetwork) -> str:
    """Return CX2, as Cytoscape and NDEx read it; raises as `graphml`."""
    for name in network.nodes:
        check_text(name, "CX2")
        if name != name.strip():
            raise cannot(name, "CX2", "begins or ends with a blank")
    source, target, signs = network.edges
    nodes = [{"id": k, "v": {"name": name}} for k, name in enumerate(network.nodes)]
    edges = [
        {
            "id": k,
            "s": int(s),
            "t": int(t),
            "v": {"interaction": WORDS[int(sign)], "sign": int(sign)},
        }
        for k, (s, t, sign) in enumerate(zip(source, target, signs, strict=True))
    ]
    counts = [
        ("attributeDeclarations", 1),
        ("nodes", len(nodes)),
        ("edges", len(edges)),
    ]
    declared = {
        "nodes": {"name": {"d": "string"}},
        "edges": {"interaction": {"d": "string"}, "sign": {"d": "integer"}},
    }
    aspects = [
        {"CXVersion": "2.0", "hasFragments": False},
        {"metaData": [{"name": it, "elementCount": n} for it, n in counts]},
        {"attributeDeclarations": [declared]},
        {"nodes": nodes},
        {"edges": edges},
        {"status": [{"success": True}]},
    ]
    return "[\n" + ",\n".join(json.dumps(it) for it in aspects) + "\n]\n"


def check_text(name: str, where: str) -> None:
    """Refuse what no UTF-8 text can hold.

    Raises
    ------
    Refused
        If a name is empty, or has half a surrogate pair.
    """
    if not name:
        raise cannot(name, where, "is empty")
    if any("\ud800" <= letter <= "\udfff" for letter in name):
        raise cannot(name, where, "has half of a character (a lone surrogate)")


def cannot(name: str, where: str, why: str) -> Refused:
    """Return what to raise about a name that a format cannot hold."""
    return Refused(
        f'node "{one_line(name, most=60)}": {where} cannot hold it: it {why}'
    )


def _quoted(text: str) -> str:
    return quoteattr(text)
