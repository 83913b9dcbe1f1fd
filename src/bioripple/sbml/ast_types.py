"""What libSBML's types of nodes in a formula stand for."""

import math

import libsbml

from bioripple.sbml.operators import BUILDERS, Build

NUMBERS = {
    libsbml.AST_INTEGER,
    libsbml.AST_REAL,
    libsbml.AST_REAL_E,
    libsbml.AST_RATIONAL,
    libsbml.AST_NAME_AVOGADRO,
}
CONSTANTS = {
    libsbml.AST_CONSTANT_E: math.e,
    libsbml.AST_CONSTANT_PI: math.pi,
    libsbml.AST_CONSTANT_TRUE: 1.0,
    libsbml.AST_CONSTANT_FALSE: 0.0,
}
UNSUPPORTED = {libsbml.AST_FUNCTION_DELAY: "a delay"}
# What becomes of those that have arguments.
OPERATORS: dict[int, Build] = {
    libsbml.AST_PLUS: BUILDERS["plus"],
    libsbml.AST_MINUS: BUILDERS["minus"],
    libsbml.AST_TIMES: BUILDERS["times"],
    libsbml.AST_DIVIDE: BUILDERS["divide"],
    libsbml.AST_POWER: BUILDERS["power"],
    libsbml.AST_FUNCTION_POWER: BUILDERS["power"],
    libsbml.AST_FUNCTION_ROOT: BUILDERS["root"],
    libsbml.AST_FUNCTION_LOG: BUILDERS["log"],
    libsbml.AST_FUNCTION_ABS: BUILDERS["abs"],
    libsbml.AST_FUNCTION_CEILING: BUILDERS["ceiling"],
    libsbml.AST_FUNCTION_EXP: BUILDERS["exp"],
    libsbml.AST_FUNCTION_FACTORIAL: BUILDERS["factorial"],
    libsbml.AST_FUNCTION_FLOOR: BUILDERS["floor"],
    libsbml.AST_FUNCTION_LN: BUILDERS["ln"],
    libsbml.AST_FUNCTION_SIN: BUILDERS["sin"],
    libsbml.AST_FUNCTION_COS: BUILDERS["cos"],
    libsbml.AST_FUNCTION_TAN: BUILDERS["tan"],
    libsbml.AST_FUNCTION_SEC: BUILDERS["sec"],
    libsbml.AST_FUNCTION_CSC: BUILDERS["csc"],
    libsbml.AST_FUNCTION_COT: BUILDERS["cot"],
    libsbml.AST_FUNCTION_SINH: BUILDERS["sinh"],
    libsbml.AST_FUNCTION_COSH: BUILDERS["cosh"],
    libsbml.AST_FUNCTION_TANH: BUILDERS["tanh"],
    libsbml.AST_FUNCTION_SECH: BUILDERS["sech"],
    libsbml.AST_FUNCTION_CSCH: BUILDERS["csch"],
    libsbml.AST_FUNCTION_COTH: BUILDERS["coth"],
    libsbml.AST_FUNCTION_ARCSIN: BUILDERS["arcsin"],
    libsbml.AST_FUNCTION_ARCCOS: BUILDERS["arccos"],
    libsbml.AST_FUNCTION_ARCTAN: BUILDERS["arctan"],
    libsbml.AST_FUNCTION_ARCSEC: BUILDERS["arcsec"],
    libsbml.AST_FUNCTION_ARCCSC: BUILDERS["arccsc"],
    libsbml.AST_FUNCTION_ARCCOT: BUILDERS["arccot"],
    libsbml.AST_FUNCTION_ARCSINH: BUILDERS["arcsinh"],
    libsbml.AST_FUNCTION_ARCCOSH: BUILDERS["arccosh"],
    libsbml.AST_FUNCTION_ARCTANH: BUILDERS["arctanh"],
    libsbml.AST_FUNCTION_ARCSECH: BUILDERS["arcsech"],
    libsbml.AST_FUNCTION_ARCCSCH: BUILDERS["arccsch"],
    libsbml.AST_FUNCTION_ARCCOTH: BUILDERS["arccoth"],
    libsbml.AST_FUNCTION_PIECEWISE: BUILDERS["piecewise"],
    libsbml.AST_FUNCTION_MAX: BUILDERS["max"],
    libsbml.AST_FUNCTION_MIN: BUILDERS["min"],
    libsbml.AST_FUNCTION_QUOTIENT: BUILDERS["quotient"],
    libsbml.AST_FUNCTION_REM: BUILDERS["rem"],
    libsbml.AST_RELATIONAL_EQ: BUILDERS["eq"],
    libsbml.AST_RELATIONAL_NEQ: BUILDERS["neq"],
    libsbml.AST_RELATIONAL_LT: BUILDERS["lt"],
    libsbml.AST_RELATIONAL_LEQ: BUILDERS["leq"],
    libsbml.AST_RELATIONAL_GT: BUILDERS["gt"],
    libsbml.AST_RELATIONAL_GEQ: BUILDERS["geq"],
    libsbml.AST_LOGICAL_AND: BUILDERS["and"],
    libsbml.AST_LOGICAL_OR: BUILDERS["or"],
    libsbml.AST_LOGICAL_XOR: BUILDERS["xor"],
    libsbml.AST_LOGICAL_NOT: BUILDERS["not"],
    libsbml.AST_LOGICAL_IMPLIES: BUILDERS["implies"],
}
