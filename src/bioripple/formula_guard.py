"""Look through the formulas of an XML text for what libSBML would misread.

libSBML reads as far as it can and keeps quiet: `12abc` becomes 12, `0x10` becomes 0, an
integer of more than 32 bits becomes the largest of 32 bits. It keeps a sum of n terms
as n nested sums, and destroys them by a recursion that ends in a stack overflow.
"""

import re
from xml.parsers import expat

from bioripple.outcome import Failed, Refused

# The models of BioModels and of the SBML Test Suite have at most 193 terms.
MAX_TERMS = 10_000
MAX_FORMULA = 100_000
LARGEST_INTEGER = 2**31 - 1

INTEGER = re.compile(r"[-+]?[0-9]+")
REAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
# What a `cn` element of each type holds, parts separated by `sep` elements.
PARTS = {
    "real": (REAL,),
    "integer": (INTEGER,),
    "e-notation": (REAL, INTEGER),
    "rational": (INTEGER, INTEGER),
}
CLOSED = -(10**9)  # terms of an element that is no operator are never too many


def check_formulas(content: bytes) -> None:
    """Make sure that formulas are of sane size and that their numbers are numbers.

    Parameters
    ----------
    content
        Well-formed XML, as `xml_guard.check_xml` makes sure of.

    Raises
    ------
    Failed
        If the text of a `cn` element is no number of its type.
    Refused
        If an operator has more than `MAX_TERMS` terms, a formula of SBML level 1 more
        than `MAX_FORMULA` characters, or an integer more than 32 bits.
    """
    _Reader(expat.ParserCreate()).parser.Parse(content, True)


class _Reader:
    """Counts terms and gathers the text of `cn` elements."""

    def __init__(self, parser: expat.XMLParserType) -> None:
        self.parser = parser
        self.terms = [CLOSED]
        self.kind = ""
        self.parts: list[str] = []
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.terms[-1] += 1
        if self.terms[-1] > MAX_TERMS:
            raise Refused(
                f"line {self.parser.CurrentLineNumber}: an operator has more than "
                f"{MAX_TERMS} terms"
            )
        self.terms.append(0 if name in ("apply", "piecewise", "lambda") else CLOSED)
        if name == "cn":
            self.kind = attributes.get("type", "real")
            self.parts = [""]
            self.parser.CharacterDataHandler = self.text
            if attributes.get("base", "10") != "10":
                raise Refused(f"{self.where()}: a number to another base than 10")
        elif name == "sep":
            self.parts.append("")
        elif len(attributes.get("formula", "")) > MAX_FORMULA:
            raise Refused(f"{self.where()}: a formula is longer than {MAX_FORMULA}")

    def text(self, characters: str) -> None:
        self.parts[-1] += characters

    def end(self, tag: str) -> None:
        self.terms.pop()
        if tag.rpartition(":")[2] == "cn":
            self.parser.CharacterDataHandler = None
            self.check_number()

    def check_number(self) -> None:
        parts = [part.strip() for part in self.parts]
        patterns = PARTS.get(self.kind)
        shown = " <sep/> ".join(parts)[:40]
        if patterns is None:
            raise Refused(f"{self.where()}: a number of type {self.kind[:40]!r}")
        if len(parts) != len(patterns) or not all(map(re.fullmatch, patterns, parts)):
            raise Failed(f"{self.where()}: {shown!r} is no number of type {self.kind}")
        integers = [
            part
            for part, pattern in zip(parts, patterns, strict=True)
            if pattern is INTEGER
        ]
        if any(len(part) > 11 or abs(int(part)) > LARGEST_INTEGER for part in integers):
            raise Refused(f"{self.where()}: {shown!r} needs more than 32 bits")

    def where(self) -> str:
        return f"line {self.parser.CurrentLineNumber}"
