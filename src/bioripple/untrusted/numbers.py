"""What is a number in SBML: in an attribute, in MathML and in a formula of level 1.

libSBML reads as far as it can and keeps quiet: `12abc` becomes 12, `0x10` 16 or 0,
`infinity` an infinity, and an integer of more than 32 bits another one. So every number
of a file is held against these patterns before libSBML reads it.
"""

import re
from collections.abc import Callable, Sequence

from bioripple.errors import Failed, Refused

LARGEST_INTEGER = 2**31 - 1
INTEGER = re.compile(r"[-+]?[0-9]+")
DECIMAL = re.compile(r"[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
# XML Schema has words for what is no decimal number; MathML has elements instead.
DOUBLE = re.compile(f"(?:{DECIMAL.pattern}|-?INF|NaN)")
BOOLEAN = re.compile("true|false|1|0")
# Numbers and names in a formula of level 1; 12abc is one odd number, k1 a name.
IN_TEXT = re.compile(r"[A-Za-z_]\w*|\.?[0-9](?:[eE][-+](?=[0-9])|[\w.])*")
MAX_FORMULA = 100_000  # characters
LARGEST_IN_TEXT = 2**63 - 1
SPACE = " \t\r\n"  # what XML takes for white space

# The parts that a number of each kind has; a `cn` element has `sep` between them.
KINDS: dict[str, tuple[re.Pattern[str], ...]] = {
    "double": (DOUBLE,),
    "boolean": (BOOLEAN,),
    "integer": (INTEGER,),
    "real": (DECIMAL,),
    "e-notation": (DECIMAL, INTEGER),
    "rational": (INTEGER, INTEGER),
}


def _is_one(pattern: re.Pattern[str], part: str) -> bool:
    return pattern.fullmatch(part) is not None


def check_number(kind: str, parts: Sequence[str], where: Callable[[], str]) -> None:
    """Make sure that a text is a number of its kind, and one that libSBML can hold.

    Parameters
    ----------
    kind
        A key of `KINDS`.
    parts
        The text, cut at the `sep` elements where there may be any.
    where
        Called for what has this value, where something is wrong.

    Raises
    ------
    Failed
        If it is no number of this kind.
    Refused
        If the kind is not supported, or an integer has more than 32 bits.
    """
    patterns = KINDS.get(kind)
    if patterns is None:
        raise Refused(f"{where()}: a number of type {kind[:40]!r} is not supported")
    parts = [part.strip(SPACE) for part in parts]
    if len(parts) != len(patterns) or not all(map(_is_one, patterns, parts)):
        expected = "true or false" if kind == "boolean" else f"a number of type {kind}"
        raise Failed(f"{where()}: {_shown(parts)} is not {expected}")
    for part, pattern in zip(parts, patterns, strict=True):
        if pattern is INTEGER and not _fits(part.lstrip("+-"), LARGEST_INTEGER):
            raise Refused(f"{where()}: {_shown(parts)} needs more than 32 bits")


def check_text_formula(formula: str, where: Callable[[], str]) -> None:
    """Make sure that a formula of level 1 is of sane size and its numbers are numbers.

    Parameters
    ----------
    formula
        Text such as `k1*S1/(Km + S1)`; whether it is a formula is for libSBML to say.
    where
        Called for what has this formula, where something is wrong.

    Raises
    ------
    Failed
        If something that begins as a number is none.
    Refused
        If the formula is longer than `MAX_FORMULA`, or an integer needs more than 64
        bits.
    """
    if len(formula) > MAX_FORMULA:
        raise Refused(f"{where()}: a formula is longer than {MAX_FORMULA} characters")
    for token in IN_TEXT.findall(formula):
        if token[0] in ".0123456789":
            check_number("real", (token,), where)
            if token.isdigit() and not _fits(token, LARGEST_IN_TEXT):
                raise Refused(f"{where()}: {token[:40]!r} needs more than 64 bits")


def _fits(digits: str, largest: int) -> bool:
    digits = digits.lstrip("0")  # Python reads no more than some thousand digits
    return len(digits) < 20 and int(digits or "0") <= largest


def _shown(parts: Sequence[str]) -> str:
    return repr(" <sep/> ".join(parts)[:40])
