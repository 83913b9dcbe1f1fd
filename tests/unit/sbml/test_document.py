"""Faults that no number depends on are warnings; all others end the reading."""

import re

import pytest

from bioripple.odes.system import build_odes, evaluate
from bioripple.sbml.model import SbmlModel
from bioripple.sbml.reader import read_sbml

NOTES = '<notes><p xmlns="http://www.w3.org/1999/xhtml">made by hand</p></notes>'
CORE = {
    (2, 1): "http://www.sbml.org/sbml/level2",
    (2, 4): "http://www.sbml.org/sbml/level2/version4",
    (3, 1): "http://www.sbml.org/sbml/level3/version1/core",
    (3, 2): "http://www.sbml.org/sbml/level3/version2/core",
}
LEVELS = [(2, 4), (3, 1), (3, 2)]


def model(level: int = 3, version: int = 1) -> str:
    """Return a model in which S decays into P, an element a line from line 2 on."""
    constant = ' constant="true"' if level == 3 else ""
    fast = ' fast="false"' if version == 1 else ""
    flags = 'hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"'
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<sbml xmlns="{CORE[level, version]}" level="{level}" version="{version}">
<model id="m" name="decay">
<listOfCompartments>
<compartment id="c" spatialDimensions="3" size="1" constant="true"/>
</listOfCompartments>
<listOfSpecies>
<species id="S" compartment="c" initialConcentration="2" {flags}/>
<species id="P" compartment="c" initialConcentration="0" {flags}/>
</listOfSpecies>
<listOfParameters>
<parameter id="k" value="0.2" constant="true"/>
</listOfParameters>
<listOfReactions>
<reaction id="r" reversible="false"{fast}>
<listOfReactants>
<speciesReference species="S" stoichiometry="1"{constant}/>
</listOfReactants>
<listOfProducts>
<speciesReference species="P" stoichiometry="1"{constant}/>
</listOfProducts>
<kineticLaw>
<math xmlns="http://www.w3.org/1998/Math/MathML">
<apply><times/><ci> k </ci><ci> S </ci></apply>
</math>
</kineticLaw>
</reaction>
</listOfReactions>
</model>
</sbml>
"""


def read(text: str) -> SbmlModel:
    """Return a model, after making sure that it decays as it should."""
    found = read_sbml(text.encode())
    system = build_odes(found)
    assert system.initial == (2.0, 0.0)
    names = [*system.states, *system.constants]
    values = [*system.initial, *system.constants.values()]
    assert evaluate(system.graph, system.rates, names, values) == [-0.4, 0.4]
    assert found.name == "decay"
    return found


# What the file has in place of a line, and what the warning says.
FAULTS = {
    "metaid": ('value="0.2"', 'value="0.2" metaid="1 a"', "12: <parameter> 'k'.*1 a"),
    "SBO term": ('value="0.2"', 'value="0.2" sboTerm="27"', "12: <param.* 'sboTerm'"),
    "SBO term of a law": ("<kineticLaw>", '<kineticLaw sboTerm="x">', "22: <kineticL"),
    "metaid of a reaction": ('id="r"', 'id="r" metaid=""', "15: <reaction> 'r'"),
    "empty units": ('value="0.2"', 'value="0.2" units=""', "12: .*'units'"),
    "odd units": ('value="0.2"', 'value="0.2" units="1/s"', "12: .*1/s"),
    "notes without namespace": (
        "<listOfComp", "<notes><p>x</p></notes>\n<listOfComp", "3: <model> 'm'.*XHTML",
    ),
    "notes in a species": (
        'constant="false"/>\n</listOfSpecies>',
        'constant="false"><notes>x<p/></notes></species>\n</listOfSpecies>',
        "9: <species> 'P'.*XHTML",
    ),
    "two notes": ("<listOfComp", f"{NOTES}{NOTES}\n<listOfComp", "3: <model> 'm'.*no"),
    "notes after annotation": (
        "<listOfComp", f"<annotation/>{NOTES}\n<listOfComp", "3: <model> 'm'.*order",
    ),
    "a prefix that nothing declares": (
        "<listOfComp", "<annotation><x:y z:a='1'/></annotation>\n<listOfComp", "prefix",
    ),
    "units of a number, undeclared": (
        "<ci> k </ci>", '<ci> k </ci><cn sbml:units="mole">1</cn>', "prefix",
    ),
    "a type of a name": ("<ci> k", '<ci type="real"> k', "24: <ci>: .*'type'"),
    "a model's id": ('id="m"', 'id="1 m"', "3: <model> '1 m'"),
    "an attribute of a stranger": (
        "<compartment ", '<compartment xmlns:q="urn:q" q:a="1" ', "5: <comp.*'q:a'",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("level", "version"), LEVELS)
@pytest.mark.parametrize("kind", FAULTS)
def test_what_no_number_depends_on_is_a_warning(
    kind: str, level: int, version: int
) -> None:
    old, new, said = FAULTS[kind]
    text = model(level, version).replace(old, new, 1)
    pattern = f"^line {said}" if said[0].isdigit() else said
    found = read(text).warnings
    assert re.search(pattern, found[0]), found


IN_LEVEL_3 = {
    "unit without attributes": (
        "<listOfComp",
        "<listOfUnitDefinitions><unitDefinition id='u'><listOfUnits><unit/>"
        "</listOfUnits></unitDefinition></listOfUnitDefinitions>\n<listOfComp",
        "<unit>: The required attribute 'kind' is missing",
    ),
    "modifier without species": (
        "<kineticLaw>",
        "<listOfModifiers><modifierSpeciesReference/></listOfModifiers>\n<kineticLaw>",
        "<modifierSpeciesReference>: .*'species' is missing",
    ),
    "constraint without formula": (
        "<listOfReactions>",
        "<listOfConstraints><constraint foo='1'/></listOfConstraints>"
        "\n<listOfReactions>",
        "<constraint>: .*foo",
    ),
}


@pytest.mark.parametrize("kind", IN_LEVEL_3)
def test_parts_that_no_equation_reads_may_be_faulty(kind: str) -> None:
    old, new, said = IN_LEVEL_3[kind]
    found = read(model().replace(old, new, 1)).warnings
    assert any(re.search(said, warning) for warning in found), found


def test_empty_lists_are_named_themselves() -> None:
    text = model().replace("<listOfComp", "<listOfRules/>\n<listOfComp", 1)
    text = text.replace("<kineticLaw>", "<listOfModifiers/><kineticLaw>")
    assert read(text).warnings == (
        "line 4: <listOfRules>: the list is empty",
        "line 23: <listOfModifiers>: the list is empty",
    )
    # level 3 version 2 allows them
    text = model(3, 2).replace("<listOfComp", "<listOfRules/>\n<listOfComp", 1)
    assert read(text).warnings == ()


def test_an_empty_list_of_a_package_is_a_warning() -> None:
    layout = "http://www.sbml.org/sbml/level3/version1/layout/version1"
    text = model().replace("<sbml", f'<sbml xmlns:l="{layout}" l:required="false"', 1)
    text = text.replace("</model>", "<l:listOfLayouts/>\n</model>")
    assert read(text).warnings == ("line 29: <listOfLayouts>: the list is empty",)


def test_faults_of_a_package_that_changes_nothing_are_warnings() -> None:
    layout = "http://www.sbml.org/sbml/level3/version1/layout/version1"
    text = model().replace("<sbml", f'<sbml xmlns:l="{layout}" l:required="false"', 1)
    layouts = (
        "<l:listOfLayouts><l:layout l:id='1 x'><l:foo/></l:layout></l:listOfLayouts>"
    )
    found = read(text.replace("</model>", f"{layouts}\n</model>")).warnings
    assert any("line 29: <layout> '1 x'" in warning for warning in found), found


def moved(text: str, part: str, before: str) -> str:
    """Return a text with an element moved before another."""
    found = re.search(f"<{part}.*?</{part}>\n", text, re.DOTALL)
    assert found
    return text.replace(found[0], "").replace(before, found[0] + before, 1)


@pytest.mark.parametrize(("level", "version"), LEVELS)
@pytest.mark.parametrize(
    ("part", "before"),
    [
        ("listOfSpecies", "</model>"),
        ("listOfReactions", "<listOfCompartments>"),
        ("listOfProducts", "<listOfReactants>"),
        ("kineticLaw", "<listOfReactants>"),
    ],
)
def test_the_order_of_lists_changes_nothing(
    part: str, before: str, level: int, version: int
) -> None:
    found = read(moved(model(level, version), part, before)).warnings
    assert bool(found) == (level == 2)
    assert all(re.match("line [0-9]+: <(model|reaction)> ", text) for text in found)


def test_local_parameters_before_the_formula_are_read() -> None:
    local = '<listOfParameters><parameter id="k" value="3"/></listOfParameters>'
    text = model(2, 4).replace("<kineticLaw>", f"<kineticLaw>{local}")
    found = read_sbml(text.encode())
    assert found.values["r.k"] == 3.0
    assert "line 22: <kineticLaw>" in found.warnings[0]
