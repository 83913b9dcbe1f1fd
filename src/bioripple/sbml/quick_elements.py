"""The elements and attributes of a plainly written SBML file, checked.

Values of attributes are gathered by their kind and held against it when the whole file
has been read: one regular expression over a thousand ids takes the time of a few.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from xml.etree.ElementTree import Element

from bioripple.sbml.quick_formulas import IN_MATHML
from bioripple.sbml.quick_numbers import integer, real
from bioripple.sbml.quick_words import KINDS, UNITS, Words
from bioripple.sbml.unusual import Unusual

MATH = f"{IN_MATHML}math"
BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
DIMENSIONS = {str(number): float(number) for number in range(4)}
# What is wrong in a text in which every value stands between NUL characters.
WRONG = {
    "id": re.compile(r"\0[^A-Za-z_]|[^A-Za-z0-9_\0]"),
    "metaid": re.compile(r"\0[^A-Za-z_]|[^A-Za-z0-9_.\0-]"),
    "term": re.compile(r"\0(?!SBO:[0-9]{7}\0|\Z)"),
    # what `document.TINY` may write anew, be it a number or not
    "name": re.compile(r"\0\s*[-+]?[0-9.]+[eE]-[0-9]{3,}\s*\0"),
}
Attributes = Mapping[str, str]


class Known(dict[str, Callable[[str], None]]):
    """What takes in the values of an element's attributes."""

    def __missing__(self, key: str) -> Callable[[str], None]:
        """Refuse an attribute that is not known."""
        raise Unusual


class Elements:
    """Takes elements apart.

    Parameters
    ----------
    namespace
        Of SBML's core in the file.
    words
        The attributes of its version.
    """

    def __init__(self, namespace: str, words: Words) -> None:
        self.begin = f"{{{namespace}}}"
        self.aside = f"{self.begin}notes", f"{self.begin}annotation"
        self.must = words.must
        self._values: dict[str, list[str]] = {kind: [] for kind in KINDS.values()}
        self._take = {
            name: Known((key, self._values[KINDS[key]].append) for key in keys)
            for name, keys in words.may.items()
        }
        self._reals: dict[str, float] = {}

    def attributes(self, item: Element, name: str) -> Attributes:
        """Return the attributes of an element of this name."""
        if item.tag != self.begin + name:
            raise Unusual
        attributes = item.attrib
        take = self._take[name]
        for key, value in attributes.items():
            take[key](value)
        if name in self.must and not self.must[name] <= attributes.keys():
            raise Unusual
        return attributes

    def take_metaid(self, item: Element) -> None:
        """Take in the one attribute of the document's element that may be wrong."""
        if "metaid" in item.attrib:
            self._values["metaid"].append(item.attrib["metaid"])

    def children(self, item: Element) -> list[Element]:
        """Return what an element holds after its notes and its annotation."""
        children = list(item)
        for tag in self.aside:
            if children and children[0].tag == tag:
                del children[0]
        return children

    def each(
        self, parent: Element | None, name: str
    ) -> Iterator[tuple[Element, Attributes]]:
        """Return the elements of a list, all of this name, with their attributes."""
        for item in () if parent is None else parent:
            yield item, self.attributes(item, name)

    def each_alone(self, parent: Element | None, name: str) -> Iterator[Attributes]:
        """Return the attributes of a list's elements, which hold nothing else."""
        for item, attributes in self.each(parent, name):
            if len(item) and self.children(item):
                raise Unusual
            yield attributes

    def parts(self, item: Element, names: tuple[str, ...]) -> list[Element | None]:
        """Return what an element holds by name: each at most once, in this order."""
        found: list[Element | None] = [None] * len(names)
        at = 0
        for child in self.children(item):
            tag = child.tag
            while at < len(names) and tag != self._tag(names[at]):
                at += 1
            if at == len(names):
                raise Unusual
            if names[at].startswith("listOf") and (child.attrib or not len(child)):
                raise Unusual
            found[at] = child
            at += 1
        return found

    def math(self, item: Element) -> Element:
        """Return the formula of an element that holds nothing else."""
        (formula,) = self.parts(item, ("math",))
        if formula is None:
            raise Unusual
        return formula

    def number(self, attributes: Attributes, key: str) -> float | None:
        """Return the number that an attribute is; None if it is not there."""
        spelled = attributes.get(key)
        if spelled is None:
            return None
        value = self._reals.get(spelled)
        if value is None:
            value = self._reals[spelled] = real(spelled)
        return value

    def check(self) -> None:
        """Make sure of all values that have been taken in."""
        for kind, pattern in WRONG.items():
            values = self._values[kind]
            if values and pattern.search("\0" + "\0".join(values) + "\0"):
                raise Unusual
        if not set(self._values["boolean"]) <= BOOLEANS.keys():
            raise Unusual
        if not set(self._values["dimensions"]) <= DIMENSIONS.keys():
            raise Unusual
        if not set(self._values["unit"]) <= UNITS:
            raise Unusual
        for spelled in set(self._values["real"]):
            real(spelled)
        for spelled in set(self._values["integer"]):
            integer(spelled)

    def _tag(self, name: str) -> str:
        return MATH if name == "math" else self.begin + name


def flag(attributes: Attributes, key: str, default: bool) -> bool:
    """Return the truth that an attribute says."""
    spelled = attributes.get(key)
    if spelled is None:
        return default
    if spelled not in BOOLEANS:
        raise Unusual
    return BOOLEANS[spelled]
