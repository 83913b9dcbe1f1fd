"""Seeds of the fuzzer: tiny models that use every construct, and real ones."""

import shutil
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "fixtures/biomodels"
LARGEST = 40_000  # bytes; a larger seed would be slow

CSYMBOL = (
    '<csymbol encoding="text" definitionURL="http://www.sbml.org/sbml/symbols/{}">'
)
TIME = CSYMBOL.format("time") + "t</csymbol>"
RATE = "<apply>" + CSYMBOL.format("rateOf") + "rateOf</csymbol><ci>S1</ci></apply>"
UNARY = [
    "abs",
    "floor",
    "ceiling",
    "factorial",
    "exp",
    "ln",
    "sin",
    "cos",
    "tan",
    "sec",
    "csc",
    "cot",
    "sinh",
    "cosh",
    "tanh",
    "sech",
    "csch",
    "coth",
    "arcsin",
    "arccos",
    "arctan",
    "arcsec",
    "arccsc",
    "arccot",
    "arcsinh",
    "arccosh",
    "arctanh",
    "arcsech",
    "arccsch",
    "arccoth",
    "not",
    "minus",
    "root",
    "log",
]
BINARY = [
    "plus",
    "minus",
    "times",
    "divide",
    "power",
    "root",
    "eq",
    "neq",
    "lt",
    "leq",
    "gt",
    "geq",
    "and",
    "or",
    "xor",
    "min",
    "max",
    "rem",
    "quotient",
    "implies",
]


def write_corpus(folder: Path) -> None:
    """Fill a folder with seeds; inputs that are there already are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in FIXTURES.glob("*.xml"):
        if path.stat().st_size <= LARGEST:
            shutil.copyfile(path, folder / path.name)
    formulas = {name: f"<apply><{name}/><ci>S1</ci></apply>" for name in UNARY}
    formulas |= {
        f"{name}2": f"<apply><{name}/><ci>S1</ci><ci>k1</ci></apply>" for name in BINARY
    }
    formulas["piecewise"] = (
        "<piecewise><piece><ci>k1</ci><apply><lt/><ci>S1</ci><cn>0.5</cn></apply>"
        f"</piece><otherwise>{TIME}</otherwise></piecewise>"
    )
    formulas["call"] = "<apply><ci>f</ci><ci>S1</ci><ci>k2</ci></apply>"
    formulas["rate"] = RATE
    formulas["numbers"] = (
        '<apply><plus/><cn type="integer">3</cn><cn type="rational">1<sep/>3</cn>'
        '<cn type="e-notation">1<sep/>-3</cn><pi/><infinity/><true/></apply>'
    )
    for name, formula in formulas.items():
        (folder / f"{name}.xml").write_text(level_3(formula), encoding="utf-8")
    (folder / "level1.xml").write_text(LEVEL_1, encoding="utf-8")


def level_3(formula: str) -> str:
    """Return a small model of level 3 that uses most elements."""

    def math(content: str) -> str:
        return f'<math xmlns="http://www.w3.org/1998/Math/MathML">{content}</math>'

    product = "<apply><times/><ci>x</ci><ci>y</ci></apply>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<sbml xmlns="http://www.sbml.org/sbml/level3/version2/core" level="3" '
        'version="2"><model id="m" conversionFactor="k2"><listOfFunctionDefinitions>'
        '<functionDefinition id="f">'
        + math(
            f"<lambda><bvar><ci>x</ci></bvar><bvar><ci>y</ci></bvar>{product}</lambda>"
        )
        + "</functionDefinition></listOfFunctionDefinitions>"
        '<listOfCompartments><compartment id="c1" size="2" spatialDimensions="3" '
        'constant="false"/></listOfCompartments><listOfSpecies>'
        + "".join(
            f'<species id="{name}" compartment="c1" initialConcentration="1" '
            'hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/>'
            for name in ("S1", "S2", "S3")
        )
        + '</listOfSpecies><listOfParameters><parameter id="k1" value="2" '
        'constant="true"/><parameter id="k2" value="1" constant="true"/>'
        '<parameter id="p1" constant="false"/><parameter id="p2" value="0" '
        'constant="false"/></listOfParameters><listOfInitialAssignments>'
        f'<initialAssignment symbol="S2">{math("<ci>k1</ci>")}</initialAssignment>'
        "</listOfInitialAssignments><listOfRules>"
        f'<assignmentRule variable="p1">{math("<ci>S2</ci>")}</assignmentRule>'
        f'<rateRule variable="p2">{math(formula)}</rateRule>'
        f'<rateRule variable="c1">{math("<cn>1</cn>")}</rateRule>'
        '</listOfRules><listOfReactions><reaction id="r1" reversible="false">'
        '<listOfReactants><speciesReference id="n1" species="S1" stoichiometry="2" '
        'constant="true"/></listOfReactants><listOfProducts><speciesReference '
        'species="S2" stoichiometry="1" constant="true"/></listOfProducts>'
        f"<kineticLaw>{math(formula)}<listOfLocalParameters><localParameter id='k1' "
        'value="3"/></listOfLocalParameters></kineticLaw></reaction></listOfReactions>'
        "</model></sbml>"
    )


LEVEL_1 = (
    '<?xml version="1.0" encoding="UTF-8"?><sbml '
    'xmlns="http://www.sbml.org/sbml/level1" level="1" version="2"><model name="m">'
    '<listOfCompartments><compartment name="c1" volume="1"/></listOfCompartments>'
    '<listOfSpecies><species name="S1" compartment="c1" initialAmount="1"/>'
    "</listOfSpecies>"
    '<listOfParameters><parameter name="k1" value="2"/><parameter name="p1"/>'
    '</listOfParameters><listOfRules><parameterRule name="p1" '
    'formula="S1^2 + exp(-k1)"/></listOfRules><listOfReactions><reaction name="r1">'
    '<listOfReactants><speciesReference species="S1" stoichiometry="1" '
    'denominator="2"/></listOfReactants><kineticLaw formula="k1*S1*p1/(1+S1)"/>'
    "</reaction></listOfReactions></model></sbml>"
)
