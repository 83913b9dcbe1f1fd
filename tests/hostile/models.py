"""Small SBML models into which the tests put something hostile."""

CORE = "http://www.sbml.org/sbml/level3/version2/core"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
SYMBOL = '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/'
TIME = f'{SYMBOL}time">t</csymbol>'


def level_3(
    *,
    law: str = "<ci>s</ci>",
    species: str = "",
    parameters: str = "",
    functions: str = "",
    initial: str = "",
    rules: str = "",
    reactions: str = "",
) -> str:
    """Return a model in which `s` decays from 1 in a compartment `c` of size 1."""
    return (
        f'{DECLARATION}<sbml xmlns="{CORE}" level="3" version="2"><model id="m">'
        f"{listed('FunctionDefinitions', functions)}"
        '<listOfCompartments><compartment id="c" spatialDimensions="3" size="1" '
        'constant="true"/></listOfCompartments>'
        '<listOfSpecies><species id="s" compartment="c" initialAmount="1" '
        'hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>'
        f"{species}</listOfSpecies>"
        '<listOfParameters><parameter id="k" value="1" constant="true"/>'
        f"{parameters}</listOfParameters>"
        f"{listed('InitialAssignments', initial)}{listed('Rules', rules)}"
        f"{listed('Reactions', reactions or reaction(law))}</model></sbml>"
    )


def listed(kind: str, content: str) -> str:
    return f"<listOf{kind}>{content}</listOf{kind}>" if content else ""


def math(content: str) -> str:
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{content}</math>'


def reaction(
    law: str, *, reactant: str = "s", local: str = "", times: str = "1"
) -> str:
    locals_ = listed("LocalParameters", local)
    return (
        '<reaction id="r" reversible="false"><listOfReactants>'
        f'<speciesReference species="{reactant}" stoichiometry="{times}" '
        'constant="true"/></listOfReactants>'
        f"<kineticLaw>{math(law)}{locals_}</kineticLaw></reaction>"
    )


def rule(variable: str, formula: str, *, kind: str = "assignment") -> str:
    return f'<{kind}Rule variable="{variable}">{math(formula)}</{kind}Rule>'


def starts(symbol: str, formula: str) -> str:
    return f'<initialAssignment symbol="{symbol}">{math(formula)}</initialAssignment>'


def parameter(name: str, *, value: str = "1") -> str:
    return f'<parameter id="{name}" value="{value}" constant="false"/>'


def another_species(name: str) -> str:
    return (
        f'<species id="{name}" compartment="c" initialAmount="1" constant="false" '
        'hasOnlySubstanceUnits="false" boundaryCondition="true"/>'
    )


def function(name: str, body: str, *arguments: str) -> str:
    bound = "".join(f"<bvar><ci>{item}</ci></bvar>" for item in arguments)
    formula = math(f"<lambda>{bound}{body}</lambda>")
    return f'<functionDefinition id="{name}">{formula}</functionDefinition>'


def apply(operator: str, *arguments: str) -> str:
    """Return an operator or, where it is no element, a call of a function."""
    head = operator if operator.startswith("<") else f"<ci>{operator}</ci>"
    return f"<apply>{head}{''.join(arguments)}</apply>"


def rate_of(name: str) -> str:
    return apply(f'{SYMBOL}rateOf">rateOf</csymbol>', f"<ci>{name}</ci>")


def level_1(formula: str, *, rules: str = "", denominator: str = "1") -> str:
    """Return a model of level 1, whose formulas are text."""
    return (
        f'{DECLARATION}<sbml xmlns="http://www.sbml.org/sbml/level1" level="1" '
        'version="2"><model name="m"><listOfCompartments><compartment name="c" '
        'volume="1"/></listOfCompartments><listOfSpecies><species name="s" '
        'compartment="c" initialAmount="1"/></listOfSpecies><listOfParameters>'
        f'<parameter name="k" value="2"/></listOfParameters>{listed("Rules", rules)}'
        '<listOfReactions><reaction name="r"><listOfReactants><speciesReference '
        f'species="s" denominator="{denominator}"/></listOfReactants>'
        f'<kineticLaw formula="{formula}"/></reaction></listOfReactions></model></sbml>'
    )
