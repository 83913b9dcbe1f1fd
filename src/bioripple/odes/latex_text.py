"""The LaTeX of one operator, from the LaTeX of what it is applied to."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum


class Level(IntEnum):
    """How tightly a text holds together: what is looser needs parentheses."""

    CASES = 0
    OR = 1
    AND = 2
    RELATION = 3
    SUM = 4  # or a leading minus
    PRODUCT = 5
    POWER = 6
    FRACTION = 7
    ATOM = 8


@dataclass(frozen=True)
class Text:
    """LaTeX, and how tightly it holds together.

    Attributes
    ----------
    latex, level
        The text, without its sign if it is negative.
    negative
        Whether a minus belongs in front; the text is then at least a product.
    condition
        Whether it says something that is true or false, rather than a number.
    """

    latex: str
    level: Level
    negative: bool = False
    condition: bool = False

    @property
    def signed(self) -> str:
        """The text with its sign."""
        return f"-{self.latex}" if self.negative else self.latex

    def within(self, least: Level) -> str:
        """Return the text, in parentheses if it is looser than `least`."""
        own = min(self.level, Level.SUM) if self.negative else self.level
        return self.signed if own >= least else rf"\left({self.signed}\right)"

    def as_number(self) -> "Text":
        """Return what is true or false as 1 or 0, in Iverson's brackets."""
        if not self.condition:
            return self
        return Text(rf"\left[{self.latex}\right]", Level.ATOM)

    def as_condition(self) -> "Text":
        """Return a number as the condition that it is not zero."""
        if self.condition:
            return self
        side = self.within(Level.SUM)
        return Text(rf"{side} \ne 0", Level.RELATION, condition=True)


UNDEFINED = r"\text{undefined}"
FUNCTIONS = {
    "ln": r"\ln",
    "sin": r"\sin",
    "cos": r"\cos",
    "tan": r"\tan",
    "asin": r"\arcsin",
    "acos": r"\arccos",
    "atan": r"\arctan",
    "sinh": r"\sinh",
    "cosh": r"\cosh",
    "tanh": r"\tanh",
    "asinh": r"\operatorname{arsinh}",
    "acosh": r"\operatorname{arcosh}",
    "atanh": r"\operatorname{artanh}",
    "min": r"\min",
    "max": r"\max",
}
ENCLOSED = {
    "sqrt": r"\sqrt{%s}",
    "abs": r"\left|%s\right|",
    "floor": r"\left\lfloor %s\right\rfloor",
    "ceil": r"\left\lceil %s\right\rceil",
}
RELATIONS = {"lt": "<", "le": r"\le", "eq": "=", "ne": r"\ne"}
JOINED = {"and": (r" \wedge ", Level.AND), "or": (r" \vee ", Level.OR)}


def name(id_: str) -> str:
    """Return an id as upright LaTeX; whatever it holds, it stays a name."""
    return rf"\mathrm{{{''.join(map(_character, id_))}}}"


def _character(character: str) -> str:
    if character.isascii() and (character.isalnum() or character == "."):
        return character
    return r"\_" if character == "_" else rf'\char"{ord(character):X}{{}}'


def number(value: float) -> Text:
    """Return a number; read back, it is the same to the last bit."""
    if math.isnan(value):
        return Text(UNDEFINED, Level.ATOM)
    negative = math.copysign(1.0, value) < 0.0
    if math.isinf(value):
        return Text(r"\infty", Level.ATOM, negative)
    mantissa, _, exponent = repr(abs(value)).removesuffix(".0").partition("e")
    if not exponent:
        return Text(mantissa, Level.ATOM, negative)
    power = f"10^{{{int(exponent)}}}"
    if mantissa == "1":
        return Text(power, Level.POWER, negative)
    return Text(rf"{mantissa} \cdot {power}", Level.PRODUCT, negative)


def negate(text: Text) -> Text:
    """Return minus a text."""
    if text.negative:
        return Text(text.latex, text.level)
    if text.level < Level.PRODUCT:
        return Text(text.within(Level.PRODUCT), Level.ATOM, negative=True)
    return Text(text.latex, text.level, negative=True)


def add(terms: Sequence[Text]) -> list[str]:
    """Return the terms of a sum with the signs between them, a positive one first."""
    numbers = sorted((term.as_number() for term in terms), key=lambda it: it.negative)
    first, *others = [term.within(Level.SUM) for term in numbers]
    return [first, *(f"- {it[1:]}" if it[0] == "-" else f"+ {it}" for it in others)]


def multiply(factors: Sequence[tuple[Text, int]]) -> Text:
    """Return a product of factors with their exponents, numbers first."""
    negative = False
    parts = []
    for factor, exponent in sorted(
        factors, key=lambda it: not it[0].latex[0].isdigit()
    ):
        factor = factor.as_number()
        if factor.negative:
            negative, factor = negative ^ bool(exponent % 2), negate(factor)
        if exponent == 1:
            parts.append(factor.within(Level.PRODUCT))
        else:
            parts.append(_raised(factor, str(exponent)))
    level = Level.POWER if len(parts) == 1 else Level.PRODUCT
    return Text(r" \cdot ".join(parts), level, negative)


def _raised(base: Text, exponent: str) -> str:
    return f"{base.within(Level.ATOM)}^{{{exponent}}}"


def apply(operator: str, arguments: Sequence[Text]) -> Text:
    """Return an operator other than a sum, a product or a choice, applied."""
    if operator == "not":
        return _not(arguments[0].as_condition())
    if operator in JOINED:
        return _join(operator, [argument.as_condition() for argument in arguments])
    numbers = [argument.as_number() for argument in arguments]
    first = numbers[0]
    if operator == "neg":
        return negate(first)
    if operator == "div":
        top, bottom = (item.signed for item in numbers)
        return Text(rf"\frac{{{top}}}{{{bottom}}}", Level.FRACTION)
    if operator == "pow":
        return Text(_raised(first, numbers[1].signed), Level.POWER)
    if operator == "exp":
        return Text(f"e^{{{first.signed}}}", Level.POWER)
    if operator == "factorial":
        return Text(f"{first.within(Level.ATOM)}!", Level.POWER)
    if operator in ENCLOSED:
        return Text(ENCLOSED[operator] % first.signed, Level.ATOM)
    if operator in RELATIONS:
        sides = f" {RELATIONS[operator]} ".join(n.within(Level.SUM) for n in numbers)
        return Text(sides, Level.RELATION, condition=True)
    listed = ", ".join(item.within(Level.SUM) for item in numbers)
    return Text(rf"{FUNCTIONS[operator]}\left({listed}\right)", Level.ATOM)


def _not(condition: Text) -> Text:
    latex = rf"\neg \left({condition.latex}\right)"
    return Text(latex, Level.ATOM, condition=True)


def _join(operator: str, conditions: Sequence[Text]) -> Text:
    sign, level = JOINED[operator]
    latex = sign.join(condition.within(Level.RELATION) for condition in conditions)
    return Text(latex, level, condition=True)


def choose(rows: Sequence[tuple[Text, Text]], otherwise: Text) -> Text:
    """Return (condition, value) rows, and the value where no condition holds."""
    lines = [
        rf"{value.as_number().signed} & \text{{if }} {condition.as_condition().latex}"
        for condition, value in rows
    ]
    last = otherwise.as_number()
    if last.latex != UNDEFINED:
        lines.append(rf"{last.signed} & \text{{otherwise}}")
    body = r" \\ ".join(lines)
    return Text(rf"\begin{{cases}} {body} \end{{cases}}", Level.CASES)
