"""The publications that a plainly written annotation of a model names."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from bioripple.sbml.publication_names import MOST, publication
from bioripple.sbml.unusual import Unusual

DESCRIBED_BY = b"isDescribedBy"
QUALIFIERS = tuple(
    f"{{http://biomodels.net/{kind}-qualifiers/}}isDescribedBy"
    for kind in ("model", "biology")
)
SPELLINGS = (b"<bqmodel:isDescribedBy>", b"<bqbiol:isDescribedBy>")
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def publications_in(annotation: bytes, metaid: str, document: bytes) -> tuple[str, ...]:
    """Return the publications in an annotation, as `publications.publications` would.

    Parameters
    ----------
    annotation
        What is in the annotation of a model.
    metaid
        The model's.
    document
        The attributes of the document's element, which declare namespaces.

    Raises
    ------
    Unusual
        If anything else may speak of publications than a bag of resources.
    """
    if DESCRIBED_BY not in annotation:
        return ()
    try:
        root = ElementTree.fromstring(b"<a%s>%s</a>" % (document, annotation))
    except ElementTree.ParseError as problem:
        raise Unusual from problem
    described = root.findall(f"{RDF}RDF/*")
    if len(described) != 1:
        raise Unusual
    (about,) = described
    terms = [item for item in about if item.tag in QUALIFIERS]
    spelled = sum(map(annotation.count, SPELLINGS))
    if (
        about.tag != f"{RDF}Description"
        or about.get(f"{RDF}about") != f"#{metaid}"
        or len(terms) != spelled
    ):
        raise Unusual
    found = {publication(address) for term in terms for address in _resources(term)}
    return tuple(sorted(name for name in found if name is not None)[:MOST])


def _resources(term: Element) -> list[str]:
    """Return the addresses in a bag; libSBML drops an item that holds anything."""
    bags = list(term)
    if len(bags) != 1 or bags[0].tag != f"{RDF}Bag":
        raise Unusual
    items = list(bags[0])
    for item in (term, bags[0], *items):
        is_item = item.tag == f"{RDF}li" and not len(item)
        if item.keys() != ([f"{RDF}resource"] if is_item else []):
            raise Unusual
        if (item.text or "").strip() or (item.tail or "").strip():
            raise Unusual
    return [item.get(f"{RDF}resource", "") for item in items]
