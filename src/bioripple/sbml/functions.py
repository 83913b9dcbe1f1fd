"""The function definitions of an SBML model, and what they stand for."""

import math

import libsbml

from bioripple.sbml.findings import Survey
from bioripple.sbml.mathml import FunctionDefinition


def read_functions(
    raw: libsbml.Model, found: Survey
) -> tuple[dict[str, FunctionDefinition], list[str]]:
    """Read the function definitions that have a formula.

    Parameters
    ----------
    raw
        The model.
    found
        Holds what annotations say of functions.

    Returns
    -------
    dict
        The functions by id.
    list of str
        Warnings of annotations that are not heeded.

    Notes
    -----
    COPASI writes `rateOf(a) = NaN` where the level of SBML has no word for a rate of
    change, and says in an annotation what it means. An annotation is heeded only where
    the formula says nothing.
    """
    functions, warnings = {}, []
    for item in raw.getListOfFunctionDefinitions():
        body = item.getBody() if item.isSetMath() else None
        if body is None:
            continue
        names = (item.getArgument(k).getName() for k in range(item.getNumArguments()))
        stand_in = found.stand_ins.get(item.getId())
        says_nothing = _is_not_a_number(body)
        if stand_in and not says_nothing:
            warnings.append(
                f"line {stand_in.line}: <functionDefinition> {item.getId()!r}: stands "
                f"for {stand_in.definition[:80]!r} by its annotation; its formula is "
                "used"
            )
        functions[item.getId()] = FunctionDefinition(
            arguments=tuple(names),
            body=body,
            stands_for=stand_in.definition if stand_in and says_nothing else "",
        )
    return functions, warnings


def _is_not_a_number(body: libsbml.ASTNode) -> bool:
    return body.getType() == libsbml.AST_REAL and math.isnan(body.getValue())
