"""Which predictor is asked, with what is known of the network beside its edges."""

from collections.abc import Mapping
from dataclasses import dataclass

from bioripple.answers.names import in_places
from bioripple.arrays import Floats
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork
from bioripple.predictors.passing import Passing
from bioripple.predictors.propagating import chosen, passing
from bioripple.vocabulary import LEARNED_WIRING


@dataclass(frozen=True, eq=False)
class Known:
    """A predictor, and what it is told.

    Attributes
    ----------
    predictor
        Its id.
    abundances : (n,), optional
        In the order of the nodes, NaN where not known; None where none are.
    """

    predictor: str
    abundances: Floats | None

    @property
    def has_abundances(self) -> bool:
        """Whether abundances are known."""
        return self.abundances is not None

    def passing(self, network: SignedNetwork) -> Passing:
        """Return what the predictor passes along the edges."""
        return passing(self.predictor, network, abundances=self.abundances)


def known(
    network: SignedNetwork, predictor: str, abundances: Mapping[str, float] | None
) -> Known:
    """Choose the predictor for a network of which abundances may be known.

    Parameters
    ----------
    network
        Who acts on whom.
    predictor
        Its id, or `auto`.
    abundances
        By id of a node; None where none are known.

    Raises
    ------
    Refused
        If the predictor takes no abundances, one is no amount or of no node.
    ValueError
        If there is no such predictor.
    """
    name = chosen(predictor, network, has_abundances=abundances is not None)
    if abundances is not None and name != LEARNED_WIRING:
        raise Refused(f"abundances: {name} takes none; {LEARNED_WIRING} does")
    return Known(name, in_places(network, abundances))
