"""Arithmetic with exponents without bounds and any number of bits, by operator."""

from collections.abc import Callable
from typing import Any

from mpmath import libmp

Wide = Any  # mpmath's raw number: a tuple of sign, mantissa, exponent and bits
Operation = Callable[..., Wide]  # of the bits of the result, then the operands

DOUBLE = 53  # bits of a double's mantissa
LOWEST, HIGHEST = -1021, 1024  # bits before the point of a normal double
HUGE = 64  # bits before the point beyond which a function is taken at infinity

ZERO, ONE, NAN = libmp.fzero, libmp.fone, libmp.fnan
INFINITY, MINUS_INFINITY = libmp.finf, libmp.fninf
NEAREST = libmp.round_nearest


def is_finite(value: Wide) -> bool:
    """Say whether a number is neither infinite nor NaN."""
    return value not in (NAN, INFINITY, MINUS_INFINITY)


def _truth(holds: bool) -> Wide:
    return ONE if holds else ZERO


def _double(value: Wide) -> Wide:
    """Return a number with the mantissa of a double, as the integrator compares it."""
    return libmp.mpf_pos(value, DOUBLE, NEAREST)


def in_range(value: Wide) -> Wide:
    """Return what a double makes of a number that has as many digits."""
    magnitude = value[2] + value[3]
    if not value[1] or LOWEST <= magnitude <= HIGHEST:
        return value
    return libmp.from_float(libmp.to_float(value))


def _divide(bits: int, numerator: Wide, denominator: Wide) -> Wide:
    if denominator != ZERO:
        return libmp.mpf_div(numerator, denominator, bits, NEAREST)
    if numerator in (ZERO, NAN):
        return NAN
    return MINUS_INFINITY if libmp.mpf_sign(numerator) < 0 else INFINITY


def _power(bits: int, base: Wide, exponent: Wide) -> Wide:
    if exponent == ZERO or base == ONE:
        return ONE
    if base == ZERO:
        return INFINITY if libmp.mpf_sign(exponent) < 0 else ZERO
    if is_finite(exponent) and is_finite(base) and exponent[2] + exponent[3] > HUGE:
        return _huge_power(base, exponent)
    return libmp.mpf_pow(base, exponent, bits, NEAREST)


def _huge_power(base: Wide, exponent: Wide) -> Wide:
    """Return a power to a number that is larger than any that digits can follow.

    Such a number is even: a double of so many bits before the point is whole.
    """
    size = libmp.mpf_abs(base)
    if size == ONE:
        return ONE
    grows = libmp.mpf_gt(size, ONE) == (libmp.mpf_sign(exponent) > 0)
    return INFINITY if grows else ZERO


def _function(function: Callable[[Wide, int, str], Wide]) -> Operation:
    """Return an operation that is bounded, has no value or no bounds for huge numbers.

    There it is what it is at infinity; else mpmath would need as many digits.
    """

    def apply(bits: int, value: Wide) -> Wide:
        if is_finite(value) and value[2] + value[3] > HUGE:
            value = MINUS_INFINITY if value[0] else INFINITY
        return function(value, bits, NEAREST)

    return apply


def _plain(function: Callable[[Wide, int, str], Wide]) -> Operation:
    """Return an operation that is as quick for huge numbers as for small ones."""
    return lambda bits, value: function(value, bits, NEAREST)


def _whole(function: Callable[[Wide], Wide]) -> Operation:
    return lambda bits, value: function(_double(value))


def _relation(function: Callable[[Wide, Wide], bool]) -> Operation:
    return lambda bits, left, right: _truth(function(_double(left), _double(right)))


def _pick(first_if: Callable[[Wide, Wide], bool]) -> Operation:
    """Return an operation that picks one of two numbers, the other beside a NaN."""

    def pick(bits: int, left: Wide, right: Wide) -> Wide:
        if NAN in (left, right):
            return right if left == NAN else left
        return left if first_if(left, right) else right

    return pick


def _factorial(bits: int, value: Wide) -> Wide:
    shifted = libmp.mpf_add(value, ONE, bits, NEAREST)
    return _function(libmp.mpf_gamma)(bits, shifted)


def _choose(bits: int, condition: Wide, if_true: Wide, if_false: Wide) -> Wide:
    return if_false if condition == ZERO else if_true


# Of every operator but `add`, which `WideFunction` watches.
OPERATIONS: dict[str, Operation] = {
    "mul": lambda bits, left, right: libmp.mpf_mul(left, right, bits, NEAREST),
    "div": _divide,
    "pow": _power,
    "if": _choose,
    "neg": _plain(libmp.mpf_neg),
    "abs": _plain(libmp.mpf_abs),
    "sqrt": _plain(libmp.mpf_sqrt),
    "ln": _plain(libmp.mpf_log),
    "atan": _plain(libmp.mpf_atan),
    "asinh": _plain(libmp.mpf_asinh),
    "acosh": _plain(libmp.mpf_acosh),
    "floor": _whole(libmp.mpf_floor),
    "ceil": _whole(libmp.mpf_ceil),
    "factorial": _factorial,
    "lt": _relation(libmp.mpf_lt),
    "le": _relation(libmp.mpf_le),
    "eq": _relation(libmp.mpf_eq),
    "min": _pick(libmp.mpf_le),
    "max": _pick(libmp.mpf_ge),
    "not": lambda bits, value: _truth(value == ZERO),
    "and": lambda bits, left, right: _truth(ZERO not in (left, right)),
    "or": lambda bits, left, right: _truth((left, right) != (ZERO, ZERO)),
    **{
        name: _function(getattr(libmp, f"mpf_{name}"))
        for name in (
            *("exp", "sin", "cos", "tan", "asin", "acos"),
            *("sinh", "cosh", "tanh", "atanh"),
        )
    },
}
