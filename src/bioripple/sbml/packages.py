"""Which elements of SBML's packages change the mathematics of a model.

A package that is declared and not used, or used for what no equation reads, is no
reason to refuse a model; an element that is left out and changes an equation is.
"""

import re

from bioripple.errors import Refused

NAMESPACE = re.compile(
    r"http://www\.sbml\.org/sbml/level3/version[0-9]+/([A-Za-z0-9]+)/version[0-9]+"
)
EXTENDED_MATH = "l3v2extendedmath"  # has no elements of its own

# What leaves the equations as they are: all of a package, or these elements. Lists are
# judged by what is in them.
ALL = None
HARMLESS: dict[str, frozenset[str] | None] = {
    "layout": ALL,
    "render": ALL,
    "groups": ALL,
    "fbc": ALL,  # beside complete kinetics, as `sbml.document` makes sure of
    EXTENDED_MATH: ALL,
    "comp": frozenset(("port", "modelDefinition", "externalModelDefinition")),
    "distrib": frozenset(("uncertainty", "uncertParameter", "uncertSpan")),
}


def package_of(namespace: str) -> str:
    """Return the package that a namespace belongs to; empty if to none of SBML's."""
    found = NAMESPACE.fullmatch(namespace)
    return found[1] if found else ""


def is_list(name: str) -> bool:
    """Say whether an element only holds others."""
    return name.startswith("listOf")


def check_element(namespace: str, name: str, *, required: bool, where: str) -> None:
    """Refuse an element of a package that changes the mathematics.

    Parameters
    ----------
    namespace, name
        Of an element that belongs neither to SBML's core nor to MathML.
    required
        Whether the file says that this namespace must be understood. It only counts
        where nobody else says what the namespace means.
    where
        Where the element stands, for the message.

    Raises
    ------
    Refused
        If it may change an equation.
    """
    package = package_of(namespace)
    harmless = HARMLESS.get(package, frozenset()) if package else frozenset()
    if is_list(name) or harmless is ALL or name in harmless:
        return
    if package or required:
        raise Refused(f"{where}: {_use(f'<{name[:40]}>', namespace)}")


def check_attribute(namespace: str, name: str, *, required: bool, where: str) -> None:
    """Refuse an attribute of a package that changes the mathematics.

    The parameters are those of `check_element`. The packages that have harmless
    elements have no attribute that matters.
    """
    package = package_of(namespace)
    if package not in HARMLESS and (package or required):
        raise Refused(f"{where}: {_use(f'the attribute {name[:40]!r}', namespace)}")


def _use(thing: str, namespace: str) -> str:
    package = package_of(namespace)
    owner = f"SBML package {package!r}" if package else f"namespace {namespace[:80]!r}"
    return f"uses {thing} of the {owner}, which is not supported"
