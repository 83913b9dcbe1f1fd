"""The attributes of SBML's core that are numbers or truths."""

from collections.abc import Callable, Mapping

from bioripple.errors import Failed, Refused
from bioripple.untrusted.numbers import check_number

Kinds = tuple[tuple[str, str], ...]  # attributes, and of which kind their numbers are
SPECIES: Kinds = (
    ("initialAmount", "double"),
    ("initialConcentration", "double"),
    ("hasOnlySubstanceUnits", "boolean"),
    ("boundaryCondition", "boolean"),
    ("constant", "boolean"),
)
REFERENCE: Kinds = (
    ("stoichiometry", "double"),
    ("denominator", "integer"),
    ("constant", "boolean"),
)
NUMBERS: dict[str, Kinds] = {
    "compartment": (
        ("size", "double"),
        ("volume", "double"),
        ("spatialDimensions", "double"),
        ("constant", "boolean"),
    ),
    "species": SPECIES,
    "specie": SPECIES,  # of level 1 version 1, as `specieReference`
    "parameter": (("value", "double"), ("constant", "boolean")),
    "localParameter": (("value", "double"),),
    "reaction": (("reversible", "boolean"), ("fast", "boolean")),
    "speciesReference": REFERENCE,
    "specieReference": REFERENCE,
    "event": (("useValuesFromTriggerTime", "boolean"),),
    "trigger": (("initialValue", "boolean"), ("persistent", "boolean")),
}
# Of these no equation depends on one.
NUMBERS_ASIDE: dict[str, Kinds] = {
    "species": (("charge", "integer"),),
    "unit": (
        ("exponent", "double"),
        ("scale", "integer"),
        ("multiplier", "double"),
        ("offset", "double"),
    ),
}


def check_numbers(
    name: str, attributes: Mapping[str, str], where: Callable[[], str]
) -> None:
    """Make sure that an element's numbers are numbers.

    Parameters
    ----------
    name, attributes
        Of the element.
    where
        Called for its place, where something is wrong.

    Raises
    ------
    Failed, Refused
        As `check_number` does.
    """
    for key, kind in NUMBERS.get(name, ()):
        _check(key, kind, attributes, where)


def odd_numbers_aside(
    name: str, attributes: Mapping[str, str], where: Callable[[], str]
) -> list[str]:
    """Return what is wrong with those numbers of an element that nothing depends on.

    The parameters are those of `check_numbers`.
    """
    problems = []
    for key, kind in NUMBERS_ASIDE.get(name, ()):
        try:
            _check(key, kind, attributes, where)
        except (Failed, Refused) as problem:
            problems.append(str(problem))
    return problems


def _check(
    key: str, kind: str, attributes: Mapping[str, str], where: Callable[[], str]
) -> None:
    value = attributes.get(key)
    if value is not None:
        check_number(kind, (value,), lambda: f"{where()}: {key}")
