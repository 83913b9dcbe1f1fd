"""Elements, text and formulas that stand where nobody reads them."""

from typing import Any

import pytest

from bioripple.errors import Failed
from bioripple.sbml.model import SbmlModel
from bioripple.sbml.reader import read_sbml
from tests.hostile.models import level_3
from tests.support.sbml_text import (
    compartment,
    document,
    function,
    math,
    parameter,
    reaction,
    rule,
    species,
)

TRIGGER = f'<trigger initialValue="true" persistent="true">{math("S > 9")}</trigger>'
EVENT = f'<event id="e" useValuesFromTriggerTime="true">{TRIGGER}</event>'


def read(content: str | bytes) -> SbmlModel:
    return read_sbml(content.encode() if isinstance(content, str) else content)


# Places


STRAY = [
    ("<listOfParameters>", "<listOfParameters>3", "<listOfParameters>"),
    ('value="1" constant="true"/>', 'constant="true">1</parameter>', "'k'"),
    ("<kineticLaw>", "<kineticLaw>s", "<kineticLaw>"),
    ("</model>", "5</model>", "<model> 'm'"),
]


@pytest.mark.parametrize(("old", "new", "where"), STRAY)
def test_text_that_would_be_dropped_fails(old: str, new: str, where: str) -> None:
    with pytest.raises(Failed, match=f"line 2: the text '.' stands in .*{where}"):
        read(level_3().replace(old, new, 1))


@pytest.mark.parametrize(
    "namespace", ["", "urn:my", "http://www.sbml.org/sbml/level2/version4"]
)
@pytest.mark.parametrize(
    "element",
    [
        '<parameter xmlns="{}" id="z" value="0x1" constant="true"/>',
        '<q:parameter xmlns:q="{}" id="z" value="0x1" constant="true"/>',
        '<listOfParameters xmlns="{}"/>',
        '<rateRule xmlns="{}" variable="k"/>',
    ],
)
def test_an_element_of_another_namespace_is_not_taken_for_one_of_sbml(
    namespace: str, element: str
) -> None:
    """LibSBML goes by the local name alone, in part without a word."""
    if not namespace and ":q" in element:
        return  # XML does not allow it
    text = level_3().replace(
        "<listOfParameters>", f"<listOfParameters>{element.format(namespace)}"
    )
    with pytest.raises(Failed, match=f"its namespace is '{namespace}', not 'http"):
        read(text)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "</listOfSpecies>",
            "<parameter id='z'/></listOfSpecies>",
            "<parameter> 'z' is",
        ),
        (
            "<kineticLaw>",
            "<kineticLaw><kineticLaw/>",
            "<kineticLaw> is out of place in",
        ),
        (
            "<listOfReactants>",
            "<listOfReactants><reaction id='z'/>",
            "'z' is out of pl",
        ),
        ("<model ", "<sbml/><model ", "<sbml> is out of place in <sbml>"),
        ("<model ", "<listOfRules/><model ", "<listOfRules> is out of place in <sbml>"),
        ("</model>", "<trigger/></model>", "<trigger> is out of place in <model> 'm'"),
        (
            "<reaction ",
            "<model/><reaction ",
            "<model> is out of place in <listOfReacti",
        ),
    ],
)
def test_an_element_stands_where_it_is_read(old: str, new: str, message: str) -> None:
    with pytest.raises(Failed, match=f"line 2: .*{message}"):
        read(level_3().replace(old, new, 1))


@pytest.mark.parametrize("namespace", ["", ' xmlns="urn:my"'])
def test_a_formula_is_in_the_namespace_of_mathml(namespace: str) -> None:
    text = level_3().replace(' xmlns="http://www.w3.org/1998/Math/MathML"', namespace)
    with pytest.raises(Failed, match=r"<math>: its namespace is"):
        read(text)


L1 = "http://www.sbml.org/sbml/level1"
KINETIC = '<kineticLaw formula="5e"/>'


def test_elements_of_other_programs_are_passed_over() -> None:
    text = level_3().replace(
        "<listOfParameters>",
        '<listOfParameters><q:thing xmlns:q="urn:my" a="0x1">3<b>c</b></q:thing>',
    )
    assert read(text).warnings == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("<html/>", "begins with <html>"),
        ("<sbml/>", "of the namespace ''"),
        ('<sbml xmlns="urn:my"/>', "of the namespace 'urn:my'"),
        ('<kineticLaw xmlns="http://www.sbml.org/sbml/level1" formula="1"/>', "begins"),
        ('<math xmlns="http://www.w3.org/1998/Math/MathML"/>', "begins with <math>"),
        ('<annotation xmlns="http://www.sbml.org/sbml/level1"/>', "begins with"),
        ("<sbml", "not well-formed"),
        (f'<sbml xmlns="{L1}" level="1" version="2" formula="5e"/>', "not a number"),
        (f'<sbml xmlns="{L1}" level="1" version="2">{KINETIC}</sbml>', "out of place"),
        ("", "not well-formed"),
    ],
)
def test_what_is_no_sbml_is_told(text: str, message: str) -> None:
    with pytest.raises(Failed, match=message):
        read(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('version="2"', ""),
        ('level="3"', ""),
        ('version="2"', 'version="1"'),
        ('level="3"', 'level="2"'),
        ('level="3"', 'level="3.0"'),
        ("version2", "version7"),
        ("level3/version2/core", "level2"),
        ("level3/version2/core", "level1"),
    ],
)
def test_level_and_version_are_those_of_the_namespace(old: str, new: str) -> None:
    """LibSBML would end the process at some of these."""
    with pytest.raises(Failed, match=r"line 2: <sbml> has level=.* namespace"):
        read(level_3().replace(old, new, 1))


MATH = math("s")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("</kineticLaw>", f"{MATH}</kineticLaw>", "'r': there is more than one <math>"),
        ("<kineticLaw>", f"{MATH}<kineticLaw>", "<math> is out of place in <reaction>"),
        ("<listOfRe", f"{MATH}<listOfRe", "<math> is out of place in <model> 'm'"),
        ("<math ", "<apply ", "is out of place in <kineticLaw>"),
    ],
)
def test_a_formula_stands_where_one_is_read(old: str, new: str, message: str) -> None:
    text = level_3().replace(old, new, 1)
    if "<apply " in new:
        text = text.replace("</math>", "</apply>")
    with pytest.raises(Failed, match=message):
        read(text)


@pytest.mark.parametrize(
    ("elements", "what"),
    [
        ((rule("assignment", "p", "1"),), "rule for 'p'"),
        ((rule("rate", "p", "1"),), "rule for 'p'"),
        ((rule("algebraic", "", "p"),), "algebraic rule"),
        ((function("f", "lambda(x, x)"),), "function 'f'"),
        ((("InitialAssignments", f'<initialAssignment symbol="p">{math("1")}'
           "</initialAssignment>"),), "initial assignment to 'p'"),
        ((("Events", EVENT),), "trigger of an event"),
    ],
)  # fmt: skip
def test_an_empty_formula_is_told_with_what_it_belongs_to(
    elements: Any, what: str
) -> None:
    content = document(compartment("C"), parameter("p", 1.0), *elements).decode()
    begin, end = content.index("<math"), content.rindex("</math>")
    empty = f'{content[:begin]}<math xmlns="http://www.w3.org/1998/Math/MathML">'
    with pytest.raises(Failed, match=f"line 2: {what} is empty: <math> holds no"):
        read(empty + content[end:])


def test_a_stoichiometry_is_given_once() -> None:
    formula = f"<stoichiometryMath>{math('2')}</stoichiometryMath>"
    for number in ("", ' stoichiometry="2"'):
        side = f'<speciesReference species="S"{number}>{formula}</speciesReference>'
        content = document(
            compartment("C"),
            species("S", initialAmount=1.0),
            reaction("r", "1", products=(side,)),
            level=2,
            version=4,
        )
        if number:
            with pytest.raises(Failed, match=r"stoichiometry of 'S' is given by a num"):
                read(content)
        else:
            assert read(content).reactions[0].products
