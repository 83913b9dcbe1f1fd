"""Normalised-Hill models made from a signed topology, and their linear responses.

After Kraeutler, Soltis & Saucerman, BMC Systems Biology 2010. Every link has the same
default parameters there, which is what makes the model a function of the topology.
"""

import numpy as np

from bioripple.arrays import Floats, Signs
from bioripple.network.influence import reachable, without_decay

EC50 = 0.5  # activity at which an activation is half of its largest [dimensionless]
EXPONENT = 1.4
START = 0.5
STEPS = 2000
STEP = 0.1  # share of the way to the value aimed at that a node goes in a step
SETTLED = 1e-9

_FACTOR = (EC50**EXPONENT - 1.0) / (2.0 * EC50**EXPONENT - 1.0)
_OFFSET = _FACTOR - 1.0  # K^n of the normalised Hill function


def activation(y: Floats) -> tuple[Floats, Floats]:
    """Return the normalised Hill function and its slope.

    Parameters
    ----------
    y
        Activities between 0 and 1; the function is 0 at 0, 1/2 at EC50 and 1 at 1.

    Returns
    -------
    tuple of Floats
        Both of the shape of `y`.
    """
    power = y**EXPONENT
    value = _FACTOR * power / (_OFFSET + power)
    slope = (
        _FACTOR * EXPONENT * y ** (EXPONENT - 1.0) * _OFFSET / (_OFFSET + power) ** 2
    )
    return value, slope


def hill_response(sign: Signs) -> Floats:
    """Return the responses of a normalised-Hill model with default parameters.

    Parameters
    ----------
    sign
        n × n signed adjacency matrix, `[i, j]` = sign of the edge j -> i.

    Returns
    -------
    Floats
        n × n, each column divided by its diagonal entry, 0 where j cannot reach i.

    Notes
    -----
    ẏ = F(y) - y, with F_i = [1 - Π(1 - f(y_k))] Π(1 - f(y_l)) over activators k and
    inhibitors l, the first bracket 1 where there is no activator. The responses are the
    columns of (I - ∂F/∂y)⁻¹ at the state that the model comes to from y = 1/2, or is at
    after `STEPS` steps if it does not settle. Self-inhibition stands for decay, which
    the model has anyway. Where the inverse does not exist, by rounding or because the
    state is a bifurcation, the pseudo-inverse is taken.
    """
    n = len(sign)
    others = without_decay(sign)
    y = np.full(n, START)
    for _ in range(STEPS):
        step = STEP * (aims(others, y) - y)
        y = y + step
        if np.abs(step).max(initial=0.0) < SETTLED:
            break
    response = np.linalg.pinv(np.eye(n) - aim_slopes(others, y))
    itself = np.diagonal(response)
    scale = np.where(np.abs(itself) > SETTLED, itself, 1.0)
    return np.where(reachable(sign), response / scale, 0.0)


def aims(sign: Signs, y: Floats) -> Floats:
    """Return F(y), shape (n,): what each node's activity goes to."""
    drive, freedom = _brackets(*_silences(sign, activation(y)[0]), sign)
    return drive * freedom


def aim_slopes(sign: Signs, y: Floats) -> Floats:
    """Return ∂F_i/∂y_j, shape (n, n)."""
    value, slope = activation(y)
    not_activated, not_inhibited = _silences(sign, value)
    drive, freedom = _brackets(not_activated, not_inhibited, sign)
    slopes = np.where(sign > 0, _others(not_activated) * freedom[:, None], 0.0)
    slopes -= np.where(sign < 0, _others(not_inhibited) * drive[:, None], 0.0)
    return slopes * slope


def _silences(sign: Signs, value: Floats) -> tuple[Floats, Floats]:
    """Return a factor 1 - f for each activation and each inhibition, else 1."""
    return (
        np.where(sign > 0, 1.0 - value, 1.0),
        np.where(sign < 0, 1.0 - value, 1.0),
    )


def _brackets(
    not_activated: Floats, not_inhibited: Floats, sign: Signs
) -> tuple[Floats, Floats]:
    has_activator = (sign > 0).any(axis=1)
    drive = np.where(has_activator, 1.0 - not_activated.prod(axis=1), 1.0)
    return drive, not_inhibited.prod(axis=1)


def _others(factors: Floats) -> Floats:
    """Return the product of all other factors of the row, for each of them."""
    zero = factors == 0.0
    count = zero.sum(axis=1, keepdims=True)
    product = np.where(zero, 1.0, factors).prod(axis=1, keepdims=True)
    without = product / np.where(zero, 1.0, factors)
    return np.where(count - zero > 0, 0.0, without)
