"""Numbers of a plainly written SBML file, those that libSBML surely reads alike."""

import math
import re

from bioripple.sbml.unusual import Unusual
from bioripple.symbolic.arithmetic import SMALLEST_NORMAL
from bioripple.untrusted.numbers import DECIMAL, INTEGER, SPACE

NOT_ZERO = re.compile("[-+]?[0.]*[1-9]")
MOST_DIGITS = 9  # of an integer that surely has no more than 32 bits


def real(spelled: str) -> float:
    """Return a number that is written in decimal digits, and not too small or large."""
    if DECIMAL.fullmatch(spelled) is None:
        raise Unusual
    value = float(spelled)
    if not math.isfinite(value) or (
        abs(value) < SMALLEST_NORMAL and NOT_ZERO.match(spelled)
    ):
        raise Unusual
    return value


def integer(spelled: str) -> int:
    """Return a whole number of 32 bits."""
    if INTEGER.fullmatch(spelled) is None or len(spelled) > MOST_DIGITS:
        raise Unusual
    return int(spelled)


def value_of(kind: str, text: str | None, power: str | None) -> float:
    """Return the number of a `cn` element.

    Parameters
    ----------
    kind
        Its type.
    text
        What is in it.
    power
        What follows in it after a `sep`; None if it has none.

    Raises
    ------
    Unusual
        If it is no number, or one of a rare kind.
    """
    spelled = (text or "").strip(SPACE)
    if kind == "e-notation" and power is not None:
        digits, _, own = repr(real(spelled)).partition("e")
        return real(f"{digits}e{int(own or 0) + integer(power.strip(SPACE))}")
    if power is not None:
        raise Unusual
    if kind == "integer":
        return float(integer(spelled))
    if kind == "real":
        return real(spelled)
    raise Unusual
