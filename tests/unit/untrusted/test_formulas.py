"""The content model of MathML: what has no place in a formula is never dropped."""

import math

import pytest

from bioripple.errors import Failed, Refused
from bioripple.odes.system import build_odes, evaluate
from bioripple.sbml.reader import read_sbml
from bioripple.untrusted.formulas import MATHML, MAX_TERMS
from tests.hostile.models import SYMBOL, TIME, apply, function, level_3, parameter, rule

S = "<ci>s</ci>"
K = "<ci>k</ci>"
DEGREE = "<degree><cn>3</cn></degree>"
BASE = "<logbase><cn>2</cn></logbase>"
PIECE = f"<piece><cn>1</cn>{apply('<lt/>', S, '<cn>9</cn>')}</piece>"
OTHERWISE = "<otherwise><cn>5</cn></otherwise>"


def value(formula: str) -> float:
    """Return what a formula says at s = 1 and k = 1."""
    content = level_3(parameters=parameter("y"), rules=rule("y", formula))
    system = build_odes(read_sbml(content.encode()))
    names = [*system.states, *system.constants]
    values = [*system.initial, *system.constants.values()]
    return evaluate(system.graph, [system.assigned["y"]], names, values)[0]


def piecewise(*parts: str) -> str:
    return f"<piecewise>{''.join(parts)}</piecewise>"


def symbol(name: str, *, encoding: str = ' encoding="text"') -> str:
    url = f"http://www.sbml.org/sbml/symbols/{name}"
    return f'<csymbol{encoding} definitionURL="{url}">x</csymbol>'


MALFORMED = {
    # numbers
    "a foreign element in a number": "<cn>1<foo/>2</cn>",
    "an element in a number": "<cn>1<ci>k</ci></cn>",
    "sep in a real": "<cn>1<sep/>2</cn>",
    "three parts": '<cn type="rational">1<sep/>2<sep/>3</cn>',
    "one part": '<cn type="e-notation">1</cn>',
    "an empty part": '<cn type="e-notation">1<sep/></cn>',
    "half an exponent": "<cn>5e</cn>",
    "two numbers": "<cn>1 2</cn>",
    "infinity as text": "<cn>INF</cn>",
    "nan as text": "<cn>nan(abc)</cn>",
    "sep outside of a number": f"<apply><plus/>{S}<sep/>{K}</apply>",
    # text
    "text before": f"2{S}",
    "text within": f"<apply><times/>2{S}</apply>",
    "text in an operator": f"<apply><plus>3</plus>{S}</apply>",
    "text in a constant": "<pi>3</pi>",
    "text in piecewise": piecewise("2", PIECE),
    "two names": "<ci>s k</ci>",
    "no name": "<ci> </ci>",
    "an element in a name": f"<ci>s{K}</ci>",
    # piecewise
    "two otherwise": piecewise(PIECE, OTHERWISE, OTHERWISE),
    "otherwise first": piecewise(OTHERWISE, PIECE),
    "otherwise between": piecewise(PIECE, OTHERWISE, PIECE),
    "a piece of one": piecewise("<piece><cn>1</cn></piece>"),
    "a piece of three": piecewise(PIECE.replace("</piece>", "<true/></piece>")),
    "an empty piece": piecewise("<piece/>"),
    "an empty otherwise": piecewise(PIECE, "<otherwise/>"),
    "an otherwise of two": piecewise(PIECE, f"<otherwise>{S}{K}</otherwise>"),
    "a bare value": piecewise(PIECE, S),
    "a piece outside": f"<apply><plus/>{S}{PIECE}</apply>",
    # apply
    "an empty apply": "<apply/>",
    "two operators": f"<apply><plus/><times/>{S}</apply>",
    "an operator last": f"<apply><plus/>{S}<minus/></apply>",
    "an operator alone": "<plus/>",
    "an element in an operator": f"<apply><plus>{K}</plus>{S}</apply>",
    "a number for an operator": f"<apply><cn>3</cn>{S}</apply>",
    "a constant for an operator": f"<apply><pi/>{S}</apply>",
    "an apply for an operator": f"<apply>{apply('<plus/>', S)}{S}</apply>",
    "bvar in an operator": f"<apply><plus/><bvar>{K}</bvar>{S}</apply>",
    "an element in a constant": f"<true>{S}</true>",
    # qualifiers
    "degree after": f"<apply><root/>{S}{DEGREE}</apply>",
    "two degrees": f"<apply><root/>{DEGREE}{DEGREE}{S}</apply>",
    "degree of a product": f"<apply><times/>{DEGREE}{S}</apply>",
    "an empty degree": f"<apply><root/><degree/>{S}</apply>",
    "a degree of two": f"<apply><root/><degree>{S}{K}</degree>{S}</apply>",
    "logbase after": f"<apply><log/>{S}{BASE}</apply>",
    "two bases": f"<apply><log/>{BASE}{BASE}{S}</apply>",
    "logbase of ln": f"<apply><ln/>{BASE}{S}</apply>",
    "degree of log": f"<apply><log/>{DEGREE}{S}</apply>",
    # numbers of arguments
    "log of two": apply("<log/>", S, K),
    "root of two": apply("<root/>", S, K),
    "sine of two": apply("<sin/>", S, K),
    "quotient of three": apply("<divide/>", S, K, S),
    "power of one": apply("<power/>", S),
    "minus of none": apply("<minus/>"),
    "minus of three": apply("<minus/>", S, K, S),
    "maximum of none": apply("<max/>"),
    # symbols
    "another encoding": symbol("time", encoding=' encoding="MathML"'),
    "no address": '<csymbol encoding="text">s</csymbol>',
    "time as a function": apply(symbol("time"), S),
    "a delay without arguments": symbol("delay"),
    "a delay of one": apply(symbol("delay"), S),
    "rateOf without arguments": symbol("rateOf"),
    "rateOf of two": apply(symbol("rateOf"), S, K),
    "a name with an address": f'<ci definitionURL="{MATHML}">s</ci>',
    "an operator with an address": apply('<plus definitionURL="urn:my"/>', S),
    "an operator with an encoding": apply('<plus encoding="text"/>', S),
    "a type of an operator": apply('<plus type="integer"/>', S),
    "an odd attribute of a number": '<cn definitionURL="urn:my">1</cn>',
    # the whole
    "two formulas": f"{S}{K}",
    "no formula": "",
    "a lambda": f"<lambda><bvar>{S}</bvar>{S}</lambda>",
    "a foreign number": '<cn xmlns="urn:my">3</cn>',
    "a number of no namespace": '<cn xmlns="">3</cn>',
    "a foreign prefix": f'<apply xmlns:q="urn:q"><q:plus/>{S}</apply>',
    "empty semantics": "<semantics/>",
    "semantics of two": f"<semantics>{S}{K}</semantics>",
    "semantics for an operator": f"<apply><semantics><plus/></semantics>{S}</apply>",
}


@pytest.mark.parametrize("kind", MALFORMED)
def test_what_has_no_place_fails_and_is_told_where(kind: str) -> None:
    with pytest.raises(Failed, match=r"^line 2: rule for 'y'"):
        value(MALFORMED[kind])


@pytest.mark.parametrize(
    ("law", "what"),
    [
        (apply("<foo/>", S), "<foo>"),
        (apply("<sum/>", S), "<sum>"),
        (f"<vector>{S}</vector>", "<vector>"),
        (f"<declare>{S}</declare>", "<declare>"),
        ('<cn type="complex-polar">1<sep/>2</cn>', "'complex-polar'"),
        ('<cn type="integer" base="16">10</cn>', "another base"),
        ('<cn type="integer">4294967297</cn>', "32 bits"),
        (f'<cn type="integer">{"9" * 5000}</cn>', "32 bits"),
        (symbol("foo"), "'foo'"),
        (apply(symbol("distrib/normal"), S, K), "'distrib/normal'"),
        (apply(symbol("delay"), S, K), "a delay"),
    ],
)
def test_what_is_not_supported_is_refused_by_name(law: str, what: str) -> None:
    with pytest.raises(Refused, match=f"rule for 'y'.*{what}"):
        value(law)


@pytest.mark.parametrize(
    ("law", "expected"),
    [
        ("<cn> 12.5 </cn>", 12.5),
        ("<cn>1<!-- no gap -->2</cn>", 12.0),
        ("<cn>&#49;<![CDATA[2]]></cn>", 12.0),
        ('<cn type="rational"> 7 <sep/> 2 </cn>', 3.5),
        ('<cn type="e-notation"> 2.5 <sep/> +1 </cn>', 25.0),
        ('<cn type="e-notation"> 1000000 <sep/> -325 </cn>', 1e-319),
        ('<cn type="e-notation"> 123456789 <sep/> -318 </cn>', 1.23456789e-310),
        ('<cn type="e-notation"> 1e-320 <sep/> 300 </cn>', 1e-20),
        ('<cn type="e-notation"> 1e300 <sep/> -290 </cn>', 1e10),
        ('<cn type="e-notation"> 6.1 <sep/> -5 </cn>', 6.1e-5),
        ('<cn type="integer"> -007 </cn>', -7.0),
        (f'<cn type="integer">{"0" * 5000}7</cn>', 7.0),
        ("<cn>.5e1</cn>", 5.0),
        ("<cn>5.</cn>", 5.0),
        (apply("<root/>", DEGREE, "<cn>27</cn>"), 3.0),
        (apply("<log/>", BASE, "<cn>8</cn>"), 3.0),
        (apply("<log/>", "<cn>1000</cn>"), 3.0),
        (piecewise(PIECE, OTHERWISE), 1.0),
        (piecewise(PIECE, PIECE), 1.0),
        (piecewise(OTHERWISE), 5.0),
        (apply("<plus/>"), 0.0),
        (apply("<times/>"), 1.0),
        (apply("<and/>"), 1.0),
        (apply("<minus/>", S), -1.0),
        ("<pi/>", math.pi),
        ("<exponentiale />", math.e),
        (TIME, 0.0),
        (symbol("avogadro"), 6.02214179e23),
        (f'{SYMBOL}avogadro"/>', 6.02214179e23),
        (apply("<plus/>", f'{SYMBOL}time"/>', S), 1.0),
        (apply("<plus/>", f'{SYMBOL}time"></csymbol>', S), 1.0),
        (symbol("time", encoding=""), 0.0),
        ('<ci type="real">s</ci>', 1.0),
        ('<cn sbml:units="mole" xmlns:sbml="urn:x">2</cn>', 2.0),
        (apply('<plus id="a" class="b" style="c"/>', S, K), 2.0),
        (f"<semantics>{S}<annotation encoding='x'>3<b/></annotation></semantics>", 1.0),
        (
            f"<semantics>{S}<annotation-xml><plus/>{K}</annotation-xml></semantics>",
            1.0,
        ),
        (f"<semantics><semantics>{K}</semantics></semantics>", 1.0),
        (f'<m:apply xmlns:m="{MATHML}"><m:plus/><m:ci>s</m:ci></m:apply>', 1.0),
    ],
)
def test_a_sound_formula_is_read_as_it_is_written(law: str, expected: float) -> None:
    assert value(law) == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize(
    "body",
    [
        f"<lambda>{S}<bvar>{S}</bvar></lambda>",
        f"<lambda><bvar>{S}</bvar></lambda>",
        f"<lambda><bvar>{S}</bvar>{S}{S}</lambda>",
        f"<lambda><bvar>{S}{K}</bvar>{S}</lambda>",
        f"<lambda><bvar/>{S}</lambda>",
        f"<lambda><bvar>{apply('<plus/>', S)}</bvar>{S}</lambda>",
        f"<lambda><bvar>{S}<degree>{S}</degree></bvar>{S}</lambda>",
        f"<lambda><lambda>{S}</lambda></lambda>",
        S,
        apply("<plus/>", S),
        "",
    ],
)
def test_a_function_is_one_lambda(body: str) -> None:
    written = function("f", "<ci>s</ci>", "s")
    begin, end = written.index("<lambda>"), written.index("</math>")
    content = level_3(functions=written[:begin] + body + written[end:])
    with pytest.raises(Failed, match=r"line 2: function 'f'"):
        read_sbml(content.encode())


def test_a_lambda_may_be_within_semantics() -> None:
    written = function("f", apply("<times/>", "<cn>3</cn>", "<ci>x</ci>"), "x")
    written = written.replace("<lambda>", "<semantics><lambda>")
    written = written.replace("</lambda>", "</lambda></semantics>")
    content = level_3(functions=written, law=apply("f", S))
    system = build_odes(read_sbml(content.encode()))
    assert evaluate(system.graph, system.rates, ["s", "c"], [2.0, 1.0]) == [-6.0]


def test_terms_are_bounded() -> None:
    with pytest.raises(Refused, match=f"more than {MAX_TERMS} terms"):
        value(apply("<plus/>", S * (MAX_TERMS + 1)))
