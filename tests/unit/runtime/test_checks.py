"""Mistakes of a caller are told in words: what was found, what was expected."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from bioripple.dynamics.compiled import CompiledSystem, compile_system
from bioripple.dynamics.integrate import integrate
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.errors import Failed
from bioripple.network.influence import signs
from bioripple.odes.system import OdeSystem, build_odes
from bioripple.predictors.topology import baselines
from bioripple.responses.sensitivity import sensitivity
from bioripple.responses.steady_state import steady_state
from bioripple.responses.truths import relative
from bioripple.sbml.reader import read_sbml
from bioripple.untrusted.xml import check_xml
from tests.support.tiny_models import gene_network

CONTENT = gene_network(3, seed=0).encode()
NUMBERS = [-5, -5.0, 0, 0.0, float("nan"), float("inf"), float("-inf"), np.float64(-1)]
NO_NUMBERS = ["10", None, [10.0], True, 1j, np.array([1.0, 2.0])]
BUILD: Any = build_odes
NOTHING: Any = None
FINE: dict[str, Any] = {"rtol": 1e-8, "atol": 1e-12}


@pytest.fixture(scope="module")
def system() -> OdeSystem:
    return build_odes(read_sbml(CONTENT))


@pytest.fixture(scope="module")
def compiled(system: OdeSystem) -> CompiledSystem:
    return compile_system(system, t_end=10.0)


@pytest.mark.parametrize("t", NUMBERS)
def test_no_time_that_is_not_ahead(system: OdeSystem, t: float) -> None:
    with pytest.raises(ValueError, match=r"t_end: expected a finite time > 0, found"):
        compile_system(system, t_end=t)


@pytest.mark.parametrize("t", NUMBERS)
def test_no_state_at_a_time_that_is_not_ahead(
    compiled: CompiledSystem, t: float
) -> None:
    with pytest.raises(ValueError, match=r"times: expected .* time"):
        integrate(compiled, [t], **FINE)


@pytest.mark.parametrize("t", NO_NUMBERS)
def test_a_time_is_a_number(
    system: OdeSystem, compiled: CompiledSystem, t: Any
) -> None:
    with pytest.raises(TypeError, match="t_end: expected a number, found"):
        compile_system(system, t_end=t)
    with pytest.raises(TypeError, match="times: expected a number, found"):
        integrate(compiled, [1.0, t], **FINE)
    with pytest.raises(TypeError, match="t: expected a number, found"):
        node_jacobian(compiled, np.ones(3), t=t)


@pytest.mark.parametrize("times", [10.0, "10", b"10", None])
def test_times_are_a_list(compiled: CompiledSystem, times: Any) -> None:
    with pytest.raises(TypeError, match=r"times: expected a list of times"):
        integrate(compiled, times, **FINE)


@pytest.mark.parametrize("times", [[], [2.0, 1.0], [1.0, 1.0], [0.0, 0.0, 1.0]])
def test_times_increase(compiled: CompiledSystem, times: list[float]) -> None:
    with pytest.raises(ValueError, match=r"times: expected (at least|increasing)"):
        integrate(compiled, times, **FINE)


def test_no_state_after_the_time_until_which_switches_are_known(
    compiled: CompiledSystem,
) -> None:
    with pytest.raises(ValueError, match=r"none after 10, the t_end of compile_system"):
        integrate(compiled, [5.0, 10.5], **FINE)


@pytest.mark.parametrize("times", [[0.0, 10.0], (10,), np.array([1.0, 10.0])])
def test_any_list_of_times_will_do(compiled: CompiledSystem, times: Any) -> None:
    states = integrate(compiled, times, **FINE).states
    assert states.shape == (len(times), 3)
    assert states[-1] == pytest.approx(integrate(compiled, [10.0], **FINE).states[0])


@pytest.mark.parametrize("name", ["rtol", "atol"])
@pytest.mark.parametrize("value", [-1, 0.0, float("nan"), float("inf")])
def test_a_tolerance_is_positive(
    compiled: CompiledSystem, name: str, value: float
) -> None:
    with pytest.raises(ValueError, match=rf"{name}: expected a finite tolerance > 0"):
        integrate(compiled, [1.0], **(FINE | {name: value}))


@pytest.mark.parametrize("value", ["1e-8", None, 1j])
def test_a_tolerance_is_a_number(compiled: CompiledSystem, value: Any) -> None:
    with pytest.raises(TypeError, match="rtol: expected a number, found"):
        integrate(compiled, [1.0], rtol=value, atol=1e-12)


@pytest.mark.parametrize("function", [read_sbml, check_xml])
@pytest.mark.parametrize(
    ("value", "advice"),
    [
        (Path("model.xml"), "read it first"),
        ("model.xml", "Path"),
        (CONTENT.decode(), "encode its text"),
        (None, "found None"),
        (7, "found 7"),
    ],
)
def test_a_path_or_a_text_is_no_content(
    function: Any, value: object, advice: str
) -> None:
    with pytest.raises(TypeError, match="expected the bytes of an SBML file") as error:
        function(value)
    assert advice in str(error.value)
    assert len(str(error.value)) < 300


@pytest.mark.parametrize("kind", [bytearray, memoryview])
def test_any_bytes_will_do(kind: Any) -> None:
    check_xml(kind(CONTENT))
    assert read_sbml(kind(CONTENT)).id == "ring"


@pytest.mark.parametrize(
    "content",
    [b"", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", b"\x1f\x8b\x08\x00", b"PK\x03\x04", b"\0"],
)
def test_a_file_of_another_kind_fails_by_name(content: bytes) -> None:
    with pytest.raises(Failed):
        read_sbml(content)
    with pytest.raises(Failed):
        check_xml(content)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s, c: BUILD(CONTENT), "the SbmlModel that read_sbml returns"),
        (lambda s, c: BUILD(s), "the SbmlModel that read_sbml returns, found bio"),
        (lambda s, c: compile_system(c, t_end=1.0), "that build_odes returns"),
        (lambda s, c: compile_system(NOTHING, t_end=1.0), "found None"),
        (lambda s, c: integrate(s, [1.0], **FINE), "that compile_system returns"),
        (lambda s, c: node_jacobian(s, NOTHING, t=1.0), "that compile_system returns"),
    ],
)
def test_what_another_function_makes_is_named(
    system: OdeSystem, compiled: CompiledSystem, call: Any, message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        call(system, compiled)


def test_a_list_will_do_where_numbers_are_expected(compiled: CompiledSystem) -> None:
    numbers: Any = [1, 2, 3]
    one = node_jacobian(compiled, numbers, t=1)
    other = node_jacobian(compiled, np.array([1.0, 2.0, 3.0]), t=1.0)
    assert np.array_equal(one.jacobian, other.jacobian)
    rows: Any = one.jacobian.tolist()
    found = sensitivity(rows).matrix
    assert np.array_equal(found, sensitivity(one.jacobian).matrix)
    assert np.array_equal(signs(rows), signs(one.jacobian))
    listed, arrays = (baselines(it, alpha=0.9) for it in (rows, signs(one.jacobian)))
    assert all(np.array_equal(listed[key], arrays[key]) for key in arrays)
    zeros: Any = np.zeros((3, 3)).tolist()
    lasting = steady_state(rows, zeros).matrix
    assert np.array_equal(
        lasting, steady_state(one.jacobian, np.zeros((3, 3))).matrix, equal_nan=True
    )
    shares = relative(np.asarray(found), numbers)
    assert shares.matrix[0, 1] == pytest.approx(found[0, 1] * 2)


@pytest.mark.parametrize("x", [[1.0], [1.0] * 4, [[1.0] * 3], 1.0])
def test_a_state_has_a_number_for_each_state(compiled: CompiledSystem, x: Any) -> None:
    with pytest.raises(ValueError, match=r"x: expected shape \(3,\), found"):
        node_jacobian(compiled, x, t=1.0)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        ([1.0, 2.0], r"shape \(n, n\), found \(2,\)"),
        ([[1.0, 2.0]], r"shape \(n, n\), found \(1, 2\)"),
        ([[1.0, 2.0], [3.0]], "rows of the same length"),
        ([["1", "2"], ["3", "4"]], "an array of numbers"),
        ([[1j]], "an array of numbers"),
        ([[None]], "an array of numbers"),
        (csr_array(np.eye(2)), "an array of numbers, found scipy.csr_array"),
    ],
)
def test_a_jacobian_is_a_square_of_numbers(matrix: Any, message: str) -> None:
    for function in (sensitivity, signs):
        with pytest.raises((TypeError, ValueError), match=message):
            function(matrix)
