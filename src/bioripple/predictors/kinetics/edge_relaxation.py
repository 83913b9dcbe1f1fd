"""Features of edges: where abundances would go if all processes were equally fast.

Of the abundances that a model starts from many are zero, and others are soon used up.
What becomes of them depends on rate constants that are not known; with all of them
equal to one it still tells what is made, and of how much.
"""

from collections.abc import Iterator, Sequence

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.network.tiers import AbundanceInitial
from bioripple.predictors.kinetics.edge_abundance import SHALLOW, shallow_log
from bioripple.predictors.kinetics.edge_topology import Edges, Features

TIMES = (0.3, 3.0, 30.0)  # by the rate constant
FIRST_STEP = 0.01
GROWTH = 1.05
LARGEST_STEP = 0.5


def relaxation_features(inputs: AbundanceInitial, edges: Edges) -> Features:
    """Describe edges by the abundances of their ends at some times.

    Parameters
    ----------
    inputs
        Initial abundances and structure.
    edges
        Its E edges.

    Returns
    -------
    dict
        (E,) each, in log10: the ratio of target to source, and how far either is above
        the typical initial abundance and above its own.
    """
    start = shallow_log(inputs.initial)
    typical = float(np.median(start))
    floor = SHALLOW * 10.0**typical
    found: Features = {}
    for time, abundance in zip(TIMES, relax(inputs, TIMES), strict=True):
        size = np.log10(np.maximum(abundance, floor))
        nodes = {"size": size - typical, "change": size - start}
        ends = {"ratio": size[edges.target] - size[edges.source]}
        ends |= edges.at_ends(nodes)
        found |= {f"{name}_after_{time:g}": values for name, values in ends.items()}
    return found


def relax(inputs: AbundanceInitial, times: Sequence[float]) -> Iterator[Floats]:
    """Follow the abundances when every process has a rate constant of one.

    A reaction is as fast as its scarcest substrate is abundant, a reversible one less
    so by its scarcest product, both by a factor that saturates with its most abundant
    modifier. It moves one of each of its substrates and products. Where it has no
    substrate, the typical abundance stands for it. Rate rules are left out: what they
    take away is not known.

    Parameters
    ----------
    inputs
        Initial abundances, of which the sizes count, and structure.
    times
        When to look, ascending [1 / rate constant].

    Yields
    ------
    Floats
        n abundances [model units], not negative.

    Notes
    -----
    Each step is linearly implicit in the losses, so that nothing becomes negative; it
    is a sketch and not a solution. Source: Burchard, Deleersnijder & Meister, Applied
    Numerical Mathematics 2003, whose Patankar-Euler scheme this is.
    """
    amount = np.abs(inputs.initial).astype(np.float64)
    typical = 10.0 ** float(np.median(shallow_log(inputs.initial)))
    moved = np.sign(np.where(inputs.is_rule[None, :], 0.0, inputs.stoichiometry))
    gains, losses = np.maximum(moved, 0.0), np.maximum(-moved, 0.0)
    rates = _Rates(
        inputs.modifiers, moved < 0.0, moved > 0.0, inputs.reversible, typical
    )
    now, step = 0.0, FIRST_STEP
    for time in times:
        while now < time:
            length = min(step, time - now)
            forth, back = rates.at(amount)
            made = gains @ forth + losses @ back
            lost = losses @ forth + gains @ back
            # lost / amount is the rate of loss; where nothing is left, nothing is lost
            share = np.divide(
                length * lost, amount, out=np.zeros_like(amount), where=amount > 0.0
            )
            amount = (amount + length * made) / (1.0 + share)
            now, step = now + length, min(step * GROWTH, LARGEST_STEP)
        yield amount


class _Members:
    """Nodes of each process, by (n, r) flags."""

    def __init__(self, flags: Flags) -> None:
        owner, self._node = np.nonzero(flags.T)
        self.some: Flags = np.asarray(flags.any(axis=0))
        self._start = np.flatnonzero(np.diff(owner, prepend=-1))

    def extreme(self, amount: Floats, pick: np.ufunc, none: float) -> Floats:
        """Return the least or greatest amount of each process, (r,)."""
        found = np.full(len(self.some), none)
        if len(self._node):
            found[self.some] = pick.reduceat(amount[self._node], self._start)
        return found


class _Rates:
    """What sets the pace of each process: (n, r) flags, but for `reversible`, (r,)."""

    def __init__(
        self,
        modifiers: Flags,
        substrates: Flags,
        products: Flags,
        reversible: Flags,
        typical: float,
    ) -> None:
        self._modifiers, self._substrates = _Members(modifiers), _Members(substrates)
        self._products, self._typical = _Members(products), typical
        self._reversible = reversible & self._products.some

    def at(self, amount: Floats) -> tuple[Floats, Floats]:
        """Return how fast each process runs forth and back, (r,) each."""
        modifier = self._modifiers.extreme(amount, np.maximum, 0.0)
        saturated = modifier / (modifier + self._typical)
        helped = np.where(self._modifiers.some, saturated, 1.0)
        substrate = self._substrates.extreme(amount, np.minimum, np.inf)
        product = self._products.extreme(amount, np.minimum, np.inf)
        forth = np.where(np.isfinite(substrate), substrate, self._typical)
        back = np.where(self._reversible & np.isfinite(product), product, 0.0)
        return forth * helped, back * helped
