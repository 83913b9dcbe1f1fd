"""Which publications an SBML model says that it is described by."""

import libsbml

from bioripple.sbml.publication_names import MOST, publication

__all__ = ["MOST", "publication", "publications"]


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
