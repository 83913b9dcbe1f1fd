"""Faults that no number depends on are warnings; all others end the reading."""

import math
import re
from pathlib import Path
from typing import Any

import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.errors import Failed
from bioripple.mapping.parse_sbml import parse_sbml
from bioripple.odes.system import build_odes, evaluate
from bioripple.sbml.essence import rewrite
from bioripple.sbml.model import SbmlModel
from bioripple.sbml.reader import read_sbml
from tests.hostile.models import level_3

NOTES = '<notes><p xmlns="http://www.w3.org/1999/xhtml">made by hand</p></notes>'
CORE = {
    (2, 1): "http://www.sbml.org/sbml/level2",
    (2, 4): "http://www.sbml.org/sbml/level2/version4",
    (3, 1): "http://www.sbml.org/sbml/level3/version1/core",
    (3, 2): "http://www.sbml.org/sbml/level3/version2/core",
}
LEVELS = [(2, 4), (3, 1), (3, 2)]
BIOMODELS = Path(__file__).parents[2] / "fixtures/biomodels"


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


# What matters


@pytest.mark.parametrize(
    ("level", "old", "new", "said"),
    [
        (3, ' constant="true"/>\n</listOfPar', "/>\n</listOfPar",
         r"12: <parameter> 'k': The required attribute 'constant' is missing"),
        (3, ' boundaryCondition="false"', "", "8: .*'boundaryCondition' is missing"),
        (3, ' compartment="c"', "", r"8: <species> 'S': .*missing.*'compartment'"),
        (2, ' compartment="c"', "", r"8: <species> 'S': .*'compartment' is required"),
        (3, ' species="P"', "", r"20: <speciesReference>: .*'species' is missing"),
        (3, ' id="k"', "", r"12: <parameter>: .*'id' is missing"),
        (2, ' id="k"', "", r"12: <parameter>: .*Missing.*'id' is required"),
        (3, 'id="k"', 'id="k l"', r"12: <parameter> 'k l': .*syntax"),
        (3, "value=", "worth=", r"12: <parameter> 'k': .*'worth' is not part"),
        (3, "<listOfPar", "<foo/><listOfPar", r"3: <model> 'm': .*'foo' is not part"),
        (2, "<listOfPar", "<foo/><listOfPar", r"3: <model> 'm': .*'foo' is not part"),
        (3, "<compartment ", '<compartment q:a="1" ', "prefix"),
        (3, "</model>", '</model><model id="n"/>', "Only one <model>"),
    ],
)  # fmt: skip
def test_any_other_fault_is_told_with_element_attribute_and_line(
    level: int, old: str, new: str, said: str
) -> None:
    text = model(level, 4 if level == 2 else 1).replace(old, new, 1)
    with pytest.raises(Failed) as caught:
        read_sbml(text.encode())
    pattern = f"^line {said}" if said[0].isdigit() else said
    assert re.search(pattern, str(caught.value)), caught.value


def test_two_lists_of_a_kind_are_no_matter_of_order() -> None:
    again = '<listOfParameters><parameter id="q" constant="true"/></listOfParameters>\n'
    for level, version in LEVELS:
        text = model(level, version).replace("<listOfReact", f"{again}<listOfReact", 1)
        with pytest.raises(Failed, match="line 3: <model> 'm'"):
            read_sbml(text.encode())


def test_a_fault_that_matters_is_told_before_those_that_do_not() -> None:
    text = model().replace('value="0.2"', 'value="0.2" metaid="1 a" foo="1"')
    text = text.replace('id="S"', 'id="S" metaid="2 b"')
    with pytest.raises(Failed, match="'foo' is not part"):
        read_sbml(text.encode())


def test_elements_are_told_apart_on_one_line() -> None:
    text = model().replace("\n", "").replace('id="k"', 'id="k" metaid="1 a"')
    (warning,) = read(text).warnings
    assert warning.startswith("line 1: <parameter> 'k': ")


# The outcome


def test_warnings_are_facts_and_bounded() -> None:
    text = model().replace('id="k"', 'id="k" metaid="1 a"')
    assert map_file(text)["n_warnings"] == 1
    assert map_file(text)["warnings"][0].startswith("line 12: <parameter> 'k': ")
    more = "".join(
        f'<parameter id="k{n}" metaid="{n} a{"z" * 1000}" constant="true"/>\n'
        for n in range(30)
    )
    facts = map_file(text.replace("</listOfPar", f"{more}</listOfPar"))
    assert facts["n_warnings"] == 31
    assert len(facts["warnings"]) == 21
    assert facts["warnings"][-1] == "and 11 more"
    assert all(len(warning) <= 500 for warning in facts["warnings"])
    assert map_file(model())["warnings"] == []


def map_file(text: str) -> dict[str, Any]:
    return parse_sbml(text.encode(), max_bytes=10**6, max_nodes=10**6).facts


# The file without what no number depends on


@pytest.mark.parametrize("path", sorted(BIOMODELS.glob("*.xml")), ids=lambda p: p.stem)
@pytest.mark.parametrize("essence", [True, False])
def test_a_model_stays_the_same_when_it_is_written_anew(
    path: Path, essence: bool
) -> None:
    content = path.read_bytes()
    written = rewrite(content.decode(), essence=essence)
    before, after = read_sbml(content), read_sbml(written.text.encode())
    assert (after.species, after.parameters) == (before.species, before.parameters)
    assert (after.reactions, after.values) == (before.reactions, before.values)
    assert (after.assignments, after.rates) == (before.assignments, before.rates)
    assert after.initial == before.initial
    assert after.graph.arguments == before.graph.arguments
    assert (after.publications == before.publications) or essence
    assert "annotation" not in written.text or not essence


def test_places_are_those_of_the_file() -> None:
    text = (
        level_3().replace("><", ">\n<!-- a\ncomment -->\n<").replace("\n<?xml", "<?xml")
    )
    lines = text.splitlines()
    for essence in (True, False):
        written = rewrite(text, essence=essence)
        for number, line in enumerate(written.text.splitlines(), start=1):
            for name in re.findall(r"<(\w+)", line):
                place = written.place(number)
                found = re.match(r"line ([0-9]+): <(\w+)>", place)
                assert found and found[2] == name
                assert f"<{name}" in lines[int(found[1]) - 1]


@pytest.mark.parametrize("number", ["1e-315", " -2.5E-310 ", "4.9e-324", "123e-320"])
def test_numbers_below_the_normal_range_are_numbers(number: str) -> None:
    text = model().replace('value="0.2"', f'value="{number}"')
    assert read_sbml(text.encode()).parameters[0].value == float(number)
    text = text.replace('initialConcentration="2"', f"initialConcentration='{number}'")
    assert read_sbml(text.encode()).species[0].concentration == float(number)


def test_a_model_of_such_numbers_is_integrated() -> None:
    text = model().replace('initialConcentration="2"', 'initialConcentration="1e-315"')
    compiled = compile_system(build_odes(read_sbml(text.encode())), t_end=10.0)
    state = integrate(compiled, [10.0], rtol=1e-10, atol=1e-14).states[0]
    left = math.exp(-2.0)
    assert state / 1e-315 == pytest.approx([left, 1.0 - left], rel=1e-6)
