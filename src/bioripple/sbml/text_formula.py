"""Formulas that people write as text, as expressions; read by libSBML, never run."""

import re
from collections.abc import Mapping

import libsbml

from bioripple.errors import Failed, Refused
from bioripple.runtime.text import one_line
from bioripple.sbml.mathml import Translator
from bioripple.symbolic.graph import ExpressionGraph, Node
from bioripple.untrusted.numbers import check_text_formula

LONGEST = 10_000  # characters; libSBML takes nested formulas apart by recursion
SHOWN = 80
NAMES = re.compile(r"[A-Za-z_]\w*")
# What libSBML's parser takes for numbers, whatever the model calls so.
BUILT_IN = {"pi", "exponentiale", "true", "false", "infinity", "notanumber"}
BUILT_IN |= {"inf", "nan", "time"}


def read_formula(
    text: str,
    graph: ExpressionGraph,
    known: set[str],
    *,
    where: str,
    local: Mapping[str, Node] = {},
) -> Node:
    """Return a formula in infix as an expression.

    Parameters
    ----------
    text
        Such as `log10(scale * (A + 2 * pA^2))`; `log` is the natural one, and a power
        may be written `**`.
    graph
        Where the expression is made.
    known
        Ids that the formula may use.
    where
        What the formula belongs to, for messages.
    local
        Expressions that stand for names of the formula, before ids do.

    Raises
    ------
    Refused, Failed
        If it is no formula, or uses something unsupported or not defined.
    """
    if len(text) > LONGEST:
        raise Refused(f"{where}: is longer than {LONGEST} characters")
    shadowed = sorted(BUILT_IN & known & set(NAMES.findall(text)))
    if shadowed:
        raise Refused(f"{where}: {shadowed[0]!r} is a name of the model and of libSBML")
    plain = text.replace("**", "^")
    check_text_formula(plain, lambda: where)
    tree = libsbml.parseL3FormulaWithSettings(plain, _settings())
    if tree is None:
        shown = one_line(text, most=SHOWN)
        problem = one_line(libsbml.getLastParseL3Error(), most=SHOWN * 2)
        raise Failed(f"{where}: {shown!r} is no formula: {problem}")
    _check_logarithms(tree, where)
    return Translator(graph, {}, known).translate(tree, where=where, local=local)


def _settings() -> libsbml.L3ParserSettings:
    settings = libsbml.L3ParserSettings()
    settings.setParseLog(libsbml.L3P_PARSE_LOG_AS_LN)
    settings.setParseUnits(libsbml.L3P_NO_UNITS)
    settings.setParseAvogadroCsymbol(libsbml.L3P_AVOGADRO_IS_NAME)
    settings.setComparisonCaseSensitivity(libsbml.L3P_COMPARE_BUILTINS_CASE_SENSITIVE)
    return settings


def _check_logarithms(tree: libsbml.ASTNode, where: str) -> None:
    """Refuse log(a, b): whether a or b is the base, programs do not agree."""
    waiting = [tree]
    while waiting:
        item = waiting.pop()
        count = item.getNumChildren()
        if item.getType() == libsbml.AST_FUNCTION_LOG and count > 1:
            base = item.getChild(0)
            if not (base.isInteger() and base.getInteger() == 10):
                raise Refused(f"{where}: uses a logarithm with a base of its own")
        waiting.extend(item.getChild(k) for k in range(count))
