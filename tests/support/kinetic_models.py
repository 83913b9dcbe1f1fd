"""Small kinetic models whose states at rest are known, as SBML."""

from bioripple import read_sbml
from bioripple.odes.system import OdeSystem
from tests.support.sbml_text import (
    compartment,
    document,
    event,
    parameter,
    reaction,
    rule,
    species,
)


def chain(*, kin: float = 2.0, k: float = 0.5, d: float = 0.25) -> OdeSystem:
    """∅ → a → b → ∅: a = kin/k, b = kin/d."""
    return read_sbml(
        document(
            compartment("C"),
            species("a", initialConcentration=3),
            species("b", initialConcentration=1),
            parameter("kin", kin, constant=True),
            parameter("k", k, constant=True),
            parameter("d", d, constant=True),
            reaction("make", "kin", products=("a",)),
            reaction("turn", "k * a", reactants=("a",), products=("b",)),
            reaction("lose", "d * b", reactants=("b",)),
        )
    )


def michaelis_menten(*, top: float = 3.0, half: float = 2.0) -> OdeSystem:
    """∅ → s → ∅, the latter saturating: s = half · v / (top - v) with v = 1."""
    return read_sbml(
        document(
            compartment("C"),
            species("s", initialConcentration=5),
            parameter("v", 1.0, constant=True),
            parameter("top", top, constant=True),
            parameter("half", half, constant=True),
            reaction("make", "v", products=("s",)),
            reaction("lose", "top * s / (half + s)", reactants=("s",)),
        )
    )


def goldbeter_koshland(
    *, v1: float = 1.2, v2: float = 1.0, j1: float = 0.1, j2: float = 0.2
) -> OdeSystem:
    """w ⇌ p, both ways saturating; w + p = 1 and e makes the kinase."""
    return read_sbml(
        document(
            compartment("C"),
            species("w", initialConcentration=1),
            species("p", initialConcentration=0),
            species("kinase", initialConcentration=v1, boundaryCondition=True),
            parameter("v2", v2, constant=True),
            parameter("j1", j1, constant=True),
            parameter("j2", j2, constant=True),
            reaction("on", "kinase * w / (j1 + w)", reactants=("w",), products=("p",)),
            reaction("off", "v2 * p / (j2 + p)", reactants=("p",), products=("w",)),
        )
    )


def koshland_closed_form(v1: float, v2: float, j1: float, j2: float) -> float:
    """Return the share of p at rest (Goldbeter & Koshland, PNAS 1981)."""
    b = v2 - v1 + v2 * j1 + v1 * j2
    root: float = (b * b - 4.0 * (v2 - v1) * v1 * j2) ** 0.5
    return 2.0 * v1 * j2 / (b + root)


def toggle_switch(*, u: float = 2.0, v: float = 1.0) -> OdeSystem:
    """u and v repress each other: two stable states at rest."""
    return read_sbml(
        document(
            compartment("C"),
            species("u", initialConcentration=u),
            species("v", initialConcentration=v),
            parameter("a", 5.0, constant=True),
            reaction("make_u", "a / (1 + v^2)", products=("u",)),
            reaction("make_v", "a / (1 + u^2)", products=("v",)),
            reaction("lose_u", "u", reactants=("u",)),
            reaction("lose_v", "v", reactants=("v",)),
        )
    )


def brusselator(*, a: float = 1.0, b: float = 3.0) -> OdeSystem:
    """It rests at x = a, y = b/a; unstable where b > 1 + a²."""
    return read_sbml(
        document(
            compartment("C"),
            species("x", initialConcentration=1.2),
            species("y", initialConcentration=2.5),
            parameter("a", a, constant=True),
            parameter("b", b, constant=True),
            reaction("r1", "a", products=("x",)),
            reaction("r2", "x^2 * y", reactants=("y",), products=("x",)),
            reaction("r3", "b * x", reactants=("x",), products=("y",)),
            reaction("r4", "x", reactants=("x",)),
        )
    )


def schloegl(*, start: float) -> OdeSystem:
    """ẋ = -(x - 1)(x - 2)(x - 4): stable at 1 and 4, unstable at 2."""
    return read_sbml(
        document(
            compartment("C"),
            species("x", initialConcentration=start),
            reaction("up", "7 * x^2 + 8", products=("x",)),
            reaction("down", "x^3 + 14 * x", reactants=("x",)),
        )
    )


def growing() -> OdeSystem:
    """As the chain, but what leaves a gathers in a pool that nothing reads."""
    return read_sbml(
        document(
            compartment("C"),
            species("a", initialConcentration=3),
            species("pool", initialConcentration=0),
            parameter("k", 0.5, constant=True),
            reaction("make", "2", products=("a",)),
            reaction("turn", "k * a", reactants=("a",), products=("pool",)),
        )
    )


def driven(formula: str) -> OdeSystem:
    """A decay that a formula feeds."""
    return read_sbml(
        document(
            compartment("C"),
            species("a", initialConcentration=1),
            reaction("make", formula, products=("a",)),
            reaction("lose", "a", reactants=("a",)),
        )
    )


def with_event(trigger: str, sets: str) -> OdeSystem:
    """A decay to 1, and an event that sets its influx."""
    return read_sbml(
        document(
            compartment("C"),
            species("a", initialConcentration=3),
            parameter("feed", 1.0),
            reaction("make", "feed", products=("a",)),
            reaction("lose", "a", reactants=("a",)),
            event(trigger, {"feed": sets}),
        )
    )


def vibration() -> OdeSystem:
    """x'' = -x: it swings for ever around a state that is neither left nor reached."""
    return read_sbml(
        document(
            parameter("x", 1.0),
            parameter("v", 0.0),
            rule("rate", "x", "v"),
            rule("rate", "v", "-x"),
        )
    )
