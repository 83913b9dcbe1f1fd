"""Tiers of information: what a predictor may know of a model, and nothing else.

Each tier is a type that holds its arrays only. A predictor says which tier it needs and
is handed an object of exactly that type. No tier holds a name, a kinetic parameter or
the size of a Jacobian entry. n is the number of nodes, r that of processes.

A subclass knows what its base knows, and more. `Wiring` stands by itself: its signs are
not those of a state, and are none that a higher tier could hand down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from bioripple.arrays import Flags, Floats, Signs

Tier = Literal[
    "wiring",
    "topology",
    "structure",
    "abundance_initial",
    "abundance_state",
    "abundance_both",
]


@dataclass(frozen=True, eq=False)
class Network:
    """Who acts on whom. Not a tier: it does not say how the signs are known.

    Attributes
    ----------
    sign : (n, n) int8
        `[i, j]` = sign of the effect of node j on the rate of node i.
    """

    sign: Signs

    @property
    def size(self) -> int:
        """Number of nodes."""
        return len(self.sign)


@dataclass(frozen=True, eq=False)
class Wiring(Network):
    """The signs that the equations have whatever the state: `odes.wiring`."""


@dataclass(frozen=True, eq=False)
class Topology(Network):
    """The signs of the Jacobian at the state.

    They tell also of the state: what nothing is there of acts on nothing that needs it.
    """


@dataclass(frozen=True, eq=False)
class Structure(Topology):
    """And who takes part in what.

    A process is a reaction that changes a node, or the rate rule of a node, which
    counts as a reaction that makes one of it.

    Attributes
    ----------
    stoichiometry : (n, r) float64
        Net change of the amount of a node per event of a process; negative: substrate,
        positive: product.
    reads : (n, r) bool
        Whether the rate law of the process depends on the node; a node that is read and
        not changed is a modifier.
    is_rule : (r,) bool
        Whether the process is a rate rule.
    reversible : (r,) bool
        Whether the reaction is marked reversible; False for a rule.
    assigned_reads : (n, n) bool
        `[i, j]`: node i is given by a formula that reads node j.
    moieties : (m, n) float64
        Conserved sums of amounts; see `network.moieties.conserved_moieties`.
    """

    stoichiometry: Floats
    reads: Flags
    is_rule: Flags
    reversible: Flags
    assigned_reads: Flags
    moieties: Floats

    @property
    def modifiers(self) -> Flags:
        """(n, r): whether the process is read off the node and leaves it as it is."""
        untouched: Flags = np.equal(self.stoichiometry, 0.0)
        return self.reads & untouched


@dataclass(frozen=True, eq=False)
class AbundanceInitial(Structure):
    """And the abundances that the model starts from.

    Attributes
    ----------
    initial : (n,) float64
        x(0) of each node [model units].
    """

    initial: Floats


@dataclass(frozen=True, eq=False)
class AbundanceState(Structure):
    """And the abundances at the time of the perturbation, whatever they were before.

    Attributes
    ----------
    state : (n,) float64
        x(t_end) of each node [model units].
    """

    state: Floats


@dataclass(frozen=True, eq=False)
class AbundanceBoth(AbundanceInitial, AbundanceState):
    """And both: how far they have come in t_end tells of the kinetics, too."""


TIERS: dict[Tier, type[Network]] = {
    "wiring": Wiring,
    "topology": Topology,
    "structure": Structure,
    "abundance_initial": AbundanceInitial,
    "abundance_state": AbundanceState,
    "abundance_both": AbundanceBoth,
}
TIER_ORDER: tuple[Tier, ...] = tuple(TIERS)
# What a model has otherwise at rest than at the horizon, and what files call the rest.
OF_STATE = ("sign", "state")
REST = "rest"
Known = TypeVar("Known", bound=Network)


def restrict(everything: Network, known: type[Known]) -> Known:
    """Return what a tier holds of all that is known.

    Parameters
    ----------
    everything
        The inputs of a tier that knows as much, or more.
    known
        The type of a tier.

    Returns
    -------
    Known
        An object of exactly that type, with copies of its arrays that cannot be
        written to.

    Raises
    ------
    TypeError
        If not all is known that the tier holds.
    """
    if not isinstance(everything, known):
        raise TypeError(
            f"{type(everything).__name__} does not hold what {known.__name__} holds"
        )
    arrays = {}
    for item in fields(known):
        array = np.array(getattr(everything, item.name))
        array.setflags(write=False)
        arrays[item.name] = array
    return known(**arrays)


def predict_within(
    predict: Callable[[Known], Floats],
    everything: Network,
    known: type[Known],
) -> Floats:
    """Run a predictor on no more than its tier.

    Parameters
    ----------
    predict
        Takes the inputs of its tier, returns n × n responses.
    everything
        The inputs of a tier that knows as much, or more.
    known
        The type of the predictor's tier.
    """
    return predict(restrict(everything, known))


def write_keys(
    model: str, inputs: AbundanceBoth, at_rest: AbundanceBoth | None = None
) -> dict[str, NDArray[Any]]:
    """Return a model's arrays by the names that `read_inputs` looks for.

    Parameters
    ----------
    model
        Its id.
    inputs
        What is known of it at the horizon.
    at_rest
        The same at rest, of the same nodes; what differs there has names of its own.
    """
    found = {f"{model}/{f.name}": getattr(inputs, f.name) for f in fields(inputs)}
    if at_rest is not None:
        found |= {f"{model}/{REST}/{name}": getattr(at_rest, name) for name in OF_STATE}
    return found


def read_inputs(
    archive: Mapping[str, NDArray[Any]],
    model: str,
    known: type[Known],
    *,
    at_rest: bool = False,
) -> Known:
    """Read the inputs of one model in one tier; others are not touched.

    Parameters
    ----------
    archive
        Arrays named `{model}/{field}`, such as an open npz file.
    model
        Id of a model in it.
    known
        The type of the tier.
    at_rest
        Whether those of the model at rest are wanted; see `has_rest`.
    """
    there = dict.fromkeys(OF_STATE, f"{model}/{REST}") if at_rest else {}
    place = {f.name: there.get(f.name, model) for f in fields(known)}
    return known(**{name: archive[f"{at}/{name}"] for name, at in place.items()})


def has_rest(archive: Mapping[str, NDArray[Any]], model: str) -> bool:
    """Return whether an archive has what is known of a model at rest."""
    return f"{model}/{REST}/{OF_STATE[0]}" in archive


def models_of(names: Mapping[str, Any]) -> list[str]:
    """Return the ids of the models in an archive, sorted."""
    found = [name.partition("/") for name in names]
    return sorted(model for model, _, field in found if field == "sign")
