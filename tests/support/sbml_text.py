"""Write small SBML models: elements with their formulas in infix."""

from typing import Any

import libsbml
import numpy as np

from bioripple.sbml.reader import read_sbml
from bioripple.validation.suite.cases import Settings
from bioripple.validation.suite.simulate import simulate

Element = tuple[str, str]  # the list that it goes to, and its text
NAMESPACES = {
    (1, 2): "http://www.sbml.org/sbml/level1",
    (2, 1): "http://www.sbml.org/sbml/level2",
    (2, 4): "http://www.sbml.org/sbml/level2/version4",
    (3, 1): "http://www.sbml.org/sbml/level3/version1/core",
    (3, 2): "http://www.sbml.org/sbml/level3/version2/core",
}
ORDER = (
    "FunctionDefinitions",
    "Compartments",
    "Species",
    "Parameters",
    "InitialAssignments",
    "Rules",
    "Reactions",
    "Events",
)


def document(
    *elements: Element, level: int = 3, version: int = 2, **attributes: Any
) -> bytes:
    """Return an SBML document; attributes are those of the model."""
    lists = {
        name: "".join(text for place, text in elements if place == name)
        for name in ORDER
    }
    body = "".join(
        f"<listOf{name}>{text}</listOf{name}>" for name, text in lists.items() if text
    )
    label = "name" if level == 1 else "id"
    return (
        f'<sbml xmlns="{NAMESPACES[level, version]}" level="{level}" '
        f'version="{version}"><model {label}="m"{write(attributes)}>{body}</model>'
        "</sbml>"
    ).encode()


def write(attributes: dict[str, Any]) -> str:
    """Return XML attributes; None is left out, truth is written as SBML does."""
    shown = {
        name.rstrip("_"): str(value).lower() if isinstance(value, bool) else value
        for name, value in attributes.items()
        if value is not None
    }
    return "".join(f' {name}="{value}"' for name, value in shown.items())


def math(formula: str) -> str:
    """Return a formula in infix as MathML."""
    tree = libsbml.parseL3Formula(formula)
    assert tree is not None, libsbml.getLastParseL3Error()
    text: str = libsbml.writeMathMLToString(tree)
    return text.partition("?>")[2]


def function(name: str, formula: str) -> Element:
    return "FunctionDefinitions", (
        f'<functionDefinition id="{name}">{math(formula)}</functionDefinition>'
    )


def compartment(name: str, size: float | None = 1.0, **attributes: Any) -> Element:
    given = {"id": name, "size": size, "spatialDimensions": 3, "constant": True}
    return "Compartments", f"<compartment{write(given | attributes)}/>"


def species(name: str, home: str = "C", **attributes: Any) -> Element:
    given = {
        "id": name,
        "compartment": home,
        "hasOnlySubstanceUnits": False,
        "boundaryCondition": False,
        "constant": False,
    }
    return "Species", f"<species{write(given | attributes)}/>"


def parameter(name: str, value: float | None = None, **attributes: Any) -> Element:
    given = {"id": name, "value": value, "constant": False}
    return "Parameters", f"<parameter{write(given | attributes)}/>"


def starts(name: str, formula: str) -> Element:
    return "InitialAssignments", (
        f'<initialAssignment symbol="{name}">{math(formula)}</initialAssignment>'
    )


def rule(kind: str, name: str, formula: str) -> Element:
    """Return an `assignment`, `rate` or `algebraic` rule."""
    variable = f' variable="{name}"' if name else ""
    return "Rules", f"<{kind}Rule{variable}>{math(formula)}</{kind}Rule>"


def reaction(
    name: str,
    formula: str,
    *,
    reactants: tuple[str, ...] = (),
    products: tuple[str, ...] = (),
    local: str = "",
) -> Element:
    """Return a reaction; a participant is `S`, `2 S` or a whole element."""
    sides = "".join(
        f"<listOf{side}>{''.join(map(reference, items))}</listOf{side}>"
        for side, items in (("Reactants", reactants), ("Products", products))
        if items
    )
    return "Reactions", (
        f'<reaction id="{name}" reversible="false">{sides}'
        f"<kineticLaw>{math(formula)}{local}</kineticLaw></reaction>"
    )


def event(
    trigger: str, assignments: dict[str, str], *, delay: str = "", **attributes: Any
) -> Element:
    """Return an event; attributes are those of its trigger."""
    given = {"initialValue": True, "persistent": True}
    sets = "".join(
        f'<eventAssignment variable="{name}">{math(formula)}</eventAssignment>'
        for name, formula in assignments.items()
    )
    waits = f"<delay>{math(delay)}</delay>" if delay else ""
    return "Events", (
        '<event useValuesFromTriggerTime="true">'
        f"<trigger{write(given | attributes)}>{math(trigger)}</trigger>{waits}"
        f"<listOfEventAssignments>{sets}</listOfEventAssignments></event>"
    )


def reference(item: str) -> str:
    if item.startswith("<"):
        return item
    number, _, name = item.rpartition(" ")
    given = {"species": name, "stoichiometry": number or 1, "constant": True}
    return f"<speciesReference{write(given)}/>"


def course(
    content: bytes,
    variables: str,
    *,
    end: float = 2.0,
    steps: int = 4,
    amounts: str = "",
    concentrations: str = "",
) -> tuple[np.ndarray, np.ndarray]:
    """Return times, and the values of variables (one row each) at them."""
    settings = Settings(
        start=0.0,
        duration=end,
        steps=steps,
        variables=tuple(variables.split()),
        absolute=0.0,
        relative=0.0,
        amounts=frozenset(amounts.split()),
        concentrations=frozenset(concentrations.split()),
    )
    values = simulate(read_sbml(content), settings)
    return np.array(settings.times), values.T
