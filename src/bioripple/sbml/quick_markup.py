"""A look at the bytes of an SBML file that says if it is written as plainly as most.

Then its tags are spelled in one way, and a few regular expressions prove what would
else take a look at every element: that those of formulas have no attributes, and that
no text stands where libSBML would overlook it.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from xml.parsers import expat

from bioripple.sbml.quick_aside import ATTRIBUTE, ATTRIBUTES, without_aside
from bioripple.sbml.unusual import Unusual
from bioripple.untrusted.formulas import MATHML

HEAD = re.compile(
    rb"""<\?xml version=(["'])1\.0\1(?: encoding=(["'])(?i:utf-8)\2)?"""
    rb"""(?: standalone=(["'])(?:yes|no)\3)?\s*\?>\s*<sbml((?:%s)+)\s*>""" % ATTRIBUTE
)
# Namespaces that a document may declare and that are nothing to libSBML.
ODDS = frozenset(
    (
        b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        b"http://www.w3.org/1998/Math/MathML",
        b"http://www.sbml.org/2001/ns/celldesigner",
        b"http://biomodels.net/biology-qualifiers/",
        b"http://biomodels.net/model-qualifiers/",
        b"http://purl.org/dc/elements/1.1/",
        b"http://purl.org/dc/terms/",
        b"http://www.w3.org/2001/vcard-rdf/3.0#",
        b"http://www.w3.org/1999/xhtml",
        b"http://www.sbml.org/2001/ns/jigcell",
        b"http://www.sys-bio.org/sbml",
        b"http://www.sys-bio.org/sbml/jd2",
        b"http://www.arcadia.org/ns",
        b"http://www.w3.org/1999/xlink",
    )
)
# Packages that may be declared, if they are not required and none of their elements is
# there.
HARMLESS = tuple(
    b"http://www.sbml.org/sbml/level3/version1/%s/version1" % name
    for name in (b"layout", b"render")
)
OF_DOCUMENT = (b"xmlns", b"level", b"version", b"metaid")
# Elements of formulas that have no attributes; functions and constants hold nothing.
HOLDERS = "apply lambda bvar piecewise piece otherwise degree logbase ci"
FUNCTIONS = (
    "times plus minus divide power exp ln log root abs floor ceiling "
    "and or xor not eq neq lt leq gt geq "
    "sin cos tan sinh cosh tanh arcsin arccos arctan"
)
HOLLOW = f"{FUNCTIONS} sep pi true false exponentiale infinity notanumber"
# How formulas, numbers and time have to be spelled.
MATH = re.escape(b' xmlns="%s">' % MATHML.encode())
NUMBER = (b">", b' type="integer">', b' type="e-notation">')
SYMBOL = b' encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/time">'
ODD_TAG = re.compile(
    rb"</?[\w.-]+:|<(?:%s)\s+[^/>\s]|</(?:%s)\b"
    rb"|<math(?!%s)|<cn(?!%s)|<csymbol(?!%s)"
    % (
        b"|".join(f"{HOLDERS} {HOLLOW}".encode().split()),
        b"|".join(HOLLOW.encode().split()),
        MATH,
        b"|".join(NUMBER),
        re.escape(SYMBOL),
    )
)
# Text other than white space after any tag but these.
BEFORE_TEXT = (
    b"<ci>",
    b"<sep/>",
    *(b"<cn" + end for end in NUMBER),
    b"<csymbol" + SYMBOL,
)
STRAY_TEXT = re.compile(
    rb">(?=\s*[^<\s])" + b"".join(b"(?<!%s)" % re.escape(tag) for tag in BEFORE_TEXT)
)
REFERENCE_IN_TEXT = re.compile(rb">[^<&]*&")
QUOTED = re.compile(rb'"[^"<>]*>[^"<]*"')


@dataclass(frozen=True)
class Plain:
    """A plainly written file.

    Attributes
    ----------
    root
        Its elements; of notes and annotations only the tags. Text, other than white
        space, is nowhere but in its `ci`, `cn` and `csymbol`, if each of them has some.
    document
        The attributes of the document's element, as they are spelled.
    annotations
        What is in the annotations, in the order of the file.
    """

    root: Element
    document: bytes
    annotations: list[bytes]


def plain(content: bytes) -> Plain:
    """Return the elements of a file whose markup is plain.

    Parameters
    ----------
    content
        The whole file.

    Raises
    ------
    Unusual
        If it is not.
    """
    head = HEAD.match(content)
    if head is None or b"<!" in content or content.count(b"<?") > 1:
        raise Unusual
    attributes = dict(ATTRIBUTES.findall(head[4]))
    _check_document(attributes)
    try:
        core, annotations = without_aside(content, head[4], attributes)
        if core.count(b"<") != core.count(b">"):
            core = QUOTED.sub(_escaped, core)
        _check_spelling(core)
        if core.count(b"xmlns") != head[4].count(b"xmlns") + core.count(b"<math"):
            raise Unusual  # a namespace is declared on the way
        root = ElementTree.fromstring(core)
    except (expat.ExpatError, ElementTree.ParseError, ValueError) as problem:
        raise Unusual from problem
    return Plain(root, head[4], annotations)


def _escaped(found: re.Match[bytes]) -> bytes:
    return found[0].replace(b">", b"&gt;")


def _check_spelling(core: bytes) -> None:
    """Make sure that formulas are spelled plainly, and that text is only in them."""
    if ODD_TAG.search(core) or STRAY_TEXT.search(core):
        raise Unusual
    if b"&" in core and REFERENCE_IN_TEXT.search(core):
        raise Unusual


def _check_document(attributes: dict[bytes, bytes]) -> None:
    """Make sure that the document declares nothing that libSBML would look into."""
    for key, value in attributes.items():
        prefix, _, name = key.partition(b":")
        if prefix == b"xmlns":
            known = value in ODDS or value == attributes.get(b"xmlns")
            if not known and (
                value not in HARMLESS
                or attributes.get(b"%s:required" % name) != b"false"
            ):
                raise Unusual
        elif key not in OF_DOCUMENT and (
            name != b"required" or attributes.get(b"xmlns:" + prefix) not in HARMLESS
        ):
            raise Unusual
