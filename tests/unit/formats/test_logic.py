"""Boolean models: signs against truth tables, and what strangers write."""

import re
from itertools import product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bioripple.errors import Failed, Refused
from bioripple.formats.logic import MAX_OPERANDS, read_bnet
from tests.support.network_files import edges_by_name, read_text, told

QUAL = "http://www.sbml.org/sbml/level3/version1/qual/version1"


def qual(species: str, transitions: str) -> str:
    return (
        '<?xml version="1.0"?><sbml xmlns="http://www.sbml.org/sbml/level3/version1/core"'
        f' level="3" version="1" xmlns:qual="{QUAL}" qual:required="true"><model>'
        f"<qual:listOfQualitativeSpecies>{species}</qual:listOfQualitativeSpecies>"
        f"<qual:listOfTransitions>{transitions}</qual:listOfTransitions></model></sbml>"
    )


def species(name: str, more: str = "") -> str:
    return (
        f'<qual:qualitativeSpecies qual:id="{name}" qual:maxLevel="1" '
        f'qual:compartment="c" qual:constant="false" {more}/>'
    )


def inhibited(by: str, target: str, math: str = "") -> str:
    level = f'<apply><eq/><ci>{by}</ci><cn type="integer">0</cn></apply>'
    return (
        f'<qual:transition qual:id="t"><qual:listOfInputs><qual:input qual:id="i" '
        f'qual:qualitativeSpecies="{by}" qual:transitionEffect="none"/>'
        '</qual:listOfInputs><qual:listOfOutputs><qual:output qual:id="o" '
        f'qual:qualitativeSpecies="{target}" qual:transitionEffect="assignmentLevel"/>'
        "</qual:listOfOutputs><qual:listOfFunctionTerms><qual:defaultTerm "
        'qual:resultLevel="0"/><qual:functionTerm qual:resultLevel="1"><math '
        f'xmlns="http://www.w3.org/1998/Math/MathML">{math or level}</math>'
        "</qual:functionTerm></qual:listOfFunctionTerms></qual:transition>"
    )


MODEL = qual(
    species("A") + species("B", 'qual:name="the &lt;B&gt;"'), inhibited("A", "B")
)


def test_bnet_and_aeon(tmp_path: Path) -> None:
    bnet = "targets, factors\nA, B & !C\nB, A | !A\nC, (A & !B) | (!A & B)\n"
    found = read_text(tmp_path, bnet, "n.bnet")
    assert edges_by_name(found.network) == {("B", "A", 1), ("C", "A", -1)}
    assert 'edge 3: "A" -> "C" has both signs' in told(found, "warning")
    assert "inputs of functions that never change what these give" in told(found)
    aeon = "A -> B\nB -| A\nC -?? A\n"
    found = read_text(tmp_path, aeon, "n.aeon")
    assert edges_by_name(found.network) == {("A", "B", 1), ("B", "A", -1)}
    assert '"C" -> "A" has no sign that is known' in told(found, "warning")


FORMULAS = st.recursive(
    st.sampled_from("abc"),
    lambda inner: st.one_of(
        inner.map(lambda it: f"!{it}"),
        st.tuples(inner, st.sampled_from("&|"), inner).map(
            lambda it: f"({it[0]} {it[1]} {it[2]})"
        ),
    ),
    max_leaves=8,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(FORMULAS)
def test_signs_are_those_of_the_truth_table(formula: str) -> None:
    python = formula.replace("!", " not ").replace("&", " and ").replace("|", " or ")
    value = {
        row: bool(eval(python, {}, dict(zip("abc", row, strict=True))))
        for row in product((False, True), repeat=3)
    }
    expected = set()
    for k, name in enumerate("abc"):
        steps = {
            value[(*row[:k], True, *row[k + 1 :])]
            - value[(*row[:k], False, *row[k + 1 :])]
            for row in value
        } - {0}
        if steps:
            expected.add((name, 2 if len(steps) == 2 else steps.pop()))
    edges = read_bnet(f"a, a\nb, b\nc, c\nt, {formula}\n", [])
    t = edges.names.index("t")
    found = {
        (edges.names[s], int(sign))
        for s, target, sign in zip(edges.source, edges.target, edges.sign, strict=True)
        if target == t
    }
    assert found == expected


@pytest.mark.parametrize("prefix", ["qual", "q"])
@pytest.mark.parametrize("attributes", [True, False])
def test_qual_with_and_without_prefixes(
    tmp_path: Path, prefix: str, attributes: bool
) -> None:
    text = MODEL if attributes else re.sub(r' qual:(\w+=")', r" \1", MODEL)
    text = text.replace("qual:", f"{prefix}:").replace(":qual=", f":{prefix}=")
    found = read_text(tmp_path, text, "n.sbml")
    assert found.format == "qual"
    assert edges_by_name(found.network) == {("A", "B", -1)}
    assert found.network.labels == ("A", "the <B>")


MANY = "".join("<ci>A</ci>" for _ in range(MAX_OPERANDS + 1))
BOMB = MODEL.replace("<sbml ", '<!DOCTYPE s [<!ENTITY a "aa">]><sbml ')


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (
            f"<html><body>{MODEL[21:]}</body></html>",
            Refused,
            "a web page (HTML) around SBML",
        ),
        (MODEL.lower(), Refused, "lost their capitals (<listofqualitativespecies>)"),
        (BOMB, Refused, "declares a document type (DTD)"),
        (MODEL[:-9], Failed, "not well-formed XML"),
        (
            MODEL.replace("xmlns:qual", "xmlns:x"),
            Failed,
            "not well-formed XML: unbound",
        ),
        (MODEL.replace('maxLevel="1"', 'maxLevel="2"'), Failed, "not Boolean"),
        (
            re.sub('([">])A(["<])', r"\1A.1\2", MODEL),
            Refused,
            "is not the id that the file has",
        ),
        (
            qual(species("A"), inhibited("A", "A", f"<apply><and/>{MANY}</apply>")),
            Refused,
            "a function of 1001 variables; at most 1000 are read",
        ),
    ],
)
def test_qual_that_is_refused(
    tmp_path: Path, text: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(message)):
        read_text(tmp_path, text, "n.xml")


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        ("A, B &\n", Failed, "no .bnet: "),
        ("A, p-53\n", Failed, "no .bnet: "),
        ("A, B\nA, C\n", Failed, "Duplicate function"),
        ("A->B, C\n", Failed, '"A->B" is no name of a node'),
        ("# nothing\n", Failed, "holds no function"),
        (
            f"A, {'(' * 9999}A{')' * 9999}\n",
            Refused,
            "line 1: a function that is nested",
        ),
        (f"B, A\nA, {'!' * 9999}A\n", Refused, "line 2: a function of 10000 operators"),
        (f"A, {'A & ' * 9999}A\n", Refused, "at most 1000 are read"),
    ],
)
def test_bnet_that_is_refused(
    tmp_path: Path, text: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(message)):
        read_text(tmp_path, text, "n.bnet")
