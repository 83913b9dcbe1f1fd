"""What is said of edges, by tier: by hand, and under changes that must not matter."""

from dataclasses import replace

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.network.tiers import (
    TIER_ORDER,
    AbundanceBoth,
    Structure,
    Tier,
    Topology,
    restrict,
)
from bioripple.predictors.kinetics.edge_abundance import (
    deep_log,
    extents,
    shallow_log,
)
from bioripple.predictors.kinetics.edge_features import EdgeTable, edge_table
from bioripple.predictors.kinetics.edge_structure import (
    conservation,
    find_terms,
    node_kind,
)
from bioripple.predictors.kinetics.edge_topology import find_edges
from tests.support.kinetic_networks import known_to, permuted, random_kinetics

INPUTS, _ = random_kinetics(8, seed=3)
# 1 + 2 -> 3 (helped by 4), 3 -> ; 1 and 2 are used up by each other's reaction
SIGN = np.array([[-1, -1, 0, -1], [-1, -1, 0, -1], [1, 1, -1, 1], [0, 0, 0, 0]])
STOICHIOMETRY = np.array([[-1.0, 0.0], [-1.0, 0.0], [1.0, -1.0], [0.0, 0.0]])
READS = np.array([[1, 0], [1, 0], [0, 1], [1, 0]], dtype=bool)
ABUNDANCE = np.array([1.0, 10.0, 100.0, 1000.0])


def by_hand(state: Floats = ABUNDANCE) -> AbundanceBoth:
    return AbundanceBoth(
        sign=SIGN.astype(np.int8),
        stoichiometry=STOICHIOMETRY,
        reads=READS,
        is_rule=np.zeros(2, dtype=bool),
        reversible=np.array([False, True]),
        assigned_reads=np.zeros((4, 4), dtype=bool),
        moieties=np.array([[1.0, -1.0, 0.0, 0.0], [0.0, 0.0, 0.0, 1.0]]),
        initial=np.array([2.0, 11.0, 100.0, 1000.0]),
        state=state,
    )


def feature(table: EdgeTable, name: str, target: int, source: int) -> float:
    row = np.flatnonzero((table.target == target) & (table.source == source))
    return float(table.features[row[0], table.names.index(name)])


@pytest.mark.parametrize(
    ("name", "target", "source", "expected"),
    [
        ("topology_sign", 2, 0, 1.0),
        ("topology_reverse_sign", 0, 1, -1.0),
        ("topology_is_self", 0, 0, 1.0),
        ("topology_target_activators", 2, 3, 3.0),
        ("topology_source_inhibited", 2, 3, 2.0),
        ("topology_target_component", 0, 1, 0.5),
        ("topology_two_steps_down", 2, 0, 1.0),  # 1 -| 2 -> 3
        ("topology_by_rival", 2, 0, 1.0),
        ("topology_common_inputs", 2, 0, 2.0),  # 2 and 4 act on both 3 and 1
        ("topology_model_share_mutual", 2, 0, 2 / 7),
        ("structure_processes", 2, 0, 1.0),
        ("structure_source_is_modifier", 2, 3, 1.0),
        ("structure_source_is_substrate", 2, 3, 0.0),
        ("structure_process_substrates", 2, 3, 2.0),
        ("structure_process_reversible", 2, 2, 1.0),
        ("structure_target_kind", 2, 3, 0.0),
        ("structure_source_kind", 2, 3, 2.0),
        ("structure_source_conserved", 2, 0, 0.5),
        ("structure_model_order", 2, 0, 2.0),
        ("state_size_ratio", 2, 0, 2.0),
        ("state_source_rank", 2, 0, 0.125),
        ("state_slope", 2, 3, -3.0),  # as fast as node 1 is scarce
        ("state_slope_by_richest", 2, 0, 2.0),
        ("state_other_substrates", 2, 0, 1.0),
        ("state_others_read", 2, 0, 4.0),
        ("state_product_to_substrate", 2, 0, 2.0),
        ("initial_size_ratio", 2, 3, -1.0),
        ("change_target_direction", 0, 1, -1.0),
        ("change_source_change", 2, 0, 0.0),  # it halved: by as much as is left
        ("change_net_turnover", 0, 1, 0.0),  # one event for each that is there
    ],
)
def test_features_by_hand(name: str, target: int, source: int, expected: float) -> None:
    found = feature(edge_table(by_hand()), name, target, source)
    assert found == pytest.approx(expected, abs=1e-4)


def test_the_first_guess_is_a_ratio_of_abundances() -> None:
    table = edge_table(by_hand())
    size = np.log10(ABUNDANCE)
    own = table.target == table.source
    ratio = size[table.target] - size[table.source]
    assert np.allclose(table.base, np.where(own, 0.0, ratio - 0.7))
    assert np.allclose(table.relative_base, np.where(own, 0.0, -0.7))


@pytest.mark.parametrize(
    "groups", [(), ("change",), ("structure", "initial"), ("relaxed", "topology")]
)
def test_left_out_are_the_groups_named_and_nothing_else(
    groups: tuple[str, ...],
) -> None:
    table = edge_table(INPUTS)
    found = table.leave_out(groups)
    kept = [name for name in table.names if not name.startswith(groups or "?")]
    assert list(found.names) == kept
    for column, name in enumerate(kept):
        assert np.array_equal(
            found.features[:, column],
            table.features[:, table.names.index(name)],
            equal_nan=True,
        )
    for part in ("target", "source", "base", "relative_base"):
        assert getattr(found, part) is getattr(table, part)


def test_something_has_to_be_left() -> None:
    table = edge_table(restrict(INPUTS, Topology))
    assert table.leave_out(("state",)).names == table.names
    with pytest.raises(ValueError, match=r"none of \d+ features is left without topo"):
        table.leave_out(("topology",))


def test_a_guess_without_abundances_is_that_of_a_lower_tier() -> None:
    lower = edge_table(restrict(INPUTS, Structure))
    found = edge_table(INPUTS).forget_abundances()
    assert np.array_equal(found.base, lower.base)
    assert np.array_equal(found.relative_base, lower.relative_base)


@pytest.mark.parametrize("tier", TIER_ORDER)
def test_the_order_of_nodes_is_that_of_edges_and_no_more(tier: Tier) -> None:
    order = np.random.default_rng(1).permutation(INPUTS.size)
    one = edge_table(known_to(tier, INPUTS))
    other = edge_table(known_to(tier, permuted(INPUTS, order)))
    place = {pair: k for k, pair in enumerate(zip(one.target, one.source, strict=True))}
    same = [
        place[pair]
        for pair in zip(order[other.target], order[other.source], strict=True)
    ]
    assert sorted(same) == list(range(len(one.target)))
    assert np.allclose(
        one.features[same], other.features, rtol=1e-4, atol=1e-4, equal_nan=True
    )
    assert np.allclose(one.base[same], other.base)


def test_a_change_of_unit_shifts_sizes_and_nothing_else() -> None:
    one = edge_table(INPUTS)
    scaled = replace(INPUTS, state=100 * INPUTS.state, initial=100 * INPUTS.initial)
    other = edge_table(scaled)
    shifted = ("target_size", "source_size", "model_typical")
    products = ("other_substrates", "others_read")  # as often as there are partners
    for column, name in enumerate(one.names):
        what = name.partition("_")[2] if name.startswith(("initial", "state")) else ""
        shift = other.features[:, column] - one.features[:, column]
        shift = shift[np.isfinite(shift)]
        if what in shifted:
            assert np.allclose(shift, 2.0, atol=1e-4)
        elif what in products:
            assert shift.min() >= 0.0
            assert shift.max() == pytest.approx(4.0, abs=1e-4)
        else:
            assert np.allclose(shift, 0.0, atol=1e-4), name
    assert np.allclose(one.base, other.base)


@pytest.mark.parametrize("zeros", [[0], [0, 1, 2, 3]])
def test_zero_abundances_have_sizes(zeros: list[int]) -> None:
    state = ABUNDANCE.copy()
    state[zeros] = 0.0
    table = edge_table(by_hand(state))
    assert np.isfinite(table.base).all()
    assert not np.isinf(table.features).any()
    assert feature(table, "state_source_is_zero", 2, 0) == 1.0
    assert feature(table, "state_no_substrate", 2, 0) == 1.0


def test_floors_of_sizes() -> None:
    assert np.allclose(shallow_log(np.array([0.0, -1.0, 10.0, 1e5])), [-2, 0, 1, 5])
    assert np.allclose(deep_log(np.array([0.0, -1.0, 10.0, 1e5])), [-7, 0, 1, 5])
    assert np.array_equal(shallow_log(np.zeros(2)), np.zeros(2))
    assert np.array_equal(deep_log(np.zeros(2)), np.zeros(2))


@pytest.mark.parametrize("size", [1, 3])
@pytest.mark.parametrize("self_sign", [0, -1])
@pytest.mark.parametrize("tier", TIER_ORDER)
def test_networks_without_reactions(size: int, self_sign: int, tier: Tier) -> None:
    bare = AbundanceBoth(
        sign=np.diag([self_sign] * size).astype(np.int8),
        stoichiometry=np.zeros((size, 0)),
        reads=np.zeros((size, 0), dtype=bool),
        is_rule=np.zeros(0, dtype=bool),
        reversible=np.zeros(0, dtype=bool),
        assigned_reads=np.zeros((size, size), dtype=bool),
        moieties=np.zeros((0, size)),
        initial=np.zeros(size),
        state=np.ones(size),
    )
    table = edge_table(known_to(tier, bare))
    assert table.features.shape == (size * abs(self_sign), len(table.names))
    assert not np.isinf(table.features).any()
    assert table.names == edge_table(known_to(tier, INPUTS)).names


def test_terms_are_the_processes_of_an_edge() -> None:
    inputs = by_hand()
    edges = find_edges(inputs.sign)
    terms = find_terms(inputs, edges)
    found = {
        (int(i), int(j), int(r))
        for i, j, r in zip(terms.target, terms.source, terms.process, strict=True)
    }
    expected = {(i, j, 0) for i in (0, 1, 2) for j in (0, 1, 3)} | {(2, 2, 1)}
    assert found == expected
    assert np.array_equal(edges.target[terms.edge], terms.target)
    assert np.array_equal(edges.source[terms.edge], terms.source)


def test_a_dependence_that_cancels_is_no_term() -> None:
    sign = SIGN.copy()
    sign[2, 3] = 0
    inputs = replace(by_hand(), sign=sign.astype(np.int8))
    terms = find_terms(inputs, find_edges(inputs.sign))
    assert (2, 3) not in set(zip(terms.target, terms.source, strict=True))


def test_kinds_of_nodes() -> None:
    rules = replace(by_hand(), is_rule=np.array([False, True]))
    assert node_kind(rules).tolist() == [0, 0, 0, 2]
    rules = replace(rules, is_rule=np.array([True, True]))
    assert node_kind(rules).tolist() == [1, 1, 1, 2]


def test_conservation_does_not_hang_on_the_basis() -> None:
    inputs = by_hand()
    assert np.allclose(conservation(inputs), [0.5, 0.5, 0.0, 1.0])
    mixed = np.array([[2.0, 1.0], [-1.0, 3.0]]) @ inputs.moieties
    assert np.allclose(conservation(replace(inputs, moieties=mixed)), [0.5, 0.5, 0, 1])


def test_extents_are_found_from_changes() -> None:
    inputs = by_hand()
    true = np.array([3.0, -2.0])
    state = inputs.initial + inputs.stoichiometry @ true
    found = extents(replace(inputs, state=state), np.zeros(4))
    assert np.allclose(found, true, rtol=1e-5)
