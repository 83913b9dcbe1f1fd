"""States at rest against closed forms, and the reasons why there is none."""

import numpy as np
import pytest

from bioripple import read_sbml
from bioripple.dynamics.steady_point import SteadyPoint, steady_point
from bioripple.odes.system import OdeSystem
from tests.support import kinetic_models as models
from tests.support.sbml_text import compartment, document, reaction, species


def at(system: OdeSystem, found: SteadyPoint) -> dict[str, float]:
    return dict(zip(system.states, found.state.tolist(), strict=True))


def test_a_chain_rests_where_all_flows_are_equal() -> None:
    system = models.chain(kin=2.0, k=0.5, d=0.25)
    found = steady_point(system)
    assert found.found and found.unique and found.standing == "stable"
    assert at(system, found) == pytest.approx({"a": 4.0, "b": 8.0}, rel=1e-12)
    assert found.slowest == pytest.approx(1 / 0.25, rel=1e-9)
    assert found.residual < 1e-12


def test_saturating_decay() -> None:
    system = models.michaelis_menten(top=3.0, half=2.0)
    assert at(system, steady_point(system)) == pytest.approx({"s": 1.0}, rel=1e-12)


def test_saturation_that_is_exceeded_is_not_reached() -> None:
    found = steady_point(models.michaelis_menten(top=0.9))
    assert found.reason == "not reached" and "'s' still moves" in found.detail


@pytest.mark.parametrize("v1", [0.5, 0.99, 1.2, 3.0])
def test_a_conserved_cycle_is_that_of_goldbeter_and_koshland(v1: float) -> None:
    system = models.goldbeter_koshland(v1=v1)
    found = steady_point(system)
    share = models.koshland_closed_form(v1, 1.0, 0.1, 0.2)
    assert found.found and found.n_sums == 1
    expected = {"w": 1.0 - share, "p": share}
    assert at(system, found) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(("u", "v"), [(2.0, 1.0), (1.0, 2.0)])
def test_a_switch_rests_where_it_starts_and_is_not_unique(u: float, v: float) -> None:
    """u v = 1 and u + v = 5 at rest: both make u (1 + v²) = 5 and v (1 + u²) = 5."""
    system = models.toggle_switch(u=u, v=v)
    found = steady_point(system, starts=16)
    high, low = (5 + 21**0.5) / 2, (5 - 21**0.5) / 2
    expected = (high, low) if u > v else (low, high)
    assert found.found and not found.unique
    assert tuple(found.state) == pytest.approx(expected, rel=1e-10)
    assert tuple(found.others[0]) == pytest.approx(expected[::-1], rel=1e-10)


@pytest.mark.parametrize(("start", "end", "other"), [(1.9, 1.0, 4.0), (2.1, 4.0, 1.0)])
def test_schloegl_goes_to_the_side_it_starts_on(
    start: float, end: float, other: float
) -> None:
    found = steady_point(models.schloegl(start=start))
    assert found.state == pytest.approx([end], rel=1e-10)
    assert [o.tolist() for o in found.others] == [pytest.approx([other], rel=1e-10)]


def test_the_same_seed_finds_the_same() -> None:
    one, two = (steady_point(models.schloegl(start=3.0), seed=5) for _ in range(2))
    assert [o.tolist() for o in one.others] == [o.tolist() for o in two.others]


def test_a_brusselator_beyond_its_bifurcation_is_unstable() -> None:
    found = steady_point(models.brusselator(a=1.0, b=3.0))
    assert found.reason == "unstable" and "oscillates" in found.detail
    assert found.state == pytest.approx([1.0, 3.0], rel=1e-10)


def test_a_brusselator_below_its_bifurcation_rests() -> None:
    found = steady_point(models.brusselator(a=1.0, b=1.5))
    assert found.found and found.state == pytest.approx([1.0, 1.5], rel=1e-10)


def test_a_vibration_has_no_rest() -> None:
    assert steady_point(models.vibration()).reason in ("oscillates", "undecided")


@pytest.mark.parametrize(
    "formula", ["1 + sin(time)", "piecewise(1, time < 3, 2)", "exp(-time)"]
)
def test_time_in_the_equations(formula: str) -> None:
    found = steady_point(models.driven(formula))
    assert (found.reason, found.detail) == (
        "time dependent",
        "its equations read the time",
    )


def test_an_event_to_come() -> None:
    found = steady_point(models.with_event("time > 1000", "2"))
    assert found.reason == "time dependent" and "waits for a time" in found.detail


def test_an_event_on_the_way_counts_and_one_that_never_comes_does_not() -> None:
    on_the_way = steady_point(models.with_event("a < 2", "7"))
    assert on_the_way.reason == "time dependent" and "sets 'feed'" in on_the_way.detail
    assert steady_point(models.with_event("a < 0.5", "7")).found


def test_what_nothing_reads_may_grow() -> None:
    system = models.growing()
    found = steady_point(system)
    assert found.found and found.growing == ("pool",)
    assert at(system, found)["a"] == pytest.approx(4.0, rel=1e-12)


def test_all_that_decays_is_gone_and_what_it_became_is_there() -> None:
    """A → P: the sum is A + P, and no amount is negative."""
    system = read_sbml(
        document(
            compartment("C"),
            species("A", initialConcentration=2),
            species("P", initialConcentration=1),
            reaction("turn", "A", reactants=("A",), products=("P",)),
        )
    )
    found = steady_point(system)
    assert found.found and np.all(found.state >= 0.0)
    assert at(system, found) == pytest.approx({"A": 0.0, "P": 3.0}, abs=1e-9)


def test_a_slope_that_is_infinite_at_rest_is_no_crash() -> None:
    """ȧ = -√a is at 0 after 2 time units, where √ has no slope."""
    system = read_sbml(
        document(
            compartment("C"),
            species("a", initialConcentration=1),
            reaction("lose", "piecewise(sqrt(a), a > 0, 0)", reactants=("a",)),
        )
    )
    found = steady_point(system)
    assert found.state == pytest.approx([0.0], abs=1e-9)


def test_a_model_in_which_nothing_moves() -> None:
    system = read_sbml(document(compartment("C"), species("A", initialConcentration=2)))
    found = steady_point(system)
    assert found.found and found.state.shape == (0,)


@pytest.mark.parametrize(("k", "q"), [(0.01, 0.01), (0.05, 0.1)])
def test_a_product_that_nothing_reads_stands_where_the_way_has_left_it(
    k: float, q: float
) -> None:
    """A' = -kA - qA², P' = kA: in the end P = k/q ln(1 + q A(0)/k)."""
    text = document(
        compartment("C"),
        species("A", initialConcentration=1.0),
        species("P", initialConcentration=0.0),
        reaction("make", f"{k}*A", reactants=("A",), products=("P",)),
        reaction("lose", f"{q}*A*A", reactants=("A",)),
    )
    system = read_sbml(text)
    found = steady_point(system)
    assert found.found and found.left == ("P",) and not found.growing
    assert at(system, found)["P"] == pytest.approx(k / q * np.log(1 + q / k), rel=1e-5)
