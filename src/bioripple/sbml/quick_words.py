"""The attributes that the quick reader knows, by element, level and version."""

from typing import NamedTuple

from bioripple.sbml.unusual import Unusual


def listed(names: str) -> list[str]:
    """Return names that are written in a row."""
    return names.split()


UNITS = frozenset(
    listed(
        "ampere becquerel candela coulomb dimensionless farad gram gray henry hertz "
        "item joule katal kelvin kilogram litre lumen lux metre mole newton ohm pascal "
        "radian second siemens sievert steradian tesla volt watt weber"
    )
)
# Of what kind an attribute's values are.
KINDS: dict[str, str] = {
    key: kind
    for kind, keys in {
        "id": "id compartment species variable symbol units outside substanceUnits "
        "timeUnits volumeUnits areaUnits lengthUnits extentUnits spatialSizeUnits",
        "metaid": "metaid",
        "term": "sboTerm",
        "name": "name",
        "boolean": "constant hasOnlySubstanceUnits boundaryCondition reversible fast "
        "initialValue persistent useValuesFromTriggerTime",
        "real": "size initialAmount initialConcentration value stoichiometry "
        "multiplier offset",
        "integer": "charge scale exponent",
        "dimensions": "spatialDimensions",
        "unit": "kind",
    }.items()
    for key in listed(keys)
}

ON_ALL = "metaid sboTerm"
# What may stand where, in all versions that are read.
MAY: dict[str, str] = {
    "model": "id name",
    "unitDefinition": "id name",
    "unit": "kind exponent scale multiplier",
    "functionDefinition": "id name",
    "compartment": "id name size spatialDimensions units constant",
    "species": "id name compartment initialAmount initialConcentration substanceUnits "
    "hasOnlySubstanceUnits boundaryCondition constant",
    "parameter": "id name value units constant",
    "initialAssignment": "symbol",
    "assignmentRule": "variable",
    "rateRule": "variable",
    "algebraicRule": "",
    "reaction": "id name reversible",
    "speciesReference": "species stoichiometry",
    "modifierSpeciesReference": "species",
    "kineticLaw": "",
    "event": "id name",
    "trigger": "",
    "delay": "",
    "eventAssignment": "variable",
}
IN_LEVEL_2: dict[str, str] = {
    "compartment": "outside",
    "species": "charge",
    "reaction": "fast",
}
IN_ITS_FIRST_VERSION: dict[str, str] = {
    "unit": "offset",
    "species": "spatialSizeUnits",
}
IN_LEVEL_3: dict[str, str] = {
    "model": "substanceUnits timeUnits volumeUnits areaUnits lengthUnits extentUnits",
    "localParameter": "id name value units",
    "speciesReference": "id name constant",
    "modifierSpeciesReference": "id name",
    "event": "useValuesFromTriggerTime",
    "trigger": "initialValue persistent",
}
LATER_IN_LEVEL_2: dict[str, str] = {
    "speciesReference": "id name",
    "modifierSpeciesReference": "id name",
}
# What has to be there, in any level and in level 3, where nothing has a default.
MUST: dict[str, str] = {
    "unitDefinition": "id",
    "unit": "kind",
    "functionDefinition": "id",
    "compartment": "id",
    "species": "id compartment",
    "parameter": "id",
    "localParameter": "id",
    "initialAssignment": "symbol",
    "assignmentRule": "variable",
    "rateRule": "variable",
    "reaction": "id",
    "speciesReference": "species",
    "modifierSpeciesReference": "species",
    "eventAssignment": "variable",
}
MUST_IN_LEVEL_3: dict[str, str] = {
    "compartment": "constant spatialDimensions",
    "species": "hasOnlySubstanceUnits boundaryCondition constant",
    "parameter": "constant",
    "reaction": "reversible",
    "speciesReference": "constant stoichiometry",
    "event": "useValuesFromTriggerTime",
    "trigger": "initialValue persistent",
    "unit": "exponent scale multiplier",
}


class Words(NamedTuple):
    """The attributes of one level and version: which may and which must be there."""

    may: dict[str, frozenset[str]]
    must: dict[str, frozenset[str]]


def _joined(*tables: dict[str, str]) -> dict[str, frozenset[str]]:
    names = {name for table in tables for name in table}
    return {
        name: frozenset(listed(" ".join(t.get(name, "") for t in tables)))
        for name in names
    }


def _words(level: int, version: int) -> Words:
    everywhere = dict.fromkeys(
        MAY.keys() | {"localParameter"} if level > 2 else MAY,
        "metaid" if (level, version) == (2, 1) else ON_ALL,
    )
    if level > 2:
        fast = {"reaction": "fast"} if version == 1 else {}
        may = _joined(MAY, everywhere, IN_LEVEL_3, fast)
        return Words(may, _joined(MUST, MUST_IN_LEVEL_3, fast))
    more = [IN_LEVEL_2]
    if version == 1:
        more.append(IN_ITS_FIRST_VERSION)
    if version > 2:
        more.append(LATER_IN_LEVEL_2)
    if version > 3:
        more.append({"event": "useValuesFromTriggerTime"})
    return Words(_joined(MAY, everywhere, *more), _joined(MUST))


KNOWN = {
    ("http://www.sbml.org/sbml/level2", "2", "1"): _words(2, 1),
    ("http://www.sbml.org/sbml/level2/version3", "2", "3"): _words(2, 3),
    ("http://www.sbml.org/sbml/level2/version4", "2", "4"): _words(2, 4),
    ("http://www.sbml.org/sbml/level2/version5", "2", "5"): _words(2, 5),
    ("http://www.sbml.org/sbml/level3/version1/core", "3", "1"): _words(3, 1),
    ("http://www.sbml.org/sbml/level3/version2/core", "3", "2"): _words(3, 2),
}


def words(namespace: str, level: str, version: str) -> Words:
    """Return the attributes of a version of SBML.

    Raises
    ------
    Unusual
        If it is not one of `KNOWN`.
    """
    found = KNOWN.get((namespace, level, version))
    if found is None:
        raise Unusual
    return found
