"""What features of edges say in one tier and not in another."""

from dataclasses import dataclass, fields, replace

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.network.tiers import TIER_ORDER, TIERS, Tier, Topology
from bioripple.predictors.kinetics.edge_features import EdgeTable, edge_table
from tests.support.kinetic_networks import known_to, random_kinetics

INPUTS, _ = random_kinetics(8, seed=3)


@pytest.mark.parametrize("tier", TIER_ORDER)
def test_what_a_tier_forbids_changes_nothing(tier: Tier) -> None:
    before = edge_table(known_to(tier, INPUTS))
    allowed = {item.name for item in fields(TIERS[tier])}
    for item in fields(INPUTS):
        if item.name in allowed:
            continue
        array = getattr(INPUTS, item.name)
        changed = ~array if array.dtype == np.bool_ else array * 2 + 1
        after = edge_table(known_to(tier, replace(INPUTS, **{item.name: changed})))
        for part in fields(EdgeTable):
            assert np.array_equal(
                getattr(before, part.name), getattr(after, part.name), **_nan(part.name)
            )


def _nan(part: str) -> dict[str, bool]:
    return {"equal_nan": True} if part == "features" else {}


@pytest.mark.parametrize(
    ("low", "high"),
    [
        ("topology", "structure"),
        ("structure", "abundance_initial"),
        ("structure", "abundance_state"),
        ("abundance_initial", "abundance_both"),
        ("abundance_state", "abundance_both"),
    ],
)
def test_a_tier_adds_to_those_below_it(low: Tier, high: Tier) -> None:
    less, more = (edge_table(known_to(tier, INPUTS)) for tier in (low, high))
    assert set(less.names) < set(more.names)
    same = [more.names.index(name) for name in less.names]
    assert same == sorted(same)
    assert np.array_equal(more.features[:, same], less.features, equal_nan=True)


def test_of_the_state_alone_nothing_says_how_it_came_about() -> None:
    groups = {
        tier: {
            name.partition("_")[0] for name in edge_table(known_to(tier, INPUTS)).names
        }
        for tier in TIER_ORDER
    }
    assert groups["wiring"] == groups["topology"] == {"topology"}
    assert groups["abundance_state"] == {"topology", "structure", "state"}
    assert groups["abundance_initial"] == {
        *("topology", "structure", "initial", "relaxed")
    }
    assert groups["abundance_both"] - groups["abundance_initial"] == {"state", "change"}
    alone, both = (
        edge_table(known_to(tier, INPUTS))
        for tier in ("abundance_state", "abundance_both")
    )
    assert np.array_equal(alone.base, both.base)


def test_a_type_that_is_no_tier_is_refused() -> None:
    @dataclass(frozen=True, eq=False)
    class Nosy(Topology):
        jacobian: Floats

    with pytest.raises(TypeError, match="Nosy is no tier"):
        edge_table(Nosy(INPUTS.sign, np.eye(8)))
