"""Faults that end the reading, told first and with their line; the rest are facts."""

import math
import re
from pathlib import Path
from typing import Any

import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.errors import Failed
from bioripple.mapping.parse_sbml import parse_sbml
from bioripple.odes.system import build_odes
from bioripple.sbml.essence import rewrite
from bioripple.sbml.reader import read_sbml
from tests.hostile.models import level_3
from tests.unit.sbml.test_document import model, read

LEVELS = [(2, 4), (3, 1), (3, 2)]
BIOMODELS = Path(__file__).parents[2] / "fixtures/biomodels"


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
