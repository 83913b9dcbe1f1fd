"""The quick reader reads what libSBML would, node by node, or leaves the file to it."""

import os
import random
import re
import zipfile
from collections import Counter
from pathlib import Path

import libsbml
import pytest

from bioripple.errors import Failed, Refused
from bioripple.sbml.model import SbmlModel
from bioripple.sbml.quick_model import read_quickly
from bioripple.sbml.quick_words import KNOWN
from bioripple.sbml.reader import read_sbml
from bioripple.sbml.thorough import read_thoroughly
from bioripple.sbml.unusual import Unusual
from tests.support.sbml_mutants import mutant, parsed

FIXTURES = sorted(
    (Path(__file__).parents[2] / "fixtures/biomodels").glob("BIOMD*.xml"),
    key=lambda path: path.stat().st_size,
)
SUITE = Path(os.environ.get("BIORIPPLE_TEST_DATA", "/nowhere")) / (
    "sbml-test-suite-semantic.zip"
)
MOST = 10**6
VERSIONS = ((2, 1), (2, 3), (2, 4), (3, 1))


def quickly(content: bytes) -> SbmlModel | None:
    """Return what the quick reader reads; None if it leaves the file to libSBML."""
    try:
        return read_quickly(content, max_nodes=MOST)
    except Unusual:
        return None


def everything(model: SbmlModel) -> str:
    """Return all that is in a model, the order of its nodes and of its ids included."""
    graph = model.graph
    nodes = (graph.operators, graph.arguments, graph.used, graph.has_loose_numbers)
    said = {key: value for key, value in vars(model).items() if key != "graph"}
    said["variable_references"] = sorted(model.variable_references)
    return repr((said, nodes[:2], sorted(nodes[2]), nodes[3]))


def compare(content: bytes) -> str:
    """Make sure that nothing differs where the quick reader reads a file.

    Returns
    -------
    str
        `quick` if it does, else `left`.
    """
    found = quickly(content)
    if found is None:
        return "left"
    try:
        expected = read_thoroughly(content, max_nodes=MOST)
    except (Failed, Refused) as problem:
        pytest.fail(f"read in spite of {problem}:\n{content.decode()}")
    if everything(found) != everything(expected):
        pytest.fail(f"read as another model: {expected.warnings}\n{content.decode()}")
    return "quick"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_real_models_are_read_alike(path: Path) -> None:
    kind = compare(path.read_bytes())
    # this one declares a namespace on its <annotation>
    assert kind == ("left" if path.stem == "BIOMD0000000168" else "quick")


@pytest.mark.skipif(not SUITE.is_file(), reason="BIORIPPLE_TEST_DATA has no suite")
def test_the_suite_is_read_alike_in_all_versions() -> None:
    kinds: Counter[str] = Counter()
    with zipfile.ZipFile(SUITE) as archive:
        names = [name for name in archive.namelist() if name.endswith("l3v2.xml")]
        for name in names[::13]:
            content = archive.read(name)
            kinds[compare(content)] += 1
            for level, version in VERSIONS:
                document = libsbml.readSBMLFromString(content.decode())
                if document.setLevelAndVersion(level, version, False):
                    kinds[compare(libsbml.writeSBMLToString(document).encode())] += 1
    assert kinds["quick"] > 3 * kinds["left"] > 0


def _all_attributes(namespace: str, level: str, version: str) -> bytes:
    """Return a model in which every element has all attributes that are known."""
    may = KNOWN[namespace, level, version].may
    values = {
        **dict.fromkeys(("size", "value", "initialAmount", "multiplier"), "1.5"),
        **dict.fromkeys(("scale", "exponent", "charge", "stoichiometry"), "2"),
        **dict.fromkeys(("constant", "fast", "initialValue", "persistent"), "false"),
        **dict.fromkeys(("hasOnlySubstanceUnits", "boundaryCondition"), "false"),
        **dict.fromkeys(("reversible", "useValuesFromTriggerTime"), "true"),
        **{"spatialDimensions": "3", "offset": "0", "kind": "mole", "species": "s"},
        **{"compartment": "c", "outside": "c", "sboTerm": "SBO:0000001", "name": "é"},
    }
    count = 0

    def element(name: str, inner: str = "", **given: str) -> str:
        nonlocal count
        count += 1
        shown = {}
        for key in sorted(may[name] - {"initialConcentration", *given}):
            default = "u" if key.endswith("nits") else f"{key}_{count}"
            shown[key] = values.get(key, default)
        shown = {key: value for key, value in (shown | given).items() if value}
        written = "".join(f' {key}="{value}"' for key, value in shown.items())
        return f"<{name}{written}>{inner}</{name}>"

    def listed(name: str, *items: str) -> str:
        return f"<listOf{name}>{''.join(items)}</listOf{name}>"

    def math(formula: str) -> str:
        return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{formula}</math>'

    one, truth = math("<cn>1</cn>"), math("<true/>")
    function = math("<lambda><bvar><ci>x</ci></bvar><ci>x</ci></lambda>")
    local = "LocalParameters" if level == "3" else "Parameters"
    law = one + listed(local, element(f"{local[0].lower()}{local[1:-1]}", id="k"))
    event = element("trigger", truth) + element("delay", one)
    event += listed("EventAssignments", element("eventAssignment", one, variable="q"))
    later = (level, version) != ("2", "1")
    lists = (
        listed("FunctionDefinitions", element("functionDefinition", function)),
        listed(
            "UnitDefinitions",
            element("unitDefinition", listed("Units", element("unit")), id="u"),
        ),
        listed("Compartments", element("compartment", id="c")),
        listed("Species", element("species", id="s")),
        listed("Parameters", *(element("parameter", id=name) for name in "pqr")),
        listed("InitialAssignments", element("initialAssignment", one, symbol="q"))
        if later
        else "",
        listed(
            "Rules",
            element("assignmentRule", one, variable="p"),
            element("rateRule", one, variable="r"),
        ),
        listed(
            "Reactions",
            element(
                "reaction",
                listed("Reactants", element("speciesReference"))
                + listed("Products", element("speciesReference"))
                + listed("Modifiers", element("modifierSpeciesReference"))
                + element("kineticLaw", law),
            ),
        ),
        listed("Events", element("event", event)),
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<sbml xmlns="{namespace}" level="{level}" version="{version}" metaid="x">'
        f"{element('model', ''.join(lists))}</sbml>"
    ).encode()


@pytest.mark.parametrize("version", KNOWN, ids=lambda known: "".join(known[1:]))
def test_libsbml_knows_every_attribute_that_is_known_here(
    version: tuple[str, str, str],
) -> None:
    content = _all_attributes(*version)
    assert compare(content) == "quick"
    found = read_thoroughly(content, max_nodes=MOST)
    assert found.warnings == ()
    assert len(found.reactions) == len(found.events) == 1


def test_no_mutant_is_read_as_anything_else() -> None:
    dice = random.Random(20260521)
    bases = [
        parsed(re.sub("<!--.*?-->", "", content.decode(), flags=re.DOTALL))
        for content in (
            *(_all_attributes(*version) for version in KNOWN),
            *(path.read_bytes() for path in FIXTURES[:2]),
        )
    ]
    kinds = Counter(compare(mutant(dice.choice(bases), dice)) for _ in range(1000))
    assert kinds["quick"] > 100
    assert kinds["left"] > 100


def test_the_reader_says_of_a_faulty_file_what_libsbml_says() -> None:
    content = _all_attributes("http://www.sbml.org/sbml/level2/version4", "2", "4")
    faulty = content.replace(b'metaid="x"', b'metaid="1"')
    assert quickly(content) is not None
    assert quickly(faulty) is None
    (warning,) = read_sbml(faulty).warnings
    assert re.match("line 1: <sbml>: The metaid '1' does not conform", warning)
    broken = content.replace(b"<cn>1</cn>", b"<cn>12abc</cn>", 1)
    with pytest.raises(Failed, match="'12abc' is not a number of type real"):
        read_sbml(broken)
