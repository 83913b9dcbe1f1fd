"""Print a model's equations with sympy, which only ever sees names made here.

`python -m bioripple.latex MODEL.xml` prints the differential equations as LaTeX.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sympy

from bioripple.expressions import ExpressionGraph, Node
from bioripple.odes import OdeSystem, build_odes
from bioripple.sbml import read_sbml
from bioripple.xml_guard import check_xml

Build = Callable[..., Any]

OPERATORS: dict[str, Build] = {
    "add": sympy.Add,
    "mul": sympy.Mul,
    "div": lambda a, b: a / b,
    "pow": sympy.Pow,
    "neg": lambda a: -a,
    "ln": sympy.log,
    "abs": sympy.Abs,
    "ceil": sympy.ceiling,
    "min": sympy.Min,
    "max": sympy.Max,
    "lt": sympy.Lt,
    "le": sympy.Le,
    "eq": sympy.Eq,
    "and": sympy.And,
    "or": sympy.Or,
    "not": sympy.Not,
    "if": lambda condition, a, b: sympy.Piecewise((a, condition), (b, True)),
}


def to_sympy(graph: ExpressionGraph, node: Node) -> Any:
    """Return an expression as a sympy expression; sympy parses no text of the model.

    Parameters
    ----------
    graph, node
        The expression.

    Returns
    -------
    sympy.Expr
        Its symbols have the ids of the model as names; time is `t`.
    """
    found: dict[Node, Any] = {}
    for item in graph.reachable([node]):
        name = graph.operators[item]
        if name == "const":
            found[item] = _number(graph.arguments[item][0])
        elif name == "symbol":
            found[item] = sympy.Symbol(graph.arguments[item][0])
        elif name == "time":
            found[item] = sympy.Symbol("t")
        else:
            build = OPERATORS.get(name) or getattr(sympy, name)
            found[item] = build(*(found[child] for child in graph.children(item)))
    return found[node]


def equations(system: OdeSystem) -> str:
    """Return the differential equations of a system as a LaTeX `aligned` block.

    Parameters
    ----------
    system
        The equations; quantities under assignment rules are put in.
    """
    lines = [
        rf"\frac{{d}}{{dt}}{_name(name)} &= {_latex(system.graph, rate)}"
        for name, rate in zip(system.states, system.rates, strict=True)
    ]
    lines += [
        rf"{_name(name)} &= {_latex(system.graph, formula)}"
        for name, formula in system.assigned.items()
    ]
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _latex(graph: ExpressionGraph, node: Node) -> str:
    expression = to_sympy(graph, node)
    names = {symbol: _name(symbol.name) for symbol in expression.free_symbols}
    return str(sympy.latex(expression, symbol_names=names))


def _name(name: str) -> str:
    """Return an id as upright LaTeX text; ids of a model may hold anything."""
    safe = "".join(
        character
        if character.isalnum() or character == "."
        else rf"\char`\{character}"
        if character != "_"
        else r"\_"
        for character in name
    )
    return rf"\mathrm{{{safe}}}"


def _number(value: float) -> Any:
    if value.is_integer() and abs(value) < 1e15:
        return sympy.Integer(int(value))
    return (
        sympy.Float(repr(value)) if abs(value) != float("inf") else sympy.Float(value)
    )


def main() -> None:
    """Print the equations of the SBML file that the command line names."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("sbml", type=Path, help="the model")
    content = parser.parse_args().sbml.read_bytes()
    check_xml(content)
    print(equations(build_odes(read_sbml(content))))


if __name__ == "__main__":
    main()
