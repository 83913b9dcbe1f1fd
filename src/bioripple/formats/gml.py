"""GML: nested lists of keys and values."""

import html
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from bioripple.errors import Failed, Refused
from bioripple.formats.columns import plain
from bioripple.formats.edges import Edges
from bioripple.formats.findings import Finding
from bioripple.formats.parts import LABEL_NAMES, Parts, edges_of
from bioripple.runtime.text import one_line

_MAX_DEPTH = 20
_TOKEN = re.compile(
    r'\s+|#[^\n]*|(?P<open>\[)|(?P<close>\])|"(?P<text>[^"]*)"'
    r"|(?P<number>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<key>[A-Za-z_]\w*)"
)

Pairs = list[tuple[str, Any, int]]  # key, value or Pairs, and where the key stands


def read_gml(text: str, findings: list[Finding]) -> Edges:
    """Read a graph.

    Parameters
    ----------
    text
        As `content.text_of` returns it.
    findings
        What there is to say is added.

    Raises
    ------
    Refused
        If it has several graphs, or lists are nested too deep.
    Failed
        If it is no GML, or is damaged.
    """
    lines = np.flatnonzero(np.array([c == "\n" for c in text], dtype=np.bool_))

    def line(place: int) -> int:
        return int(np.searchsorted(lines, place)) + 1

    graphs = [
        value
        for key, value, _ in _parse(text, line)
        if key.casefold() == "graph" and isinstance(value, list)
    ]
    if len(graphs) != 1:
        raise Refused(f"has {len(graphs)} graphs; expected one: graph [ node [ … ] … ]")
    parts = Parts("line", directed=_first(graphs[0], "directed") == "1")
    for key, value, place in graphs[0]:
        if key == "node" and isinstance(value, list):
            _add_node(parts, value, line(place))
        elif key == "edge" and isinstance(value, list):
            _add_edge(parts, value, line(place))
    return edges_of(parts, findings)


def _add_node(parts: Parts, pairs: Pairs, line: int) -> None:
    name = _first(pairs, "id")
    if not name:
        raise Failed(f"line {line}: a node without id")
    parts.add_node(name, f"line {line}")
    for key, value, _ in pairs:
        if plain(key) in LABEL_NAMES and isinstance(value, str):
            parts.labels.setdefault(name, value)


def _add_edge(parts: Parts, pairs: Pairs, line: int) -> None:
    source, target = _first(pairs, "source"), _first(pairs, "target")
    if not source or not target:
        raise Failed(f"line {line}: an edge without source or target")
    place = parts.add_edge(source, target, line)
    for key, value, _ in pairs:
        if key not in ("source", "target") and isinstance(value, str):
            parts.set_attribute(key, place, value)


def _first(pairs: Pairs, wanted: str) -> str:
    for key, value, _ in pairs:
        if key == wanted and isinstance(value, str):
            return value
    return ""


def _parse(text: str, line: Any) -> Pairs:
    """Return the outermost pairs; lists are kept on a stack, not on Python's."""
    whole: Pairs = []
    stack = [whole]
    key, key_place = "", 0
    for kind, value, place in _tokens(text, line):
        if kind == "close":
            if key or len(stack) == 1:
                raise Failed(f"line {line(place)}: a ] that closes nothing")
            stack.pop()
        elif not key:
            if kind != "key":
                shown = one_line(value, most=40)
                raise Failed(f'line {line(place)}: expected a key, found "{shown}"')
            key, key_place = value, place
        else:
            inner: Pairs = []
            found = inner if kind == "open" else value
            stack[-1].append((key, found, key_place))
            if kind == "open":
                stack.append(inner)
            if len(stack) > _MAX_DEPTH:
                raise Refused(f"line {line(place)}: lists are nested too deep")
            key = ""
    if len(stack) > 1 or key:
        raise Failed("ends within a list; the file seems to be cut off")
    return whole


def _tokens(text: str, line: Any) -> Iterator[tuple[str, str, int]]:
    place = 0
    while place < len(text):
        match = _TOKEN.match(text, place)
        if match is None:
            shown = one_line(text[place : place + 20])
            raise Failed(f'line {line(place)}: "{shown}" is no GML')
        if kind := match.lastgroup:
            value = match[kind]
            yield kind, html.unescape(value) if kind == "text" else value, place
        place = match.end()
