"""Change SBML so that it mostly stays XML: elements move, attributes go mad."""

import random
from copy import deepcopy
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import atheris

NUMBERS = [
    "0",
    "1",
    "-1",
    "0.5",
    "1e308",
    "-1e308",
    "1e-308",
    "NaN",
    "INF",
    "-INF",
    "1e999",
    "2147483648",
    "99999999999999999999",
    "0x10",
    "1e",
    "12abc",
    "5e",
    "infinity",
    "nan(abc)",
]
NAMES = [
    "class",
    "__class__",
    "__builtins__",
    "t",
    "x",
    "inf",
    "nan",
    "time",
    "pi",
    "S1",
    "k1",
    "k2",
    "c1",
    "r1",
    "f",
    "a.b",
    "../../x",
    "avogadro",
    "lambda",
]
WORDS = [*NUMBERS, *NAMES, "", "true", "false", "é", "\u202e"]
OPERATORS = [
    "plus",
    "minus",
    "times",
    "divide",
    "power",
    "root",
    "exp",
    "ln",
    "log",
    "abs",
    "floor",
    "ceiling",
    "factorial",
    "sin",
    "tan",
    "arcsin",
    "arccosh",
    "sec",
    "arccot",
    "piecewise",
    "eq",
    "neq",
    "lt",
    "leq",
    "gt",
    "geq",
    "and",
    "or",
    "xor",
    "not",
    "min",
    "max",
    "quotient",
    "rem",
    "implies",
    "lambda",
    "csymbol",
    "ci",
    "cn",
    "sep",
    "bvar",
    "degree",
    "logbase",
    "piece",
    "otherwise",
    "semantics",
]
MOST_COPIED = 200  # elements
MATHML = "{http://www.w3.org/1998/Math/MathML}"


def mutate(data: bytes, max_size: int, seed: int) -> bytes:
    """Return a changed file, at times changed without any regard for its structure."""
    dice = random.Random(seed)
    if dice.random() < 0.1:
        return bytes(atheris.Mutate(data, max_size))
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError):
        return bytes(atheris.Mutate(data, max_size))
    for _ in range(dice.choice((1, 1, 1, 2, 3, 8))):
        elements = list(root.iter())
        dice.choice(CHANGES)(dice, dice.choice(elements), elements)
    changed = ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)
    return changed if len(changed) <= max_size else data


def _set_attribute(dice: random.Random, item: Element, others: list[Element]) -> None:
    donor = dice.choice(others)
    names = [*item.attrib, *donor.attrib] or ["id"]
    values = [*WORDS, *donor.attrib.values()]
    item.set(dice.choice(names), dice.choice(values))


def _drop_attribute(dice: random.Random, item: Element, _others: list[Element]) -> None:
    if item.attrib:
        del item.attrib[dice.choice(list(item.attrib))]


def _set_text(dice: random.Random, item: Element, others: list[Element]) -> None:
    item.text = dice.choice([*WORDS, dice.choice(others).text or ""])


def _rename(dice: random.Random, item: Element, others: list[Element]) -> None:
    if item.tag.startswith(MATHML):
        item.tag = MATHML + dice.choice(OPERATORS)
    else:
        item.tag = dice.choice(others).tag


def _copy_in(dice: random.Random, item: Element, others: list[Element]) -> None:
    donor = deepcopy(dice.choice(others))
    if sum(1 for _ in donor.iter()) < MOST_COPIED:
        item.insert(dice.randint(0, len(item)), donor)


def _drop_child(dice: random.Random, item: Element, _others: list[Element]) -> None:
    if len(item):
        item.remove(dice.choice(list(item)))


def _swap_math(dice: random.Random, item: Element, others: list[Element]) -> None:
    formulas = [other for other in others if other.tag.startswith(MATHML)]
    if formulas and len(item):
        item[dice.randrange(len(item))] = deepcopy(dice.choice(formulas))


CHANGES = (
    _set_attribute,
    _set_attribute,
    _drop_attribute,
    _set_text,
    _rename,
    _copy_in,
    _copy_in,
    _drop_child,
    _swap_math,
    _swap_math,
)
