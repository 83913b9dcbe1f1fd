"""What libSBML would read as something else: numbers, places, packages."""

import re
from typing import Any

import pytest

from bioripple.errors import Failed, Refused
from bioripple.odes.system import build_odes
from bioripple.sbml.model import SbmlModel
from bioripple.sbml.reader import read_sbml
from tests.hostile.models import level_1, level_3
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

PACKAGES = "http://www.sbml.org/sbml/level3/version1"
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
NO_INTEGERS = ["1.0", "1e3", "0x3", "three", ""]
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


# Packages


def with_package(
    package: str,
    element: str = "",
    *,
    attribute: str = "",
    required: str = "true",
    namespace: str = "",
    place: str = "</model>",
) -> str:
    """Return a model that declares a package `q`, and uses it."""
    address = namespace or f"{PACKAGES}/{package}/version1"
    declared = f'<sbml xmlns:q="{address}" q:required="{required}"'
    text = level_3().replace("<sbml", declared, 1)
    text = text.replace(place, element + place, 1)
    return text.replace("<compartment ", f"<compartment {attribute} ", 1)


KNOWN = [
    *("comp", "distrib", "fbc", "layout", "render", "groups", "multi", "qual"),
    *("arrays", "spatial", "dyn"),
]


@pytest.mark.parametrize("package", [*KNOWN, "l3v2extendedmath", "never"])
@pytest.mark.parametrize("required", ["true", "false"])
def test_a_package_that_is_not_used_is_no_reason(package: str, required: str) -> None:
    model = read(with_package(package, required=required))
    assert [item.id for item in model.species] == ["s"]


HARMLESS = {
    "comp": '<q:listOfPorts><q:port q:id="p" q:idRef="s"/></q:listOfPorts>',
    "layout": "<q:listOfLayouts><q:layout q:id='l'/></q:listOfLayouts>",
    "render": "<q:listOfGlobalRenderInformation><q:anything/>"
    "</q:listOfGlobalRenderInformation>",
    "groups": "<q:listOfGroups><q:group q:kind='partonomy'/></q:listOfGroups>",
    "fbc": "<q:listOfObjectives q:activeObjective='o'><q:objective q:id='o' "
    "q:type='maximize'><q:listOfFluxObjectives><q:fluxObjective q:reaction='r' "
    "q:coefficient='1'/></q:listOfFluxObjectives></q:objective></q:listOfObjectives>",
    "qual": "<q:listOfTransitions/>",
    "distrib": "<q:listOfUncertainties><q:uncertainty><q:uncertParameter "
    "q:type='mean' q:value='0x5'/></q:uncertainty></q:listOfUncertainties>",
}


@pytest.mark.parametrize("package", HARMLESS)
@pytest.mark.parametrize("required", ["true", "false"])
def test_a_use_that_changes_no_equation_is_no_reason(
    package: str, required: str
) -> None:
    model = read(with_package(package, HARMLESS[package], required=required))
    assert build_odes(model).states == ("s",)


def test_definitions_of_submodels_change_nothing_until_one_is_used() -> None:
    definition = (
        '<q:listOfModelDefinitions><q:modelDefinition id="sub"><listOfParameters>'
        '<parameter id="k" value="0x1" constant="true"/></listOfParameters>'
        "</q:modelDefinition></q:listOfModelDefinitions>"
    )
    model = read(with_package("comp", definition, place="</sbml>"))
    assert [item.value for item in model.parameters] == [1.0]
    use = (
        '<q:listOfSubmodels><q:submodel q:id="x" q:modelRef="sub"/></q:listOfSubmodels>'
    )
    text = with_package("comp", definition, place="</sbml>")
    with pytest.raises(Refused, match="<submodel> of the SBML package 'comp'"):
        read(text.replace("</model>", f"{use}</model>", 1))


CHANGING = [
    ("comp", "submodel"),
    ("comp", "deletion"),
    ("qual", "transition"),
    ("qual", "qualitativeSpecies"),
    ("spatial", "geometry"),
    ("multi", "speciesType"),
    ("arrays", "dimension"),
    ("never", "thing"),
]


@pytest.mark.parametrize(("package", "name"), CHANGING)
@pytest.mark.parametrize("required", ["true", "false"])
def test_a_use_that_changes_an_equation_is_refused_by_name(
    package: str, name: str, required: str
) -> None:
    for element in (f"<q:{name}/>", f"<q:listOfThem><q:{name}/></q:listOfThem>"):
        with pytest.raises(Refused, match=f"<{name}> of the SBML package '{package}'"):
            read(with_package(package, element, required=required))


def test_replacements_and_draws_are_refused_where_they_stand() -> None:
    inside = "<q:listOfReplacedElements><q:replacedElement/></q:listOfReplacedElements>"
    for content, package, name in (
        (inside, "comp", "replacedElement"),
        ("<q:replacedBy q:idRef='x'/>", "comp", "replacedBy"),
        ("<q:drawFromDistribution/>", "distrib", "drawFromDistribution"),
    ):
        text = with_package(package).replace(
            'value="1" constant="true"/>',
            f'value="1" constant="true">\n{content}</parameter>',
        )
        with pytest.raises(Refused, match=f"line 3: uses <{name}> of the SBML"):
            read(text)


@pytest.mark.parametrize(
    ("package", "refused"),
    [("spatial", True), ("multi", True), ("arrays", True), ("fbc", False)],
)
def test_attributes_count_like_elements(package: str, refused: bool) -> None:
    text = with_package(package, attribute='q:thing="1"')
    if refused:
        with pytest.raises(Refused, match=f"'q:thing' of the SBML package '{package}'"):
            read(text)
    else:
        assert read(text).species


def test_an_unknown_namespace_counts_where_it_must_be_understood() -> None:
    for element, attribute in (("<q:thing/>", ""), ("", 'q:thing="1"')):
        with pytest.raises(Refused, match=r"uses .*thing.* of the namespace 'urn:my'"):
            read(with_package("", element, attribute=attribute, namespace="urn:my"))
        text = with_package(
            "", element, attribute=attribute, namespace="urn:my", required="false"
        )
        assert read(text).species


def test_an_objective_makes_no_flux_balance_model_of_complete_kinetics() -> None:
    text = with_package("fbc", HARMLESS["fbc"], required="false")
    assert read(text).reactions[0].rate is not None
    begin, end = text.index("<kineticLaw>"), text.index("</kineticLaw>")
    without = text[:begin] + text[end + len("</kineticLaw>") :]
    with pytest.raises(Refused, match=r"flux balance model .*'r' has no kinetic law"):
        read(without)
