"""How a cost grows: exponents of powers, and polynomials, by least squares."""

import math
from collections.abc import Sequence

import numpy as np

Points = Sequence[tuple[float, float]]


def exponent(points: Points) -> float | None:
    """Return p of y that grows as x^p; None of fewer than two points.

    Parameters
    ----------
    points
        x and y, both above 0.
    """
    if len(points) < 2:
        return None
    logs = [(math.log(x), math.log(y)) for x, y in points]
    x, y = ([point[axis] for point in logs] for axis in (0, 1))
    middle = sum(x) / len(x)
    top = sum((a - middle) * b for a, b in zip(x, y, strict=True))
    return top / sum((a - middle) ** 2 for a in x)


def polynomial(points: Points, degree: int) -> list[float]:
    """Return a, b, ... of a + b x + ..., none below 0, which fits best.

    Differences count in shares of y, so that small sizes weigh as much as large ones.

    Parameters
    ----------
    points
        x and y, y above 0; more than `degree` of them.
    degree
        Highest power of x.
    """
    from scipy.optimize import nnls

    x, y = np.array(points, dtype=float).T
    scale = x.max()
    columns = np.stack(
        [(x / scale) ** power / y for power in range(degree + 1)], axis=1
    )
    found, _ = nnls(columns, np.ones(len(y)))
    return [float(each / scale**power) for power, each in enumerate(found)]


def at(coefficients: Sequence[float], x: float) -> float:
    """Return a + b x + ... of the coefficients a, b, ..."""
    return sum(each * x**power for power, each in enumerate(coefficients))
