"""Which entries of a Jacobian count."""

import numpy as np

from bioripple.arrays import Flags, Floats
from bioripple.dynamics import links as library
from bioripple.network.listed import ListedMatrix

ALL = np.ones((2, 2), dtype=np.bool_)


def links(jacobian: Floats, *, state: Floats, certain: Flags) -> Flags:
    """Ask of all entries of a matrix, the zeros among them."""
    n = len(jacobian)
    rows, columns = (part.ravel() for part in np.indices((n, n)))
    matrix = ListedMatrix(rows, columns, jacobian.ravel(), n)
    found = library.links(matrix, state=state, certain=certain.ravel())
    return found.reshape(n, n)


def test_what_the_largest_term_of_its_row_drowns_is_no_link() -> None:
    jacobian = np.array([[-1.0, 1e-40], [1e-10, -1e-30]])
    found = links(jacobian, state=np.array([2.0, 3.0]), certain=ALL)
    assert found.tolist() == [[True, False], [True, False]]


def test_a_row_of_small_entries_has_its_links() -> None:
    jacobian = np.array([[-1.0, 0.0], [1e-40, -1e-41]])
    found = links(jacobian, state=np.array([2.0, 3.0]), certain=ALL)
    assert found.tolist() == [[True, False], [True, True]]


def test_a_species_of_zero_and_a_trace_act_as_if_they_were_there() -> None:
    # node 1 is absent, or all but used up; what it does to node 0 is real
    jacobian = np.array([[-1e3, 1e-9], [0.0, -1.0]])
    for rest in (0.0, 1e-30, -1e-25, np.nan):
        found = links(jacobian, state=np.array([1e3, rest]), certain=ALL)
        assert found.tolist() == [[True, True], [False, True]]
    found = links(jacobian, state=np.zeros(2), certain=ALL)
    assert found.tolist() == [[True, True], [False, True]]


def test_the_rule_does_not_hang_on_the_unit_of_the_states_or_of_time() -> None:
    rng = np.random.default_rng(0)
    jacobian = rng.normal(size=(9, 9)) * 10.0 ** rng.uniform(-25, 5, (9, 9))
    state = 10.0 ** rng.uniform(-3, 3, 9)
    certain = np.ones((9, 9), dtype=np.bool_)
    found = links(jacobian, state=state, certain=certain)
    assert 0 < found.sum() < 81
    for factor in (1e-9, 1e6):
        scaled = links(jacobian, state=factor * state, certain=certain)
        assert np.array_equal(scaled, found)
        scaled = links(factor * jacobian, state=state, certain=certain)
        assert np.array_equal(scaled, found)


def test_an_open_sign_and_a_zero_are_no_links() -> None:
    jacobian = np.array([[-1.0, 1e-9], [2e-9, 0.0]])
    certain = np.array([[True, False], [True, True]])
    found = links(jacobian, state=np.ones(2), certain=certain)
    assert found.tolist() == [[True, False], [True, False]]
