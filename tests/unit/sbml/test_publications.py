"""What an annotation says of publications, as BioModels and others write it."""

import libsbml
import pytest

from bioripple.sbml.publications import MOST, publication, publications

RDF = (
    '<annotation><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:bqmodel="http://biomodels.net/model-qualifiers/" '
    'xmlns:bqbiol="http://biomodels.net/biology-qualifiers/">'
    '<rdf:Description rdf:about="#here">{terms}</rdf:Description>'
    "</rdf:RDF></annotation>"
)


def model(*terms: tuple[str, list[str]]) -> libsbml.Model:
    written = ""
    for qualifier, resources in terms:
        items = "".join(f'<rdf:li rdf:resource="{text}"/>' for text in resources)
        written += f"<{qualifier}><rdf:Bag>{items}</rdf:Bag></{qualifier}>"
    text = (
        '<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4">'
        f'<model id="m" metaid="here">{RDF.format(terms=written)}</model></sbml>'
    )
    model.document = libsbml.readSBMLFromString(text)  # type: ignore[attr-defined]
    return model.document.getModel()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("resource", "name"),
    [
        ("http://identifiers.org/pubmed/17886749", "pubmed:17886749"),
        ("urn:miriam:pubmed:8983160", "pubmed:8983160"),
        ("http://www.pubmed.gov/#8983160", "pubmed:8983160"),
        (
            "http://identifiers.org/doi/10.1089/IND.2013.0003",
            "doi:10.1089/ind.2013.0003",
        ),
        ("http://identifiers.org/doi/doi:10.1186/x", "doi:10.1186/x"),
        ("https://doi.org/10.1186/x", "doi:10.1186/x"),
        ("http://arxiv.org/pdf/0710.5195v1", "arxiv:0710.5195"),
        ("http://arxiv.org/abs/q-bio/0506043", "arxiv:q-bio/0506043"),
        ("http://identifiers.org/kegg.pathway/hsa04110", None),
        ("http://identifiers.org/biomodels.db/BIOMD0000000001", None),
        ("http://identifiers.org/taxonomy/9606", None),
        ("pubmed", None),
        ("", None),
    ],
)
def test_address_of_a_publication(resource: str, name: str | None) -> None:
    assert publication(resource) == name


def test_only_what_describes_the_model_counts() -> None:
    found = publications(
        model(
            ("bqmodel:isDescribedBy", ["http://identifiers.org/pubmed/2"]),
            ("bqbiol:isDescribedBy", ["urn:miriam:pubmed:1", "urn:miriam:pubmed:2"]),
            ("bqmodel:isDerivedFrom", ["http://identifiers.org/pubmed/3"]),
            ("bqbiol:isPartOf", ["http://identifiers.org/pubmed/4"]),
        )
    )
    assert found == ("pubmed:1", "pubmed:2")


def test_a_model_without_annotation_names_none() -> None:
    assert publications(model()) == ()


def test_a_flood_of_publications_is_cut() -> None:
    many = [f"urn:miriam:pubmed:{k}" for k in range(1, 500)]
    assert len(publications(model(("bqmodel:isDescribedBy", many)))) == MOST
