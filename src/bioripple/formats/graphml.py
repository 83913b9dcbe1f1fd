"""GraphML, read by expat with nothing but counters and lists.

A library reads it, too, but says neither the line of what is wrong nor that a file is
cut off, and takes none of yEd's.
"""

import gc
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from xml.parsers import expat

from bioripple.errors import Failed, Refused
from bioripple.formats.columns import plain
from bioripple.formats.edges import Edges
from bioripple.formats.findings import Finding
from bioripple.formats.parts import LABEL_NAMES, Parts, edges_of
from bioripple.runtime.text import one_line
from bioripple.untrusted.xml import ENCODINGS, MAX_DEPTH, declared_encoding

_NO_TYPE = "declares a document type (DTD), which can hide entity bombs; remove it"


def read_graphml(content: bytes, findings: list[Finding]) -> Edges:
    """Read a graph.

    Parameters
    ----------
    content
        The whole file.
    findings
        What there is to say is added.

    Raises
    ------
    Refused
        If it declares a document type or an entity, is nested too deep, or has several
        graphs, graphs within nodes, hyperedges, or edges with and without direction.
    Failed
        If it is not well-formed, no GraphML, or an edge ends nowhere.
    """
    encoding = ENCODINGS[declared_encoding(content).lower()]
    reader = _Reader(encoding)
    with _no_collection():
        reader.read(content)
    if not reader.graphs:
        raise Failed("has no <graph>; expected GraphML")
    return edges_of(reader.parts, findings)


@contextmanager
def _no_collection() -> Iterator[None]:
    # a million small lists, none of them in a ring: looking for rings takes longer
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


class _Reader:
    """What to do at each element; short, for there may be millions of them."""

    def __init__(self, encoding: str) -> None:
        self.parts = Parts("line")
        # the lists themselves: to ask `parts` for each edge takes twice as long
        self._ends_and_lines = self.parts.source, self.parts.target, self.parts.where
        self.graphs = 0
        self._keys: dict[str, str] = {}  # names, by id
        self._said: defaultdict[str, dict[int, str]] = defaultdict(dict)  # of edges
        self._last_key = ""
        self._graphics: set[str] = set()  # keys under which yEd keeps how a node looks
        self._node = ""
        self._edge = -1
        self._others = 0  # open elements of other kinds
        self._text: list[str] = []
        self._key: str | None = None
        self._label = False
        self._starts: dict[str, Callable[[dict[str, str]], None]] = {}
        self._ends: dict[str, Callable[[], None]] = {}
        parser = expat.ParserCreate(encoding)
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._refuse_type
        parser.EntityDeclHandler = self._refuse_type
        self._parser = parser

    def read(self, content: bytes) -> None:
        try:
            self._parser.Parse(content, True)
        except expat.ExpatError as error:
            reason = expat.ErrorString(error.code)
            cut = error.lineno >= content.count(b"\n") + 1
            hint = "; the file seems to be cut off" if cut else ""
            raise Failed(
                f"line {error.lineno}: not well-formed XML ({reason}){hint}"
            ) from None
        for key, values in self._said.items():
            self.parts.attributes.setdefault(self._keys.get(key, key), {}).update(
                values
            )

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _refuse_type(self, *_declaration: Any) -> None:
        raise Refused(f"line {self._line}: {_NO_TYPE}")

    def _start(self, name: str, found: dict[str, str]) -> None:
        start = self._starts.get(name)
        if start is not None:
            start(found)
        elif not self._starts:
            self._start_root(name)
        else:
            self._start_other(name)

    def _end(self, name: str) -> None:
        end = self._ends.get(name)
        if end is not None:
            end()
        elif name not in self._starts:
            self._end_other(name)

    def _start_root(self, name: str) -> None:
        prefix, colon, plain_name = name.rpartition(":")
        if plain_name != "graphml":
            raise Failed(f"begins with <{one_line(name, most=40)}>; expected <graphml>")
        self._starts = {
            f"{prefix}{colon}{part}": start
            for part, start in (
                ("key", self._start_key),
                ("graph", self._start_graph),
                ("node", self._start_node),
                ("edge", self._start_edge),
                ("data", self._start_data),
                ("default", self._start_default),
                ("hyperedge", self._start_hyperedge),
            )
        }
        self._ends = {
            f"{prefix}{colon}{part}": end
            for part, end in (
                ("node", self._end_node),
                ("edge", self._end_edge),
                ("data", self._end_data),
                ("default", self._end_default),
            )
        }

    def _start_other(self, name: str) -> None:
        self._others += 1
        if self._others > MAX_DEPTH:
            raise Refused(f"line {self._line}: elements are nested too deep")
        if self._key in self._graphics and name.endswith("NodeLabel"):
            self._label = True
            self._parser.CharacterDataHandler = self._text.append

    def _end_other(self, name: str) -> None:
        self._others -= 1
        if self._label and name.endswith("NodeLabel"):
            self.parts.labels.setdefault(self._node, self._taken())
            self._label = False

    def _start_key(self, found: dict[str, str]) -> None:
        name = found.get("id", "")
        self._keys[name] = self._last_key = found.get("attr.name") or name
        if found.get("yfiles.type") == "nodegraphics":
            self._graphics.add(name)

    def _start_default(self, _found: dict[str, str]) -> None:
        self._parser.CharacterDataHandler = self._text.append

    def _end_default(self) -> None:
        self.parts.defaults[self._last_key] = self._taken()

    def _start_graph(self, found: dict[str, str]) -> None:
        self.graphs += 1
        if self.graphs > 1:
            inside = " within a node" if self._node else ""
            raise Refused(f"line {self._line}: another <graph>{inside}; expected one")
        self.parts.directed = found.get("edgedefault") != "undirected"

    def _start_hyperedge(self, _found: dict[str, str]) -> None:
        raise Refused(f"line {self._line}: a <hyperedge>; expected edges of two ends")

    def _start_node(self, found: dict[str, str]) -> None:
        self._check_open("node")
        name = found.get("id")
        if not name:
            raise Failed(f"line {self._line}: a <node> without id")
        self.parts.add_node(name, f"line {self._line}")
        self._node = name

    def _end_node(self) -> None:
        self._node = ""

    def _start_edge(self, found: dict[str, str]) -> None:
        if self._node or self._edge >= 0:
            self._check_open("edge")
        try:
            source, target = found["source"], found["target"]
        except KeyError:
            raise Failed(
                f"line {self._line}: an <edge> without source or target"
            ) from None
        if len(found) > 2:
            self._check_direction(found)
        sources, targets, lines = self._ends_and_lines
        self._edge = len(sources)
        sources.append(source)
        targets.append(target)
        lines.append(self._parser.CurrentLineNumber)

    def _check_direction(self, found: dict[str, str]) -> None:
        said = found.get("directed")
        if said and (said in ("true", "1")) != self.parts.directed:
            raise Refused(
                f"line {self._line}: an edge with another direction than the graph's "
                "edgedefault; expected the same of all"
            )

    def _end_edge(self) -> None:
        self._edge = -1

    def _start_data(self, found: dict[str, str]) -> None:
        if self._key is not None:
            raise Failed(f"line {self._line}: a <data> within another")
        self._key = found.get("key", "")
        self._parser.CharacterDataHandler = self._text.append

    def _end_data(self) -> None:
        text, key = self._taken(), self._key or ""
        self._key = None
        if self._edge >= 0:
            self._said[key][self._edge] = text
        elif self._node and plain(self._keys.get(key, key)) in LABEL_NAMES:
            self.parts.labels.setdefault(self._node, text)

    def _taken(self) -> str:
        text = self._text
        self._parser.CharacterDataHandler = None
        if len(text) == 1:
            return text.pop()
        whole = "".join(text)
        text.clear()
        return whole

    def _check_open(self, what: str) -> None:
        if self._node or self._edge >= 0:
            raise Failed(f"line {self._line}: a <{what}> within another part")
