"""The BioModels download service, played by a local server."""

import hashlib
import json
from pathlib import Path

import pytest

from bioripple.datasets.biomodels import fetch_model
from bioripple.datasets.download import Patience
from bioripple.errors import Failed
from tests.support.misbehaving_server import Answer, cut, serving, status, whole

MODEL = "BIOMD0000000168"
SBML = b"<sbml>" + b" " * 5000 + b"</sbml>"
DIGEST = hashlib.sha256(SBML).hexdigest()


def fetch(
    folder: Path, *answers: Answer, sha256: str = DIGEST, model: str = MODEL
) -> list[str]:
    """Fetch a model; return the paths that were asked for."""
    with serving(*answers) as server:
        path = fetch_model(
            model,
            folder,
            url=server.url + "/biomodels/",
            sha256=sha256,
            max_file_bytes=10**6,
            patience=Patience(timeout_s=1.0, retries=1, backoff_s=0.0),
            sleep=lambda _seconds: None,
        )
        assert path == folder / f"{model}.xml"
        return [asked for asked, _headers in server.requests]


def listing(*names: object) -> Answer:
    """Answer with the service's list of files."""
    return whole(json.dumps({"main": [{"name": name} for name in names]}).encode())


def test_asks_for_the_documented_address(tmp_path: Path) -> None:
    asked = fetch(tmp_path / MODEL, whole(SBML))
    assert asked == [f"/biomodels/model/download/{MODEL}?filename={MODEL}_url.xml"]
    assert (tmp_path / MODEL / f"{MODEL}.xml").read_bytes() == SBML


def test_leaves_nothing_but_the_model(tmp_path: Path) -> None:
    fetch(tmp_path / MODEL, cut(SBML, 100), whole(SBML))
    assert [path.name for path in tmp_path.rglob("*")] == [MODEL, f"{MODEL}.xml"]


def test_looks_up_a_file_with_another_name(tmp_path: Path) -> None:
    answers = status(404), listing("manifest.xml", "Philipson 2015&.xml"), whole(SBML)
    asked = fetch(tmp_path / MODEL, *answers)
    assert asked[1:] == [
        f"/biomodels/model/files/{MODEL}?format=json",
        f"/biomodels/model/download/{MODEL}?filename=Philipson%202015%26.xml",
    ]


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (status(404), "no list of files"),
        (whole(b"<html>"), "not the expected JSON"),
        (whole(b"[]"), "not the expected JSON"),
        (whole(b"[" * 100_000), "not the expected JSON"),
        (whole(b'{"main": [3]}'), "not the expected JSON"),
        (listing(), "found 0"),
        (listing(5, None), "found 0"),
        (listing("\ud800_url.xml"), "found 0"),
        (listing("a\x1b[2J.xml", "b" * 1000 + ".xml", ""), "found 0"),
        (whole(b'{"main": null}'), "not the expected JSON"),
        (whole(b'{"main": [{"name": 1e999}]}'), "found 0"),
        (whole(b"\xff\xfe"), "not the expected JSON"),
    ],
)
def test_a_model_that_is_not_there_fails(
    tmp_path: Path, answer: Answer, message: str
) -> None:
    with pytest.raises(Failed, match=message) as caught:
        fetch(tmp_path / MODEL, status(404), answer)
    assert "answered 404" in str(caught.value)


def test_an_odd_name_does_not_hide_the_model(tmp_path: Path) -> None:
    answers = status(404), listing("\ud800.xml", "model.xml"), whole(SBML)
    assert fetch(tmp_path / MODEL, *answers)[-1].endswith("filename=model.xml")


OTHER = b"<sbml>" + b"\n" * 5000 + b"</sbml>"
NAMED = SBML.replace(
    b"<sbml>",
    b"<sbml xmlns:q='urn:q'><q:is r='urn:miriam:biomodels.db:"
    + MODEL.encode()
    + b"'/>",
)


def test_of_several_files_the_one_that_names_the_entry_is_taken(tmp_path: Path) -> None:
    digest = hashlib.sha256(NAMED).hexdigest()
    names = listing("MODEL1_url.xml", "Author2020.xml", "MODEL1_urn.xml")
    # in the order of their names, and then the chosen one
    files = whole(NAMED), whole(OTHER), whole(OTHER), whole(NAMED)
    asked = fetch(tmp_path / MODEL, status(404), names, *files, sha256=digest)
    assert asked[-1].endswith("filename=Author2020.xml")
    assert (tmp_path / MODEL / f"{MODEL}.xml").read_bytes() == NAMED
    assert [path.name for path in tmp_path.rglob("*")] == [MODEL, f"{MODEL}.xml"]


def test_the_entry_of_a_revision_is_looked_for(tmp_path: Path) -> None:
    names = listing("MODEL1_url.xml", "Author2020.xml")
    files = whole(NAMED), whole(OTHER), whole(NAMED)
    asked = fetch(
        tmp_path / MODEL, status(404), names, *files, sha256="", model=f"{MODEL}.2"
    )
    assert asked[-1].endswith("filename=Author2020.xml")


def test_never_guesses_between_files(tmp_path: Path) -> None:
    names = listing("a.xml", "b.xml")
    with pytest.raises(Failed, match=r"answered 404.*found 2: \['a.xml', 'b.xml'\]"):
        fetch(
            tmp_path / MODEL, status(404), names, whole(b"<sbml>1</sbml>"), whole(SBML)
        )
    assert not list(tmp_path.iterdir())
