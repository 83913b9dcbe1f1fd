"""Printed equations: sympy gets names and numbers, never text to parse."""

from pathlib import Path

import pytest
import sympy

from bioripple.compiled import compile_function
from bioripple.expressions import ExpressionGraph
from bioripple.latex import equations, to_sympy
from bioripple.odes import build_odes
from bioripple.sbml import read_sbml

BIOMODELS = Path(__file__).parents[1] / "fixtures/biomodels"


@pytest.mark.parametrize("model", ["BIOMD0000000168", "BIOMD0000000009"])
def test_sympy_computes_what_the_compiled_system_computes(model: str) -> None:
    system = build_odes(read_sbml((BIOMODELS / f"{model}.xml").read_bytes()))
    graph = system.graph
    names = [*system.states, *system.constants]
    values = [*system.initial, *system.constants.values()]
    compiled = compile_function(graph, system.rates, names)(0.0, values)
    numbers = {
        sympy.Symbol(name): value for name, value in zip(names, values, strict=True)
    }
    printed = [float(to_sympy(graph, rate).subs(numbers)) for rate in system.rates]
    assert printed == pytest.approx(compiled, rel=1e-12, abs=1e-15)


def test_equations_have_a_line_for_each_state_and_rule() -> None:
    system = build_odes(read_sbml((BIOMODELS / "BIOMD0000000168.xml").read_bytes()))
    text = equations(system)
    assert text.count(r"\frac{d}{dt}") == len(system.states) == 5
    assert r"\mathrm{E2F\_1} &= - \mathrm{RS\_1} + \mathrm{theta\_1}" in text


def test_a_hostile_name_is_a_symbol_and_no_code() -> None:
    graph = ExpressionGraph()
    hostile = "__import__('os').system('false')"
    node = graph.add([graph.symbol(hostile), graph.one])
    assert to_sympy(graph, node) == sympy.Symbol(hostile) + 1
