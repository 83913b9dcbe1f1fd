"""Kinetic models: structure and sign by the rate laws, no value used."""

import re
from pathlib import Path

import pytest

from bioripple.errors import Failed, Refused
from tests.support.network_files import edges_by_name, read_text, told
from tests.support.sbml_text import compartment, document, parameter, rule, species

CHAIN = document(
    compartment("c", size=1),
    species("a", "c", initialConcentration=1),
    species("b", "c", initialConcentration=1),
    species("d", "c", initialConcentration=1),
    parameter("k", 0.5, constant=True),
    parameter("m", 7, constant=True),
    rule("rate", "a", "k / (m + d) - a"),
    rule("rate", "b", "k * a - m * b"),
    rule("rate", "d", "(k - m) * b - d"),
).replace(b'<species id="a"', b'<species name="alpha" id="a"')


def test_signs_come_from_the_laws(tmp_path: Path) -> None:
    found = read_text(tmp_path, CHAIN, "n.xml")
    loops = {(name, name, -1) for name in ("a", "b", "d")}
    certain = loops | {("d", "a", -1), ("a", "b", 1)}
    open_ = edges_by_name(found.network) - certain
    assert certain < edges_by_name(found.network)
    assert [(source, target) for source, target, _ in open_] == [("b", "d")]
    assert found.format == "sbml"
    assert found.network.labels == ("alpha", "b", "d")
    said = told(found, "warning")
    assert "the sign of 1 edges hangs on the values" in said and '"b" -> "d"' in said


def test_no_value_is_used(tmp_path: Path) -> None:
    other = CHAIN.replace(b'"0.5"', b'"3e9"').replace(b'"7"', b'"1e-9"')
    assert other != CHAIN
    found, again = (read_text(tmp_path, it, "n.xml").network for it in (CHAIN, other))
    assert edges_by_name(found) == edges_by_name(again)


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (CHAIN[:300], Failed, "not well-formed XML"),
        (b"<html><body>" + CHAIN[40:], Refused, "is a web page (HTML) around SBML"),
        (CHAIN.lower(), Refused, "its elements lost their capitals"),
    ],
)
def test_what_is_refused(
    tmp_path: Path, content: bytes, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(message)):
        read_text(tmp_path, content, "n.xml")


def test_a_model_in_which_nothing_acts_has_no_node(tmp_path: Path) -> None:
    still = document(compartment("c", size=1), species("a", "c", initialAmount=1))
    with pytest.raises(Failed, match="holds no node"):
        read_text(tmp_path, still, "n.xml")
