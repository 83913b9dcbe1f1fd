"""The signed network of a model by its equations alone."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.errors import Refused
from bioripple.odes.system import OdeSystem, build_odes
from bioripple.odes.wiring import Wiring, wiring
from bioripple.sbml.reader import read_sbml
from bioripple.symbolic.graph import ExpressionGraph, Node
from tests.support.ode_systems import make_system

BIOMODELS = Path(__file__).parents[2] / "fixtures/biomodels"


@dataclass(frozen=True)
class Term:
    """A formula, written with Python's operators."""

    graph: ExpressionGraph
    node: Node

    def _with(self, name: str, other: "Term | float") -> "Term":
        node = other.node if isinstance(other, Term) else self.graph.constant(other)
        return Term(self.graph, self.graph.build(name, [self.node, node]))

    def __add__(self, other: "Term | float") -> "Term":
        return self._with("add", other)

    def __sub__(self, other: "Term") -> "Term":
        return Term(self.graph, self.graph.subtract(self.node, other.node))

    def __mul__(self, other: "Term | float") -> "Term":
        return self._with("mul", other)

    def __truediv__(self, other: "Term | float") -> "Term":
        return self._with("div", other)

    def __pow__(self, other: "Term | float") -> "Term":
        return self._with("pow", other)


Law = Callable[..., Term]


def system_of(
    law: Law, states: str, constants: str, assigned: Law | None = None
) -> OdeSystem:
    """Return a system in which x is made by a law, and all else decays."""

    def rates(graph: ExpressionGraph, **symbols: Node) -> dict[str, Node]:
        terms = {name: Term(graph, node) for name, node in symbols.items()}
        made = {name: graph.negate(symbols[name]) for name in states.split()}
        return made | {"x": law(**terms).node}

    def rule(graph: ExpressionGraph, **symbols: Node) -> dict[str, Node]:
        assert assigned is not None
        terms = {name: Term(graph, node) for name, node in symbols.items()}
        return {"y": assigned(**terms).node}

    return make_system(
        rates,
        dict.fromkeys(["x", *states.split()], 0.0),
        assigned=rule if assigned else None,
        constants=dict.fromkeys(constants.split(), -7.0),
        other_species=("y",) if assigned else (),
    )


def signs_on(found: Wiring, row: str) -> dict[str, str]:
    """Return what acts on a node: +, - or ? by name."""
    k = found.nodes.index(row)
    sign, unknown = found.sign.toarray()[k], found.unknown.toarray()[k]
    text = np.where(unknown, "?", np.where(sign > 0, "+", "-"))
    return {n: str(text[j]) for j, n in enumerate(found.nodes) if sign[j]}


LAWS: dict[str, tuple[Law, str, str, dict[str, str]]] = {
    "mass action": (lambda x, a, b, k: k * a * b - x, "a b", "k", {"a": "+", "b": "+"}),
    "reversible": (
        lambda x, a, p, k, q: k * a - q * p,
        "a p",
        "k q",
        {"a": "+", "p": "-"},
    ),
    "Michaelis-Menten": (lambda x, s, v, k: v * s / (k + s), "s", "v k", {"s": "+"}),
    "Hill": (lambda x, s, k, n: s**n / (k**n + s**n), "s", "k n", {"s": "+"}),
    "steep Hill": (lambda x, s, k: s**30.0 / (k**30.0 + s**30.0), "s", "k", {"s": "+"}),
    "competitive": (
        lambda x, s, i, v, k, q: v * s / (k * (i / q + 1.0) + s),
        "s i",
        "v k q",
        {"s": "+", "i": "-"},
    ),
    "reversible Michaelis-Menten": (
        lambda x, s, p, v, w, k, q: (v * s / k - w * p / q) / (s / k + p / q + 1.0),
        "s p",
        "v w k q",
        {"s": "+", "p": "-"},
    ),
    "substrate inhibition": (
        lambda x, s, v, k, q: v * s / (k + s + s * s / q),
        "s",
        "v k q",
        {"s": "?"},
    ),
    "two processes": (lambda x, e, v, w: v * e - w * e * e, "e", "v w", {"e": "?"}),
    "cancelling": (lambda x, s, b, k: k * (s + b) - k * s, "s b", "k", {"b": "+"}),
}


@pytest.mark.parametrize("name", LAWS)
def test_laws_of_known_sign(name: str) -> None:
    law, states, constants, expected = LAWS[name]
    found = signs_on(wiring(system_of(law, states, constants)), "x")
    assert {n: s for n, s in found.items() if n != "x"} == expected


def test_a_loop_has_the_sign_of_each_of_its_edges() -> None:
    def rates(graph: ExpressionGraph, **node: Node) -> dict[str, Node]:
        a, b, k = (Term(graph, node[name]) for name in "abk")
        return {"a": (k / (b + 1.0) - k * a).node, "b": (k * a - k * b).node}

    found = wiring(make_system(rates, {"a": 0.0, "b": 0.0}, constants={"k": 0.0}))
    assert found.nodes == ("a", "b")
    assert found.sign.toarray().tolist() == [[-1, -1], [1, -1]]
    assert found.sign.dtype == np.int8
    assert found.unknown.nnz == 0


def test_an_assigned_species_has_the_row_of_its_rate() -> None:
    """Of y = k a, dy/dt = -k a; nothing reads y, and x, whose rate is k, is no node."""
    system = system_of(
        lambda x, a, k: k * 1.0, "a", "k", assigned=lambda x, a, k: k * a
    )
    found = wiring(system)
    assert found.nodes == ("a", "y")
    assert signs_on(found, "y") == {"a": "-"}


def test_nothing_acts_on_anything() -> None:
    found = wiring(system_of(lambda x, k: k * 1.0, "", "k"))
    assert found.nodes == ()
    assert found.sign.shape == (0, 0)


def test_what_has_no_derivative_is_refused_by_name() -> None:
    law = lambda x, a: Term(a.graph, a.graph.unary("factorial", a.node))  # noqa: E731
    with pytest.raises(Refused, match="factorial"):
        wiring(system_of(law, "a", ""))


@pytest.mark.parametrize("path", sorted(BIOMODELS.glob("*.xml")), ids=lambda p: p.stem)
def test_jacobians_where_nothing_is_zero_have_its_signs(path: Path) -> None:
    system = build_odes(read_sbml(path.read_bytes()))
    found = wiring(system)
    place = {name: k for k, name in enumerate(found.nodes)}
    sign, unknown = found.sign.toarray(), found.unknown.toarray()
    assert not (unknown & (sign == 0)).any()
    rng = np.random.default_rng(5)
    x = (np.array(system.initial) + 0.01) * rng.uniform(0.8, 1.2, len(system.states))
    there = node_jacobian(compile_system(system, t_end=1.0), x, t=1.0)
    there = there.without_satellites()
    assert set(there.nodes.tolist()) <= set(place)
    kept = [place[name] for name in there.nodes.tolist()]
    mine, open_ = sign[np.ix_(kept, kept)], unknown[np.ix_(kept, kept)]
    theirs = np.sign(there.jacobian)
    wrong = (theirs != 0) & (theirs != mine) & ~open_
    assert not wrong.any(), np.argwhere(wrong)
    assert (np.sign(theirs) != 0).sum() >= 0.9 * np.count_nonzero(mine)
