"""What operations do with numbers: in doubles, and where doubles do not tell."""

import math
import operator
from collections.abc import Callable, Sequence

UNARY: dict[str, Callable[[float], float]] = {
    "neg": operator.neg,
    "exp": math.exp,
    "ln": math.log,
    "sqrt": math.sqrt,
    "abs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "factorial": lambda x: math.gamma(x + 1.0),
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "asin": math.asin,
    "acos": math.acos,
    "atan": math.atan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "asinh": math.asinh,
    "acosh": math.acosh,
    "atanh": math.atanh,
    "not": operator.not_,
}
BINARY: dict[str, Callable[[float, float], float]] = {
    "div": operator.truediv,
    "pow": math.pow,
    "min": min,
    "max": max,
    "lt": operator.lt,
    "le": operator.le,
    "eq": operator.eq,
    "and": lambda a, b: bool(a) and bool(b),
    "or": lambda a, b: bool(a) or bool(b),
}
RELATIONS = ("lt", "le", "eq")
# What makes of numbers in the range of doubles one that is too small for it.
SHRINKING = ("mul", "div", "pow", "exp", "factorial")
SMALLEST_NORMAL = 2.0**-1022  # smaller doubles have fewer digits
ROUND_OFF = 2.0**-51  # share of the sizes of numbers below which their sum is 0


def result_of(
    name: str, function: Callable[..., float], values: Sequence[float]
) -> float:
    """Return what an operation makes of numbers; NaN if doubles do not tell."""
    if any(map(math.isnan, values)):
        return math.nan
    try:
        result = float(function(*values))
    except (ArithmeticError, ValueError):
        return math.nan
    return math.nan if _is_too_small(name, values, result) else result


def _is_too_small(name: str, operands: Sequence[float], result: float) -> bool:
    """Say whether the result of an operation is below the normal range of doubles."""
    if name not in SHRINKING or abs(result) >= SMALLEST_NORMAL:
        return False
    return operands[0] != 0.0 and all(map(math.isfinite, operands))


def cancel(numbers: Sequence[float]) -> bool:
    """Say whether a sum is 0 but for round-off."""
    total = sum(numbers)
    if len(numbers) == 1 or not math.isfinite(total):
        return total == 0.0
    return abs(total) <= ROUND_OFF * sum(map(abs, numbers))
