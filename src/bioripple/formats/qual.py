"""SBML-qual as strangers write it, made plain for the parser that reads it."""

import re
import xml.etree.ElementTree as ElementTree

from bioripple.errors import Failed, Refused
from bioripple.runtime.text import one_line
from bioripple.untrusted.xml import check_xml

QUAL = "http://www.sbml.org/sbml/level3/version1/qual/version1"
_MATH = "{http://www.w3.org/1998/Math/MathML}"
_LOWER = (b"listofqualitativespecies", b"listoftransitions", b"listofspecies")

_OF_PAGES = ("html", "head", "body", "pre", "div")
_ROOT = re.compile(rb"<(?![?!])\s*([^\s/>]+)")

# By this prefix, and by no other, the parser knows attributes of the package.
ElementTree.register_namespace("qual", QUAL)


def root_name(content: bytes) -> str:
    """Return the name of the first element, without prefix; empty if there is none."""
    # a document type may hold what looks like an element; the readers refuse it
    start = content.find(b"]>") + 1 if b"<!DOCTYPE" in content[:10_000] else 0
    found = _ROOT.search(content, start)
    root = found[1].decode("utf-8", "replace") if found else ""
    return root.rpartition(":")[2]


def refuse_mangled(content: bytes) -> None:
    """Name what tools for HTML do to XML.

    Raises
    ------
    Refused
        If it is a web page, or names of elements lost their capitals.
    """
    if root_name(content).casefold() in _OF_PAGES:
        around = " around SBML" if b"sbml" in content[:5000].lower() else ""
        raise Refused(
            f"is a web page (HTML){around}; download the file itself, not the page "
            "that shows it"
        )
    for name in _LOWER:
        if b"<" + name in content or b":" + name in content:
            raise Refused(
                f"its elements lost their capitals (<{name.decode()}>), as tools for "
                "HTML do; get the file anew"
            )


def plain_qual(content: bytes, *, max_operands: int) -> tuple[str, dict[str, str]]:
    """Return a model with the prefixes that its parser needs, and the names of nodes.

    Attributes of the package have its prefix in some files and none in others. Names
    are left out, so that nodes are called by their ids.

    Parameters
    ----------
    content
        The whole file.
    max_operands
        Most variables that one function may name.

    Returns
    -------
    str, dict of str
        The model as XML; and the name of each node by its id, empty if it has none.

    Raises
    ------
    Refused
        If a web page is around it, its elements are lower-cased, it declares a document
        type or an entity, has no model of this package, or too long a function.
    Failed
        If it is not well-formed.
    """
    refuse_mangled(content)
    check_xml(content)
    try:
        root = ElementTree.fromstring(content)
    except ElementTree.ParseError as problem:  # a prefix that is not declared
        raise Failed(f"the file is not well-formed XML: {problem}") from None
    names: dict[str, str] = {}
    for element in root.iter():
        if element.tag.startswith(f"{{{QUAL}}}"):
            for key in [it for it in element.attrib if not it.startswith("{")]:
                element.attrib.setdefault(f"{{{QUAL}}}{key}", element.attrib.pop(key))
        if element.tag == f"{{{QUAL}}}qualitativeSpecies":
            name = element.attrib.get(f"{{{QUAL}}}id", "")
            label = element.attrib.pop(f"{{{QUAL}}}name", "")
            names[name] = one_line(label)
        elif element.tag == f"{_MATH}math":
            _check_operands(element, max_operands)
    if not names:
        raise Refused("has no qualitative species; expected SBML-qual")
    return ElementTree.tostring(root, encoding="unicode"), names


def _check_operands(math: ElementTree.Element, most: int) -> None:
    found = sum(1 for _ in math.iter(f"{_MATH}ci"))
    if found > most:
        raise Refused(f"a function of {found} variables; at most {most} are read")
