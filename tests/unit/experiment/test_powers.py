"""How benchmarks fit what grows: powers and polynomials that are known."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / "benchmarks" / "powers.py"


@pytest.fixture(scope="module")
def powers() -> ModuleType:
    spec = spec_from_file_location("powers", SCRIPT)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("power", [0.0, 1.0, 1.7])
def test_an_exponent_is_found(powers: ModuleType, power: float) -> None:
    points = [(x, 3.0 * x**power) for x in (10, 300, 2_000)]
    assert powers.exponent(points) == pytest.approx(power, abs=1e-12)
    assert powers.exponent(points[:1]) is None


def test_a_polynomial_is_found_and_has_no_part_below_0(powers: ModuleType) -> None:
    known = [4.0, 0.1, 2e-6]
    points = [(x, powers.at(known, x)) for x in (100, 300, 1_000, 10_000)]
    assert powers.polynomial(points, 2) == pytest.approx(known, rel=1e-9)
    falling = [(x, 10.0 - x) for x in (1, 2, 3)]
    assert min(powers.polynomial(falling, 1)) == 0.0


def test_small_sizes_weigh_as_much_as_large_ones(powers: ModuleType) -> None:
    (constant,) = powers.polynomial([(1, 1.0), (100, 4.0)], 0)
    assert constant == pytest.approx((1 + 1 / 4) / (1 + 1 / 16))
