"""What libSBML would read as something else: numbers, places, packages."""

import re
from typing import Any

import pytest

from bioripple.errors import Failed, Refused
from bioripple.odes.system import build_odes
from bioripple.sbml.model import SbmlModel
from bioripple.sbml.reader import read_sbml
from tests.hostile.models import level_1
from tests.support.sbml_text import (
    compartment,
    document,
    math,
    parameter,
    reaction,
    species,
)

TRIGGER = f'<trigger initialValue="true" persistent="true">{math("S > 9")}</trigger>'
EVENT = f'<event id="e" useValuesFromTriggerTime="true">{TRIGGER}</event>'


def read(content: str | bytes) -> SbmlModel:
    return read_sbml(content.encode() if isinstance(content, str) else content)


# Numbers in attributes


NO_DOUBLES = [
    "0x10",
    "0x1p-2",
    "infinity",
    "Infinity",
    "inf",
    "nan",
    "nan(abc)",
    "-NaN",
    "+INF",
    "1e",
    "1e+",
    ".",
    "1.2.3",
    "1,5",
    "1 2",
    "1d3",
    "1f",
    "\u0661",
    "",
]
NO_BOOLEANS = ["True", "FALSE", "yes", "2", "0x1", "01", "t", ""]


def everything(level: int, version: int) -> bytes:
    """Return a model with every element whose attributes are numbers."""
    last = {"constant": False} if level == 3 else {}
    written = document(
        compartment("C", 2.0),
        species("S", initialAmount=3.0),
        species("P", initialConcentration=4.0),
        parameter("p", 5.0, constant=True),
        reaction(
            "r",
            "k * S",
            reactants=(f'<speciesReference species="S"{_write(last)}/>',),
            local=LOCALS[level],
        ),
        ("Events", EVENT if level == 3 else ""),
        level=level,
        version=version,
    )
    return written.replace(b'species="S"', b'species="S" stoichiometry="1"')


def _write(attributes: dict[str, Any]) -> str:
    return "".join(f' {key}="{str(v).lower()}"' for key, v in attributes.items())


LOCALS = {
    2: '<listOfParameters><parameter id="k" value="6"/></listOfParameters>',
    3: "<listOfLocalParameters><localParameter id='k' value=\"6\"/>"
    "</listOfLocalParameters>",
}
DOUBLES = ["size", "initialAmount", "initialConcentration", "stoichiometry", "value"]
BOOLEANS = [
    "constant",
    "hasOnlySubstanceUnits",
    "boundaryCondition",
    "reversible",
    "initialValue",
    "persistent",
    "useValuesFromTriggerTime",
]


@pytest.mark.parametrize(("level", "version"), [(2, 4), (3, 1), (3, 2)])
@pytest.mark.parametrize("attribute", [*DOUBLES, "spatialDimensions", *BOOLEANS])
def test_every_attribute_that_is_no_number_fails_by_name(
    attribute: str, level: int, version: int
) -> None:
    content = everything(level, version).decode()
    if version == 1:
        content = content.replace("<reaction ", '<reaction fast="false" ')
    read(content)
    wrong = NO_BOOLEANS if attribute in BOOLEANS else NO_DOUBLES
    for found in re.finditer(f'(?<={attribute}=")[^"]*', content):
        for value in wrong:
            changed = content[: found.start()] + value + content[found.end() :]
            said = (
                rf"^line [0-9]+: <\w+>.*: {attribute}: {re.escape(repr(value))} is not"
            )
            with pytest.raises(Failed, match=said):
                read(changed)


def test_the_second_parameter_of_a_law_is_looked_at_too() -> None:
    for level in (2, 3):
        content = everything(level, 4 if level == 2 else 2).decode()
        with pytest.raises(
            Failed, match=r"Parameter> 'k': value: '0x6'|<parameter> 'k': value: '0x6'"
        ):
            read(content.replace('value="6"', 'value="0x6"'))


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("5", 5.0),
        (" +5.5e-1\n", 0.55),
        ("5.", 5.0),
        (".5E1", 5.0),
        ("-0", 0.0),
        ("007", 7.0),
        ("INF", float("inf")),
        ("-INF", float("-inf")),
        ("123456789012345678901234567890", 123456789012345678901234567890.0),
    ],
)
def test_every_way_to_write_a_number_is_read_right(value: str, expected: float) -> None:
    model = read(document(parameter("p", value)))  # type: ignore[arg-type]
    assert model.parameters[0].value == expected


@pytest.mark.parametrize("value", ["true", "1", " true ", "\ttrue"])
def test_every_way_to_write_a_truth_is_read_right(value: str) -> None:
    content = document(compartment("C"), species("S", boundaryCondition=value))
    assert read(content).species[0].boundary
    wrong = value.replace("true", "false").replace("1", "0")
    content = document(compartment("C"), species("S", boundaryCondition=wrong))
    assert not read(content).species[0].boundary


def test_numbers_that_nothing_depends_on_are_warnings() -> None:
    units = (
        '<listOfUnitDefinitions><unitDefinition id="u"><listOfUnits>'
        '<unit kind="mole" exponent="0x1" scale="0" multiplier="inf"/></listOfUnits>'
        "</unitDefinition></listOfUnitDefinitions>"
    )
    content = document(parameter("p", 1.0, constant=True)).decode()
    content = content.replace("<listOfParameters>", f"{units}\n<listOfParameters>")
    found = read(content).warnings
    assert [warning.partition(" is not")[0] for warning in found] == [
        "line 1: <unit> 'mole': exponent: '0x1'",
        "line 1: <unit> 'mole': multiplier: 'inf'",
    ]


# Level 1


@pytest.mark.parametrize(
    ("value", "error"),
    [
        ("4294967297", Refused),
        ("2147483648", Refused),
        ("5e", Failed),
        ("2.5", Failed),
        ("0x2", Failed),
        ("", Failed),
    ],
)
def test_integers_of_level_1_fit_or_are_told(
    value: str, error: type[Exception]
) -> None:
    with pytest.raises(error, match=r"<speciesReference> 's': denominator: "):
        read(level_1("s", denominator=value))


@pytest.mark.parametrize(
    "formula",
    ["5e*s", "s*5e", "1e5.5*s", "5e-*s", "0x10*s", "12abc", "1.5.2*s", "1_0*s"],
)
def test_numbers_in_text_are_numbers(formula: str) -> None:
    with pytest.raises(Failed, match=r"line 2: kinetic law of reaction 'r': '.*real"):
        read(level_1(formula))


def test_integers_in_text_have_64_bits() -> None:
    assert read(level_1("9223372036854775807*s")).reactions
    assert read(level_1(f"{'0' * 5000}7*s")).reactions
    for number in ("9223372036854775808", "9" * 5000):
        with pytest.raises(Refused, match="needs more than 64 bits"):
            read(level_1(f"{number}*s"))


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("4294967297*k", 2 * 4294967297.0),
        ("1e-1*k", 0.2),
        ("2.*k-.5", 3.5),
        ("k*1E+2", 200.0),
        ("e1*k", 6.0),
        ("k-1e1", -8.0),
    ],
)
def test_sound_text_is_read_right(formula: str, expected: float) -> None:
    text = level_1("s", rules=f'<parameterRule name="y" formula="{formula}"/>')
    more = '<parameter name="e1" value="3"/><parameter name="y"/>'
    text = text.replace("</listOfParameters>", f"{more}</listOfParameters>")
    system = build_odes(read(text))
    assert system.graph.value(
        system.graph.bind([system.assigned["y"]], {"k": 2.0, "e1": 3.0})[0]
    ) == pytest.approx(expected, rel=1e-15)
