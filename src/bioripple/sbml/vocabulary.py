"""The words of SBML's core: which are read, which hold formulas, which are aside."""

import re
from collections.abc import Mapping, Sequence

Element = tuple[str, Mapping[str, str]]  # name and attributes

# Any namespace of SBML's core; a file has one of them.
CORE = re.compile(
    r"http://www\.sbml\.org/sbml/level(?P<level>[0-9])"
    r"(/version(?P<version>[0-9]+)(/core)?)?"
)

# Elements that no equation and no initial value reads, with all that is in them.
ASIDE = frozenset(
    (
        "notes",
        "annotation",
        "annotations",  # of level 1 version 1
        "listOfUnitDefinitions",
        "listOfCompartmentTypes",
        "listOfSpeciesTypes",
        "listOfConstraints",
        "listOfModifiers",
    )
)
# Attributes that no equation and no initial value reads.
ASIDE_ATTRIBUTES = frozenset(
    (
        "metaid",
        "sboTerm",
        "units",
        "substanceUnits",
        "timeUnits",
        "volumeUnits",
        "areaUnits",
        "lengthUnits",
        "extentUnits",
        "spatialSizeUnits",
        "outside",
        "compartmentType",
        "speciesType",
        "charge",
    )
)
# Elements that hold a formula.
OWNERS = frozenset(
    (
        "algebraicRule",
        "assignmentRule",
        "delay",
        "eventAssignment",
        "functionDefinition",
        "initialAssignment",
        "kineticLaw",
        "priority",
        "rateRule",
        "stoichiometryMath",
        "trigger",
    )
)
# Elements that libSBML reads by their local name, whatever their namespace is, and what
# they may stand in. One that stands elsewhere it drops, or reads without end.
PLACES: dict[str, tuple[str, ...]] = {
    "sbml": (),
    "model": ("sbml",),
    "math": (),  # in a namespace of its own
    "listOfFunctionDefinitions": ("model",),
    "functionDefinition": ("listOfFunctionDefinitions",),
    "listOfCompartments": ("model",),
    "compartment": ("listOfCompartments",),
    "listOfSpecies": ("model",),
    "species": ("listOfSpecies",),
    "specie": ("listOfSpecies",),
    "listOfParameters": ("model", "kineticLaw"),
    "parameter": ("listOfParameters",),
    "listOfInitialAssignments": ("model",),
    "initialAssignment": ("listOfInitialAssignments",),
    "listOfRules": ("model",),
    "algebraicRule": ("listOfRules",),
    "assignmentRule": ("listOfRules",),
    "rateRule": ("listOfRules",),
    "parameterRule": ("listOfRules",),
    "compartmentVolumeRule": ("listOfRules",),
    "speciesConcentrationRule": ("listOfRules",),
    "specieConcentrationRule": ("listOfRules",),
    "listOfReactions": ("model",),
    "reaction": ("listOfReactions",),
    "listOfReactants": ("reaction",),
    "listOfProducts": ("reaction",),
    "speciesReference": ("listOfReactants", "listOfProducts"),
    "specieReference": ("listOfReactants", "listOfProducts"),
    "stoichiometryMath": ("speciesReference",),
    "kineticLaw": ("reaction",),
    "listOfLocalParameters": ("kineticLaw",),
    "localParameter": ("listOfLocalParameters",),
    "listOfEvents": ("model",),
    "event": ("listOfEvents",),
    "trigger": ("event",),
    "delay": ("event",),
    "priority": ("event",),
    "listOfEventAssignments": ("event",),
    "eventAssignment": ("listOfEventAssignments",),
}


def fits(namespace: str, level: str, version: str) -> bool:
    """Say whether a namespace of SBML's core is that of a level and version."""
    found = CORE.fullmatch(namespace)
    if found is None or found["level"] != level:
        return False
    if level == "1":
        return found["version"] is None and version in ("1", "2")
    return version == (found["version"] or "1")


def label(element: Element) -> str:
    """Return how messages call an element: with its id, or what it speaks of."""
    name, attributes = element
    attributes = {
        key.rpartition(":")[2]: value  # those of packages have a prefix
        for key, value in attributes.items()
        if not key.startswith("xmlns")
    }
    for key in ("id", "variable", "symbol", "species", "name", "kind"):
        if key in attributes:
            return f"<{name[:40]}> {attributes[key][:80]!r}"
    return f"<{name[:40]}>"


def formula_label(path: Sequence[Element]) -> str:
    """Return how messages call a formula.

    Parameters
    ----------
    path
        The elements that it is in, the document first.
    """
    owner, attributes = path[-1]
    _, around = path[-2] if len(path) > 1 else path[-1]
    if owner == "kineticLaw":
        return f"kinetic law of reaction {_named(around)}"
    if owner == "functionDefinition":
        return f"function {_named(attributes)}"
    if owner == "initialAssignment":
        return f"initial assignment to {_named(attributes)}"
    if owner == "algebraicRule":
        return "algebraic rule"
    if owner == "stoichiometryMath":
        return f"stoichiometry of {_named(around)}"
    if owner.endswith("Rule"):
        return f"rule for {_named(attributes)}"
    return f"{owner} of an event"


def _named(attributes: Mapping[str, str]) -> str:
    keys = ("id", "variable", "symbol", "species", "compartment", "name", "specie")
    return repr(next((attributes[key] for key in keys if key in attributes), "")[:80])
