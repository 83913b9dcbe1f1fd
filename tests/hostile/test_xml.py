"""XML that bombs, reaches out, nests without end or is not what it says.

More of its kind: tests/unit/untrusted/test_xml.py.
"""

import os
import threading
from pathlib import Path

import pytest

from tests.hostile.conftest import Steps
from tests.hostile.models import apply, level_3
from tests.support.tiny_models import BOMB

QUADRATIC = (
    f'<?xml version="1.0"?><!DOCTYPE sbml [<!ENTITY a "{"a" * 50_000}">]>'
    f"<sbml>{'&a;' * 50_000}</sbml>"
)


@pytest.mark.parametrize("bomb", [BOMB, QUADRATIC], ids=["laughs", "quadratic"])
def test_an_entity_bomb_is_refused(steps: Steps, bomb: str) -> None:
    ending = steps(bomb, megabytes=200)
    assert ending.status == "refused"
    assert "document type" in ending.reason


@pytest.mark.parametrize("kind", ["SYSTEM", 'PUBLIC "x"'])
def test_an_external_entity_is_never_fetched(
    steps: Steps, tmp_path: Path, kind: str
) -> None:
    # opening a pipe would wait for its other end
    secret = tmp_path / "secret"
    os.mkfifo(secret)
    text = level_3().replace(
        "<sbml", f'<!DOCTYPE sbml [<!ENTITY x {kind} "{secret.as_uri()}">]><sbml', 1
    )
    ending = steps(text.replace('id="m"', 'id="m" name="&x;"'), seconds=5)
    assert ending.status == "refused"
    assert "document type" in ending.reason


@pytest.mark.parametrize(
    "place",
    [
        '<?xml-stylesheet href="{0}"?><sbml',
        '<sbml xmlns:i="http://www.w3.org/2001/XMLSchema-instance" '
        'i:schemaLocation="http://www.sbml.org {0}"',
    ],
    ids=["stylesheet", "schema"],
)
def test_a_reference_to_another_file_is_not_followed(
    steps: Steps, tmp_path: Path, place: str
) -> None:
    secret = tmp_path / "secret"
    os.mkfifo(secret)
    text = level_3().replace("<sbml", place.format(secret.as_uri()), 1)
    assert steps(text, seconds=5).status != "failed"


def test_an_external_model_definition_is_not_followed(
    steps: Steps, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    os.mkfifo(secret)
    comp = "http://www.sbml.org/sbml/level3/version1/comp/version1"
    text = level_3().replace("<sbml", f'<sbml xmlns:q="{comp}" q:required="true"', 1)
    text = text.replace(
        "</sbml>",
        "<q:listOfExternalModelDefinitions><q:externalModelDefinition q:id='e' "
        f"q:source='{secret.as_uri()}'/></q:listOfExternalModelDefinitions></sbml>",
    )
    # that nothing uses it is no reason to refuse the model
    assert steps(text, seconds=5).status == "scored"
    use = "<q:listOfSubmodels><q:submodel q:id='x' q:modelRef='e'/></q:listOfSubmodels>"
    ending = steps(text.replace("</model>", f"{use}</model>"), seconds=5)
    assert ending.status == "refused"
    assert "package 'comp'" in ending.reason


def test_mathematics_nested_10000_deep_is_refused(steps: Steps) -> None:
    formula = "<apply><exp/>" * 10_000 + "<ci>s</ci>" + "</apply>" * 10_000
    ending = steps(level_3(law=formula))
    assert ending.status == "refused"
    assert "nested more than 200 deep" in ending.reason


def test_a_kinetic_law_of_a_million_terms_is_refused(steps: Steps) -> None:
    ending = steps(level_3(law=apply("<plus/>", "<ci>s</ci>" * 999_000)))
    assert ending.status == "refused"
    assert "more than 10000 terms" in ending.reason


def test_a_law_of_just_as_many_terms_as_allowed_is_mapped(steps: Steps) -> None:
    ending = steps(level_3(law=apply("<plus/>", "<ci>s</ci>" * 9_999)))
    assert ending.status == "scored"


@pytest.mark.parametrize(
    ("content", "status", "reason"),
    [
        (level_3().encode("utf-16"), "refused", "UTF-16"),
        (level_3().encode("utf-16-le"), "failed", "NUL byte"),
        (level_3().encode("utf-32"), "refused", "UTF-16"),
        (level_3().encode().replace(b"UTF-8", b"UTF-7"), "refused", "UTF-7"),
        (level_3().encode().replace(b'id="m"', b'id="m" name="\xff"'), "failed", ""),
        (level_3().encode().replace(b'id="s"', b'id="s\0"'), "failed", "NUL byte"),
        (level_3().encode()[:-20], "failed", "cut off"),
        (b"", "failed", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(1, 256)), "failed", "not well-formed"),
        (b"<html/>", "failed", ""),
        (b"<sbml/>", "failed", ""),
    ],
)
def test_what_is_not_sbml_in_utf_8_is_told(
    steps: Steps, content: bytes, status: str, reason: str
) -> None:
    ending = steps(content)
    assert ending.status == status
    assert reason in ending.reason


@pytest.mark.parametrize("encoding", ["ISO-8859-1", "us-ascii"])
def test_other_encodings_are_read_and_told(steps: Steps, encoding: str) -> None:
    text = level_3().replace("UTF-8", encoding)
    ending = steps(text.encode(encoding))
    assert ending.status == "scored"
    (warning,) = ending.facts["warnings"]
    assert warning.startswith(f"line 1: <?xml?>: the encoding is {encoding}")


def test_no_thread_is_left(steps: Steps) -> None:
    steps(BOMB)
    assert threading.active_count() == 1


# Found by the fuzzer.
ENDLESS = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<sbml xmlns="http://www.sbml.org/sbml/level2" level="2" version="1"><model id="m">'
    '<listOfReactions><reaction id="a"><listOfProducts><reaction id="b">'
    '<annotation><x xmlns="urn:x"/></annotation><listOfReactants></listOfReactants>'
    "</reaction></listOfProducts></reaction></listOfReactions></model></sbml>"
)


def test_what_libsbml_would_read_without_end_is_told(steps: Steps) -> None:
    ending = steps(ENDLESS, seconds=10)
    assert ending.status == "failed"
    assert "<reaction> 'b' is out of place in <listOfProducts>" in ending.reason
