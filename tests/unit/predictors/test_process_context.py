"""How edges come about, by hand, and what is passed along them before any training."""

import numpy as np
import pytest
from scipy.sparse import csr_array
from scipy.special import expit

from bioripple.network.processes import Processes
from bioripple.predictors.passing_weights import (
    DECAY_START,
    LEAST_FLOW,
    MOST_PASSED,
    READING_START,
    STRUCTURE,
    Weights,
    shapes,
    shares,
)
from bioripple.predictors.process_context import (
    ProcessContext,
    process_context,
    process_feature_names,
)
from tests.support.signed_networks import drawn, drawn_processes

# a + e -> 2 b + e, and back; b -> ; c takes over from b, by no process
A, B, E, C = range(4)
CHANGES = np.zeros((4, 3))
CHANGES[[A, B], 0], CHANGES[B, 1], CHANGES[E, 2] = [-1.0, 2.0], -1.0, 1.0
READS = np.zeros((4, 3), dtype=bool)
READS[[A, B, E], 0] = READS[B, 1] = True
SIGN = np.zeros((4, 4), dtype=np.int8)
SIGN[A, [A, B, E]], SIGN[B, [A, B, E]], SIGN[C, B] = [-1, 1, -1], [1, -1, 1], 1
BEHIND = Processes(
    csr_array(CHANGES),
    csr_array(READS),
    np.zeros(3, dtype=bool),
    np.array([True, False, False]),
)


def untrained() -> Weights:
    """Weights of which the last layers are 0."""
    made = {
        name: np.zeros(shape, np.float32)
        for name, shape in shapes(STRUCTURE, 4).items()
    }
    return made | {n: v + 1 for n, v in made.items() if n.endswith("spread")}


def terms(context: ProcessContext) -> set[tuple[int, int, int]]:
    """Source, target and sign of each term."""
    n = len(context.nodes)
    target = np.append(context.target, np.arange(n))[context.term_edge]
    source = np.append(context.source, np.arange(n))[context.term_edge]
    ends = zip(
        source.tolist(), target.tolist(), context.term_sign.tolist(), strict=True
    )
    return set(ends)


def test_terms_are_of_who_reads_and_changes() -> None:
    found = process_context(csr_array(SIGN), BEHIND)
    assert terms(found) == {
        (A, A, -1),
        (A, B, 1),
        (B, A, 1),
        (B, B, -1),
        (E, A, -1),
        (E, B, 1),
        (B, C, 1),
    }
    assert len(found.term_edge) == 8  # b acts on itself by two processes
    assert len(found.changes) == 5 and len(found.readings) == 5


def test_features_are_of_processes_and_nodes() -> None:
    found = process_context(csr_array(SIGN), BEHIND)
    for part, names in process_feature_names().items():
        assert getattr(found, f"{part}s").shape[1] == len(names)
    names = process_feature_names()["reading"]
    rows = [dict(zip(names, row.tolist(), strict=True)) for row in found.readings]
    by_b, by_e = rows[1], rows[2]  # of the first process, by its nodes
    assert (by_b["is_product"], by_e["is_modifier"]) == (1, 1)
    assert by_b["reversible"] == 1 and by_b["is_rule"] == 0
    for name, count in (("substrates", 1), ("products", 1), ("read", 3)):
        assert by_b[name] == pytest.approx(np.log1p(count))
    assert by_b["modifiers"] == pytest.approx(np.log1p(1))


def test_what_is_passed_before_training_is_known_by_hand() -> None:
    found = shares(untrained(), process_context(csr_array(SIGN), BEHIND)).toarray()
    felt, decay = expit(READING_START), np.exp(DECAY_START)
    # of a all that uses it up is the one reaction
    a = felt / (decay + felt)
    row = np.array([0.0, a, -a * 1.0, 0.0])
    row *= np.minimum(MOST_PASSED / np.abs(row).sum(), 1.0)
    np.testing.assert_allclose(found[A, [A, B, E, C]], row)
    # b is made by one process, which it hinders, and used up by another
    b = felt / (decay + 2 * felt)
    np.testing.assert_allclose(found[B, [A, E]], [b, b])
    np.testing.assert_allclose(found[C, B], MOST_PASSED)
    assert not found[E].any()


def test_terms_that_cancel_leave_an_edge_of_its_sign() -> None:
    """s is made and used up by processes that both read r."""
    changes = np.array([[1.0, -1.0], [0.0, 0.0]])
    both = Processes(
        csr_array(changes),
        csr_array(np.array([[False, True], [True, True]])),
        np.zeros(2, dtype=bool),
        np.zeros(2, dtype=bool),
    )
    sign = csr_array(np.array([[-1, 1], [0, 0]], dtype=np.int8))
    found = shares(untrained(), process_context(sign, both))
    assert 0 < found[0, 1] <= MOST_PASSED
    assert found[0, 1] >= LEAST_FLOW


@pytest.mark.parametrize("seed", range(3))
def test_names_and_order_of_nodes_do_not_matter(seed: int) -> None:
    rng = np.random.default_rng(seed)
    network = drawn(20, 3.0, seed)
    behind = drawn_processes(network.sign, seed=seed)
    weights = {
        name: rng.normal(size=value.shape).astype(np.float32)
        for name, value in untrained().items()
    }
    weights |= {n: np.abs(v) + 1 for n, v in weights.items() if n.endswith("spread")}
    order, turn = rng.permutation(20), rng.permutation(behind.changes.shape[1])
    one = shares(weights, process_context(network.sign, behind)).toarray()
    moved = Processes(
        csr_array(behind.changes.toarray()[order][:, turn]),
        csr_array(behind.reads.toarray()[order][:, turn]),
        behind.is_rule[turn],
        behind.reversible[turn],
    )
    sign = csr_array(network.sign.toarray()[np.ix_(order, order)])
    two = shares(weights, process_context(sign, moved)).toarray()
    np.testing.assert_allclose(two, one[np.ix_(order, order)], rtol=1e-3, atol=1e-9)


def test_processes_explain_only_edges_that_are_there() -> None:
    network = drawn(25, 4.0, 0)
    behind = drawn_processes(network.sign)
    kept = network.sign.toarray()
    kept[np.random.default_rng(1).random(kept.shape) < 0.3] = 0
    found = shares(untrained(), process_context(csr_array(kept), behind)).toarray()
    np.fill_diagonal(kept, 0)
    assert (np.sign(found) == kept).all()


@pytest.mark.parametrize("n", [0, 3])
def test_nothing_acts_on_anything(n: int) -> None:
    nothing = np.zeros(0, dtype=bool)
    none = Processes(
        csr_array(np.zeros((n, 0))), csr_array(np.zeros((n, 0), bool)), nothing, nothing
    )
    sign = csr_array(np.zeros((n, n), dtype=np.int8))
    assert shares(untrained(), process_context(sign, none)).nnz == 0
