"""What of an SBML file no number depends on, and the file without it.

A fault that goes away with such a part is none of the model's.
"""

import re
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from bioripple.sbml.packages import EXTENDED_MATH, is_list, package_of
from bioripple.sbml.vocabulary import ASIDE, ASIDE_ATTRIBUTES, label
from bioripple.untrusted.formulas import MATHML
from bioripple.untrusted.names import OUTSIDE, Scope

# Attributes that say what an element of a formula means.
MEANINGFUL = {"cn": ("type", "base"), "csymbol": ("encoding", "definitionURL")}
ID = re.compile("[A-Za-z_][A-Za-z0-9_]*")
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'


@dataclass(frozen=True)
class Rewritten:
    """An SBML text in which every element begins on a line of its own.

    Attributes
    ----------
    text
        The text.
    lines
        The lines on which elements begin, in order.
    elements
        How to call each of them, with its line in the file.
    empty
        Which of them are empty lists.
    """

    text: str
    lines: list[int]
    elements: list[str]
    empty: list[str]

    def place(self, line: int) -> str:
        """Return the element that a line of the text belongs to, as in `elements`."""
        return self.elements[max(0, bisect_right(self.lines, line) - 1)]


def rewrite(text: str, *, essence: bool) -> Rewritten:
    """Write an SBML text anew, so that libSBML's line numbers name one element each.

    Parameters
    ----------
    text
        Well-formed XML. That elements of other namespaces than SBML's do not matter is
        for `sbml.survey.survey` to make sure of.
    essence
        Leave out what no number depends on.
    """
    writer = _Writer(essence)
    writer.parser.Parse(text, True)
    return Rewritten("".join(writer.out), writer.lines, writer.elements, writer.empty)


class _Writer:
    """Writes what expat reads."""

    def __init__(self, essence: bool) -> None:
        self.essence = essence
        self.out = [DECLARATION]
        self.line = 1
        self.lines: list[int] = []
        self.elements: list[str] = []
        self.empty: list[str] = []
        self.open: list[_Open] = []
        self.core = ""  # namespace of SBML's core
        self.skipped = 0  # elements that are open in a part that is left out
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.write_text

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self.skipped:
            self.skipped += 1
            return
        outer = self.open[-1].scope if self.open else Scope(OUTSIDE)
        scope = outer.within(attributes)
        namespace, name = scope.name(tag)
        if not self.open:
            self.core = namespace
        if self.essence and self._is_aside(namespace, name):
            self.skipped = 1
            return
        if self.open:
            self.open[-1].children += 1
        before = len(self.out), self.line, len(self.lines)
        is_known = namespace == self.core or package_of(namespace)
        self.open.append(_Open(tag, scope, is_list(name) and bool(is_known), before))
        self.lines.append(self.line)
        place = f"line {self.parser.CurrentLineNumber}: {label((name, attributes))}"
        self.elements.append(place)
        if self.essence:
            attributes = self._essential(scope, namespace, name, attributes)
        written = "".join(f" {key}={quoteattr(attributes[key])}" for key in attributes)
        self.out.append(f"<{tag}{written}\n>")
        self.line += 1

    def end(self, _tag: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        element = self.open.pop()
        is_empty = element.is_list and not element.children
        if is_empty:
            self.empty.append(f"{self.elements[element.before[2]]}: the list is empty")
        if is_empty and self.essence:
            self.take_back(element)
        else:
            self.out.append(f"</{element.tag}>")

    def take_back(self, element: "_Open") -> None:
        written, self.line, known = element.before
        del self.out[written:], self.lines[known:], self.elements[known:]
        if self.open:
            self.open[-1].children -= 1

    def write_text(self, characters: str) -> None:
        if not self.skipped:
            self.out.append(escape(characters))
            self.line += characters.count("\n")

    def _is_aside(self, namespace: str, name: str) -> bool:
        if namespace == self.core:
            return name in ASIDE
        return namespace not in ("", MATHML)

    def _essential(
        self, scope: Scope, namespace: str, name: str, attributes: Mapping[str, str]
    ) -> dict[str, str]:
        kept = {}
        for key, value in attributes.items():
            if key == "xmlns" or key.startswith("xmlns:"):
                needed = value in (self.core, MATHML) or _is_read(value)
            elif namespace == MATHML:
                needed = key in MEANINGFUL.get(name, ())
            elif ":" in key:
                other = scope.namespace(key)
                needed = not other or _is_read(other)
            elif key == "id" and (name == "model" or is_list(name)):
                needed = ID.fullmatch(value) is not None  # nothing refers to it
            else:
                needed = key not in ASIDE_ATTRIBUTES
            if needed:
                kept[key] = value
        return kept


@dataclass
class _Open:
    """An element that is open; `before` is where the writer was when it began."""

    tag: str
    scope: Scope
    is_list: bool
    before: tuple[int, int, int]
    children: int = 0


def _is_read(namespace: str) -> bool:
    """Say whether libSBML has to be told of a package, to read the formulas."""
    return package_of(namespace) == EXTENDED_MATH
