"""Conserved sums against what is known of small networks."""

import numpy as np

from bioripple import read_sbml
from bioripple.dynamics.sums import conserved_sums, gross_rates
from bioripple.network.within import within_sums
from bioripple.odes.initial_values import evaluate
from bioripple.odes.system import OdeSystem
from bioripple.symbolic.graph import ExpressionGraph
from tests.support import kinetic_models as models
from tests.support.sbml_text import compartment, document, reaction, species


def binding(*, size: float) -> OdeSystem:
    """E + S ⇌ X in C, X → Y in a compartment of another size."""
    return read_sbml(
        document(
            compartment("C"),
            compartment("D", size),
            species("E", "C", initialConcentration=1),
            species("S", initialConcentration=2),
            species("X", initialConcentration=0),
            species("Y", "D", initialConcentration=0),
            reaction(
                "on",
                "3 * E * S - 0.1 * X",
                reactants=("E", "2 S"),
                products=("X",),
            ),
            reaction("move", "0.7 * X", reactants=("X",), products=("Y",)),
        )
    )


def test_sums_hold_in_amounts_whatever_the_sizes_of_compartments() -> None:
    size = 3.0
    found = conserved_sums(binding(size=size))
    # E + X + size Y, and S + 2 X + 2 size Y, in concentrations
    known = np.array([[1, 0, 1, size], [0, 1, 2, 2 * size]])
    assert found.shape == (2, 4)
    assert np.linalg.matrix_rank(np.vstack([found, known]), tol=1e-9) == 2
    assert (found == 1.0).any(axis=1).all()


def test_moves_within_the_sums_change_none() -> None:
    found = conserved_sums(binding(size=0.3))
    free, within = within_sums(found, np.array([1e-6, 1.0, 1e3, 0.1]))
    assert np.allclose(found @ within, 0.0, atol=1e-14)
    assert 0 in free and 2 not in free  # the small one moves, the large one follows


def test_nothing_is_conserved_where_all_is_made_and_lost() -> None:
    assert conserved_sums(models.chain()).shape == (0, 2)


def test_traffic_adds_up_what_a_rate_subtracts() -> None:
    graph = ExpressionGraph()
    a, b = graph.symbol("a"), graph.symbol("b")
    rate = graph.divide(graph.subtract(a, b), graph.constant(-2.0))
    (size,) = gross_rates(graph, [rate])
    assert evaluate(graph, [size], ["a", "b"], [3.0, 3.0]) == [3.0]
