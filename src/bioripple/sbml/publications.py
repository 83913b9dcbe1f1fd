"""Which publications an SBML model says that it is described by."""

import re

import libsbml

MOST = 20  # a model has one or two; a file may hold any number
PUBMED = re.compile(r"pubmed(?:[/:]|\.gov/#?)(\d{1,10})/?$", re.IGNORECASE)
DOI = re.compile(r"doi.*?(10\.\d{4,9}/[\x21-\x7e]{1,200})$", re.IGNORECASE)
ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf))?[/:](?:arxiv:)?"
    r"([a-z.-]*/?\d[\d.]{3,15}?)(?:v\d+)?(?:\.pdf)?$",
    re.IGNORECASE,
)
KINDS = {"pubmed": PUBMED, "doi": DOI, "arxiv": ARXIV}


def publications(model: libsbml.Model) -> tuple[str, ...]:
    """Return the publications that a model's annotation names.

    Parameters
    ----------
    model
        An SBML model. Only its own annotation counts, and in that only what follows the
        qualifier `isDescribedBy` of models or of biology.

    Returns
    -------
    tuple of str
        `pubmed:17886749`, `doi:10.1000/x` or `arxiv:1234.5678`, sorted, each once.
    """
    found = {
        name
        for index in range(model.getNumCVTerms())
        for name in _described_by(model.getCVTerm(index))
    }
    return tuple(sorted(found)[:MOST])


def publication(resource: str) -> str | None:
    """Return the name of the publication that a resource's address stands for.

    Parameters
    ----------
    resource
        Address or urn of identifiers.org, MIRIAM, PubMed, doi.org or arXiv.

    Returns
    -------
    str, or None
        None where the address is of something else, such as a pathway.
    """
    for kind, pattern in KINDS.items():
        match = pattern.search(resource.strip())
        if match is not None:
            return f"{kind}:{match[1].lower()}"
    return None


def _described_by(term: libsbml.CVTerm) -> list[str]:
    if term.getQualifierType() == libsbml.MODEL_QUALIFIER:
        wanted = term.getModelQualifierType() == libsbml.BQM_IS_DESCRIBED_BY
    else:
        wanted = term.getBiologicalQualifierType() == libsbml.BQB_IS_DESCRIBED_BY
    if not wanted:
        return []
    names = [
        publication(term.getResourceURI(index))
        for index in range(term.getNumResources())
    ]
    return [name for name in names if name is not None]
