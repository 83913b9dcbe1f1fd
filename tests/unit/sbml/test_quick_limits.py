"""What the quick reader has to leave to libSBML, each case once seen to go wrong."""

import pytest

from bioripple.sbml.quick_model import read_quickly
from bioripple.sbml.reader import read_sbml
from bioripple.sbml.unusual import Unusual

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
MATHML = "http://www.w3.org/1998/Math/MathML"
MODEL = f"""<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="http://www.sbml.org/sbml/level2/version4" level="2" version="4">
<model id="m" metaid="m">
<notes><body xmlns="http://www.w3.org/1999/xhtml">a note</body></notes>
<annotation><rdf:RDF xmlns:rdf="{RDF}"
 xmlns:bqmodel="http://biomodels.net/model-qualifiers/"><rdf:Description rdf:about="#m">
<bqmodel:isDescribedBy><rdf:Bag>
<rdf:li rdf:resource="http://identifiers.org/pubmed/1"/>
</rdf:Bag></bqmodel:isDescribedBy></rdf:Description></rdf:RDF></annotation>
<listOfFunctionDefinitions><functionDefinition id="f"><math xmlns="{MATHML}">
<lambda><bvar><ci>x</ci></bvar><bvar><ci>y</ci></bvar><ci>x</ci></lambda></math>
</functionDefinition></listOfFunctionDefinitions>
<listOfUnitDefinitions><unitDefinition id="u"><listOfUnits><unit kind="mole"/>
</listOfUnits></unitDefinition></listOfUnitDefinitions>
<listOfParameters><parameter id="k" name="k" value="0.5"/>
<parameter id="p" constant="false"/></listOfParameters>
<listOfRules><assignmentRule variable="p"><math xmlns="{MATHML}"><apply><plus/>
<ci> k </ci><cn>1</cn></apply></math></assignmentRule></listOfRules>
</model></sbml>
"""
ODD = {
    "a comment": ("<listOfRules>", "<listOfRules><!-- x -->"),
    "text in CDATA": ("a note", "<![CDATA[a note]]>"),
    "another encoding": ("UTF-8", "ISO-8859-1"),
    "a document type": ("<sbml", "<!DOCTYPE sbml><sbml"),
    "an instruction": ("<model", "<?x y?><model"),
    "single quotes": ('level="2"', "level='2'"),
    "another version": ('version="4">', 'version="3">'),
    "a metaid that is none": ('level="2"', 'level="2" metaid="1"'),
    "an unbound prefix in an annotation": ("<rdf:li ", "<x:li "),
    "an unbound prefix in notes": ("a note", "<x:b/>"),
    "notes that are not XHTML": ("http://www.w3.org/1999/xhtml", "http://a"),
    "notes twice": ("<notes>", "<notes/><notes>"),
    "notes with an attribute": ("<notes>", '<notes id="n">'),
    "an unknown annotation": ("http://www.w3.org/1999/02/22-rdf", "http://a"),
    "a bag with text": ('pubmed/1"/>', 'pubmed/1">x</rdf:li>'),
    "another thing described": ('rdf:about="#m"', 'rdf:about="#n"'),
    "a function's argument twice": ("<ci>y</ci>", "<ci>x</ci>"),
    "an argument without a name": ("<ci>y</ci>", "<ci> </ci>"),
    "a formula with an attribute": ("<apply>", '<apply id="a">'),
    "a name with an attribute": ("<ci> k", '<ci type="real"> k'),
    "a number in a number": ("<cn>1</cn>", "<cn>1<cn>1</cn></cn>"),
    "an operator that holds something": ("<plus/>", "<plus><ci>k</ci></plus>"),
    "text beside a term": ("</ci><cn>", "</ci>x<cn>"),
    "text by reference": ("</ci><cn>", "</ci>&#32;x<cn>"),
    "a prefixed element": ("<plus/>", f'<m:plus xmlns:m="{MATHML}"/>'),
    "a namespace on the way": ("<listOfRules>", '<listOfRules xmlns:a="http://a">'),
    "an unknown name": ("<ci> k </ci>", "<ci>l</ci>"),
    "a hard space": ("<ci> k </ci>", "<ci>\u00a0k</ci>"),
    "an unknown function": ("<plus/>", "<ci>g</ci>"),
    "too few arguments": ("<plus/>\n<ci> k </ci>", "<ci>f</ci>"),
    "a long integer": ("<cn>", '<cn type="integer">99999999999'),
    "a hexadecimal number": ("<cn>1", "<cn>0x1"),
    "a number that is none": ("<cn>1", "<cn>1_0"),
    "a number that is too small": ('value="0.5"', 'value="1e-3000"'),
    "a number with few digits": ('value="0.5"', 'value="1e-310"'),
    "a number that is too large": ('value="0.5"', 'value="1e999"'),
    "a name that is a small number": ('name="k"', 'name="1e-310"'),
    "an id that is none": ('id="u"', 'id="1"'),
    "an id twice": ('id="p"', 'id="k"'),
    "an unknown attribute": ('id="p"', 'id="p" x="1"'),
    "a truth that is none": ('"false"', '"no"'),
    "an unknown unit": ('"mole"', '"Mole"'),
    "a unit of no kind": ('kind="mole"', ""),
    "an empty list": ("<listOfRules>", "<listOfInitialAssignments/><listOfRules>"),
    "an unknown element": ("<listOfRules>", "<x/><listOfRules>"),
    "a rule for nothing": ('variable="p"', 'variable="q"'),
}


def test_the_model_is_plain() -> None:
    model = read_quickly(MODEL.encode(), max_nodes=100)
    assert model.publications == ("pubmed:1",)
    assert [item.value for item in model.parameters] == [0.5, None]
    assert model.graph.symbols(model.assignments.values()) == {"k"}


@pytest.mark.parametrize("case", ODD)
def test_what_is_odd_is_left_to_libsbml(case: str) -> None:
    before, after = ODD[case]
    changed = MODEL.replace(before, after, 1)
    assert changed != MODEL
    with pytest.raises(Unusual):
        read_quickly(changed.encode(), max_nodes=100)


def test_formulas_beyond_the_limit_are_left_to_libsbml() -> None:
    with pytest.raises(Unusual):
        read_quickly(MODEL.encode(), max_nodes=3)


def test_a_deep_formula_ends_in_no_exhausted_stack() -> None:
    deep = "<apply><abs/>" * 3000 + "<cn>1</cn>" + "</apply>" * 3000
    with pytest.raises(Unusual):
        read_quickly(MODEL.replace("<cn>1</cn>", deep).encode(), max_nodes=100)


@pytest.mark.parametrize("comment", ["", "<!-- x -->"])
def test_a_name_of_many_digits_takes_no_time(comment: str) -> None:
    name = "1" * 300_000  # a pattern that goes back and forth in it takes half an hour
    text = MODEL.replace('name="k"', f'name="{name}"')
    found = read_sbml(text.replace("<listOfRules>", f"{comment}<listOfRules>").encode())
    assert found.parameters[0].name == name


@pytest.mark.parametrize("name", ["notes", "annotation"])
def test_ends_that_are_spelled_differently_take_no_time(name: str) -> None:
    odd = f"<{name}></{name} >" * 100_000  # each might look for its end to the last one
    for begin in ("</notes></annotation>", ""):
        with pytest.raises(Unusual):
            read_quickly(f"{MODEL[:150]}{begin}{odd}".encode(), max_nodes=100)


@pytest.mark.parametrize("inner", ["x</notes ><p>", "</notes></model>", "<b></notes >"])
def test_notes_that_end_early_are_left_to_libsbml(inner: str) -> None:
    content = MODEL.replace("a note</body>", f"a note</body>{inner}", 1)
    with pytest.raises(Unusual):
        read_quickly(content.encode(), max_nodes=100)
