"""How an address names a publication."""

import re

MOST = 20  # a model has one or two; a file may hold any number
PUBMED = re.compile(r"pubmed(?:[/:]|\.gov/#?)(\d{1,10})/?$", re.IGNORECASE)
DOI = re.compile(r"doi.*?(10\.\d{4,9}/[\x21-\x7e]{1,200})$", re.IGNORECASE)
ARXIV = re.compile(
    r"arxiv(?:\.org/(?:abs|pdf))?[/:](?:arxiv:)?"
    r"([a-z.-]*/?\d[\d.]{3,15}?)(?:v\d+)?(?:\.pdf)?$",
    re.IGNORECASE,
)
KINDS = {"pubmed": PUBMED, "doi": DOI, "arxiv": ARXIV}


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
