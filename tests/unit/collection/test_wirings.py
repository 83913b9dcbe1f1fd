"""The wiring beside the topology: of one model at many states, by both of its steps."""

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from bioripple.collection.predictor_inputs import tier_inputs
from bioripple.collection.wirings import wiring_on_nodes
from bioripple.face.models import jacobian, simulate
from bioripple.network.listed import to_file
from bioripple.network.tiers import AbundanceBoth, Wiring
from bioripple.odes.arrays import to_arrays
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import compartment, document, parameter, reaction, species


def known_of(
    *, e: float = 0.5, s: float = 2.0, k: float = 1.0
) -> tuple[list[str], Wiring, AbundanceBoth]:
    """Return nodes and tiers of E, which turns S to P while it is lost, at t = 1."""
    text = document(
        compartment("C"),
        species("S", initialConcentration=s),
        species("E", initialConcentration=e),
        species("P", initialConcentration=0.25),
        parameter("k", k, constant=True),
        reaction("make", "k*E*S/(1+S)", reactants=("S",), products=("P",)),
        reaction("back", "k*P", reactants=("P",), products=("S",)),
        reaction("lose", "k*E", reactants=("E",)),
    )
    system = build_odes(read_sbml(text))
    arrays = {name: np.asarray(each) for name, each in to_arrays(system).items()}
    found = jacobian(simulate(system, t=1.0))
    listed = {
        name: np.asarray(x) for name, x in to_file("jacobian", found.links).items()
    }
    network: dict[str, NDArray[Any]] = {
        "nodes": found.nodes,
        "state": found.state,
        **listed,
    }
    wiring = Wiring(wiring_on_nodes(arrays, network)["sign"])
    return found.nodes.tolist(), wiring, tier_inputs(arrays, network)


USUAL = known_of()


def test_the_wiring_is_the_topology_where_nothing_is_zero() -> None:
    nodes, wiring, known = USUAL
    assert nodes == ["S", "E", "P"]
    assert wiring.sign.tolist() == [[-1, -1, 1], [0, -1, 0], [1, 1, -1]]
    assert np.array_equal(wiring.sign, known.sign)


@pytest.mark.parametrize("change", [{"e": 7.0}, {"s": 1e-3}, {"k": 0.2}, {"k": 30.0}])
def test_values_do_not_change_the_wiring(change: dict[str, float]) -> None:
    _, wiring, known = known_of(**change)
    assert np.array_equal(wiring.sign, USUAL[1].sign)
    assert not np.array_equal(known.state, USUAL[2].state)


def test_where_nothing_is_there_the_topology_loses_links_and_the_wiring_none() -> None:
    nodes, wiring, known = known_of(e=0.0)
    assert nodes == USUAL[0]
    assert np.array_equal(wiring.sign, USUAL[1].sign)
    lost = (wiring.sign != 0) & (known.sign == 0)
    ends = {(nodes[source], nodes[target]) for target, source in np.argwhere(lost)}
    assert ends == {("S", "S"), ("S", "P")}
    kept = known.sign != 0
    assert np.array_equal(known.sign[kept], wiring.sign[kept])
