"""SBML's packages: refused where they change an equation, and only there."""

import pytest

from bioripple.errors import Refused
from bioripple.odes.system import build_odes
from bioripple.sbml.model import SbmlModel
from bioripple.sbml.reader import read_sbml
from tests.hostile.models import level_3

PACKAGES = "http://www.sbml.org/sbml/level3/version1"


def read(content: str | bytes) -> SbmlModel:
    return read_sbml(content.encode() if isinstance(content, str) else content)


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
