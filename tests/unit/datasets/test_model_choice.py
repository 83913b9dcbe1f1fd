"""Which file of an entry is taken: the curated one, and never by guessing."""

from collections.abc import Mapping

import pytest

from bioripple.datasets.model_choice import (
    MOST_READ,
    choose_model_file,
    names_entry,
)
from bioripple.errors import Failed

MODEL = "BIOMD0000000925"
RDF = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
QUALIFIERS = (
    'xmlns:bqmodel="http://biomodels.net/model-qualifiers/" '
    'xmlns:bqbiol="http://biomodels.net/biology-qualifiers/"'
)


def sbml(*resources: str, qualifier: str = "bqmodel:is", size: str = "1") -> bytes:
    """Return a model that says in its annotation what it is."""
    items = "".join(f'<rdf:li rdf:resource="{resource}"/>' for resource in resources)
    return (
        '<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4">'
        f'<model metaid="m"><annotation><rdf:RDF {RDF} {QUALIFIERS}>'
        f'<rdf:Description rdf:about="#m"><{qualifier}><rdf:Bag>{items}</rdf:Bag>'
        f"</{qualifier}></rdf:Description></rdf:RDF></annotation><listOfCompartments>"
        f'<compartment id="c" size="{size}"/></listOfCompartments></model></sbml>'
    ).encode()


OWN = sbml(f"http://identifiers.org/biomodels.db/{MODEL}")
OLDER = sbml("http://identifiers.org/biomodels.db/MODEL1808140001", size="2")


def choose(files: Mapping[str, bytes], model: str = MODEL) -> str:
    names = list(files)
    found = choose_model_file(names, model, files.__getitem__)
    assert choose_model_file(names[::-1], model, files.__getitem__) == found
    return found


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["manifest.xml", "M_urn.xml", "M_url.xml"], "M_url.xml"),
        (["manifest.xml", "M.xml", "M_url model1.xml"], "M_url model1.xml"),
        (["manifest.xml", "Philipson2015.xml"], "Philipson2015.xml"),
        (["manifest.xml", "M_urn.xml", "Model.xml"], "M_urn.xml"),
        (["manifest.xml", "A_urn.xml", "Model.xml"], "Model.xml"),
        (["manifest.xml", "M_urn.xml", "M.pdf"], "M_urn.xml"),
        (["M_url.xml", "other.xml", "sub/manifest.xml"], "M_url.xml"),
        (["M_url.xml", "A_url.xml"], "M_url.xml"),
        (["M.xml", "A_url.xml", "A_urn.xml"], "M.xml"),
        (["sub/M_url.xml", "sub/M_urn.xml"], "sub/M_url.xml"),
        # what macOS adds to an archive is no file of the model
        (["__MACOSX/._model.xml", "._model.sbml", "model.xml"], "model.xml"),
    ],
)
def test_names_decide_where_no_annotation_does(names: list[str], expected: str) -> None:
    assert choose(dict.fromkeys(names, OLDER), model="M") == expected


def test_the_usual_file_is_taken_unread() -> None:
    def read(name: str) -> bytes:
        raise AssertionError(f"{name} was read")

    names = [f"{MODEL}_url.xml", f"{MODEL}_urn.xml", "addB.xml"]
    assert choose_model_file(names, MODEL, read) == f"{MODEL}_url.xml"
    assert choose_model_file(["manifest.xml", "a.xml"], MODEL, read) == "a.xml"


def test_a_curated_file_goes_before_the_one_that_was_sent() -> None:
    files = {"MODEL1_url.xml": OLDER, "MODEL1_urn.xml": OLDER, "Author2018.xml": OWN}
    assert choose(files) == "Author2018.xml"


def test_a_curated_file_goes_before_variants_without_annotation() -> None:
    assert choose({"fig1.xml": b"<sbml/>", "fig2.xml": OWN}) == "fig2.xml"


def test_of_two_that_name_the_entry_the_urn_file_goes_last() -> None:
    assert choose({f"{MODEL}_urn.xml": OWN, "Waugh2006.xml": OWN}) == "Waugh2006.xml"


def test_files_that_say_the_same_are_one() -> None:
    other = OWN.replace(b"<model metaid", b"<model sboTerm='SBO:0000062' metaid")
    assert choose({"b.xml": OWN, "a.xml": other}) == "a.xml"


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({}, 0),
        ({"manifest.xml": OWN, "a.txt": OWN}, 0),
        ({"a_url.xml": OWN, "b_url.xml": OLDER.replace(b"MODEL1808140001", b"x")}, 1),
        ({"a_url.xml": OLDER, "b_url.xml": OLDER.replace(b'"2"', b'"3"')}, 2),
        ({"a.xml": OWN, "b.xml": OWN.replace(b'"1"', b'"3"'), "c.xml": OLDER}, 2),
        ({"a.xml": b"<sbml", "b.xml": b"<sbml>"}, 2),
        ({"a.xml": b"<!DOCTYPE a><a/>", "b.xml": b"<a/>"}, 2),
        ({f"{k}.xml": b"<a/>" for k in range(MOST_READ + 1)}, MOST_READ + 1),
    ],
)
def test_never_guesses_between_files(files: dict[str, bytes], count: int) -> None:
    if count == 1:
        assert choose(files) == "a_url.xml"
        return
    with pytest.raises(Failed, match=f"expected one SBML file, found {count}"):
        choose(files)


@pytest.mark.parametrize(
    "resource",
    [
        f"http://identifiers.org/biomodels.db/{MODEL}",
        f"https://identifiers.org/biomodels.db:{MODEL}",
        f"urn:miriam:biomodels.db:{MODEL}",
        f"http://www.ebi.ac.uk/biomodels-main/{MODEL}",
    ],
)
def test_an_annotation_says_which_entry_a_file_is(resource: str) -> None:
    assert names_entry(sbml("urn:miriam:taxonomy:9606", resource), MODEL)
    assert not names_entry(sbml(resource), "BIOMD0000000092")


@pytest.mark.parametrize("encoding", ["utf8", "ISO-8859-1", "UTF-8"])
def test_an_annotation_is_read_in_every_encoding(encoding: str) -> None:
    text = f"<?xml version='1.0' encoding='{encoding}'?>{OWN.decode()}"
    text = text.replace("<model ", "<model name='\xe9' ")
    assert names_entry(text.encode(encoding), MODEL)


@pytest.mark.parametrize("qualifier", ["bqmodel:isDerivedFrom", "bqbiol:hasPart"])
def test_what_a_model_comes_from_is_not_what_it_is(qualifier: str) -> None:
    address = f"http://identifiers.org/biomodels.db/{MODEL}"
    assert not names_entry(sbml(address, qualifier=qualifier), MODEL)
