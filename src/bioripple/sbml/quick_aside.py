"""The notes and annotations of a plainly written SBML file, checked and cut out.

They are most of a file, and no number depends on them; but libSBML has its say on them,
too. What they hold is looked at in their bytes, so that no elements are made of it.
"""

import re
from collections.abc import Iterator, Mapping
from xml.parsers import expat

from bioripple.sbml.unusual import Unusual

NAME = rb"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?"
ATTRIBUTE = rb'\s+%s="[^"<>]*"' % NAME
ATTRIBUTES = re.compile(rb'\s+(%s)="([^"<>]*)"' % NAME)
ASIDE = re.compile(rb"<(notes|annotation)>(.*?)</\1>", re.DOTALL)
CHILD = re.compile(rb"\s*<(%s)((?:%s)*)\s*(/?)>" % (NAME, ATTRIBUTE))
XHTML = b"http://www.w3.org/1999/xhtml"
NOTES = (b"body", b"p", b"div")  # and many others, which are rare
SBML = b"http://www.sbml.org/sbml/"
# Namespaces of annotations that libSBML only keeps, or reads with warnings at most.
NOTED = frozenset(
    (
        b"http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        b"http://www.sbml.org/2001/ns/celldesigner",
        b"http://www.copasi.org/static/sbml",
        b"http://copasi.org/initialValue",
        b"http://sourceforge.net/projects/vcell",
        b"http://www.sbml.org/2001/ns/vcell",
        b"http://www.sbml.org/2001/ns/jigcell",
        b"http://www.mathworks.com",
        b"http://www.sys-bio.org/sbml",
        b"http://www.sys-bio.org/sbml/jd2",
        b"http://sbml.org/annotations/function",
        b"http://sbml.org/software/mathsbml/ns",
        b"http://www.arcadia.org/ns",
        b"http://www.plasmo.ed.ac.uk",
        b"http://www.uk.ac.ed.csbe.sbsi.plasmo/ns",
    )
)


def without_aside(
    content: bytes, spelled: bytes, document: Mapping[bytes, bytes]
) -> tuple[bytes, list[bytes]]:
    """Return a file with nothing in its notes and annotations.

    Parameters
    ----------
    content
        The file, which has no comments and the like.
    spelled, document
        The attributes of its first element, as they are spelled and by name.

    Returns
    -------
    bytes
        The file; of notes and annotations it has empty elements.
    list of bytes
        What was in the annotations, in the order of the file.

    Raises
    ------
    Unusual
        If libSBML might have something to say on one of them.

    Notes
    -----
    They are well-formed, and if the file that is returned is, so is the whole file:
    none of them has another one in it.
    """
    for name in (b"notes", b"annotation"):
        # else the search for the end of each would go to the end of the file
        if content.rfind(b"</%s>" % name) < content.rfind(b"<%s>" % name):
            raise Unusual
    known: dict[tuple[bytes, bytes], tuple[bytes, bool]] = {}
    annotations: list[bytes] = []
    whole: list[bytes] = []

    def cut(found: re.Match[bytes]) -> bytes:
        name, inner = found.groups()
        if b"<notes" in inner or b"<annotation" in inner:
            raise Unusual
        whole.append(found[0])
        if name == b"notes":
            _check_notes(inner)
        else:
            annotations.append(inner)
            _check_annotation(inner, known, document)
        return b"<%s/>" % name

    core = ASIDE.sub(cut, content)
    if core.count(b"<notes") + core.count(b"<annotation") != len(whole):
        raise Unusual  # one of them is written in another way
    # a prefix that nothing declares is an error for libSBML, wherever it is
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.Parse(b"<a%s>%s</a>" % (spelled, b"".join(whole)), True)
    return core, annotations


def _children(inner: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Return tags and attributes of the elements in notes or an annotation."""
    at = 0
    while found := CHILD.match(inner, at):
        tag, attributes, slash = found.groups()
        yield tag, attributes
        at = found.end()
        if not slash:
            end = b"</%s>" % tag
            stop = inner.find(end, at)
            if stop < 0 or inner.find(b"<" + tag, at, stop) >= 0:
                raise Unusual  # the first end may be that of another
            at = stop + len(end)
    if not at or inner[at:].strip():
        raise Unusual


def _check_notes(inner: bytes) -> None:
    """Make sure that notes are XHTML, and say so in every element."""
    tags = []
    for tag, spelled in _children(inner):
        if dict(ATTRIBUTES.findall(spelled)).get(b"xmlns") != XHTML:
            raise Unusual
        tags.append(tag)
    if not set(tags) <= set(NOTES) or (len(tags) > 1 and b"body" in tags):
        raise Unusual


def _check_annotation(
    inner: bytes,
    known: dict[tuple[bytes, bytes], tuple[bytes, bool]],
    document: Mapping[bytes, bytes],
) -> None:
    """Make sure that an annotation's elements declare namespaces, each another."""
    seen = set()
    for element in _children(inner):
        found = known.get(element)
        if found is None:
            found = known[element] = _namespace(*element, document)
        namespace, is_own = found
        if namespace not in NOTED or namespace in seen:
            raise Unusual
        if is_own:
            seen.add(namespace)


def _namespace(
    tag: bytes, spelled: bytes, document: Mapping[bytes, bytes]
) -> tuple[bytes, bool]:
    """Return the namespace of an annotation's element, and if it declares that itself.

    libSBML looks for a prefix on the element itself and on that of the document.
    """
    attributes = dict(ATTRIBUTES.findall(spelled))
    declared = {key: attributes[key] for key in attributes if key.startswith(b"xmlns")}
    if any(address.startswith(SBML) for address in declared.values()):
        raise Unusual
    prefix, colon, _ = tag.partition(b":")
    if not colon:
        return declared.get(b"xmlns", b""), True
    key = b"xmlns:" + prefix
    return (declared[key], True) if key in declared else (document.get(key, b""), False)
