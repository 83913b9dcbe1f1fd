"""The step that gathers what predictors may know."""

from pathlib import Path

import numpy as np
from predictor_inputs import main

from bioripple.network.tiers import AbundanceBoth, models_of, read_inputs
from bioripple.runtime.files import read_arrays, write_arrays
from bioripple.runtime.rows import read_rows
from tests.support.mapped_models import (
    LIMITS,
    write_bad_jacobian,
    write_jacobian,
    write_steady_states,
    write_system,
)


def test_mapped_models_have_inputs(tmp_path: Path) -> None:
    models = ("m0", "m1", "m2")
    for model in models:
        write_system(tmp_path / model, publications=[])
        write_jacobian(tmp_path / model, -np.eye(3))
    write_jacobian(tmp_path / "m1", -np.eye(1))
    write_bad_jacobian(tmp_path / "m2", status="refused", reason="a delay")
    path = tmp_path / "inputs.npz"
    main(
        systems=[tmp_path / model / "system.json" for model in models],
        jacobians=[tmp_path / model / "jacobian.json" for model in models],
        **write_steady_states(
            tmp_path, [tmp_path / "m0" / "jacobian.json"], reasons={"m1": "unstable"}
        ),
        inputs=path,
        lost=tmp_path / "lost.tsv",
        **LIMITS,
    )
    arrays = read_arrays(path)
    assert models_of(arrays) == ["m0"]
    found = read_inputs(arrays, "m0", AbundanceBoth)
    assert found.stoichiometry.shape == (3, 6)  # each of 3 genes is made and lost
    assert (found.initial > 0).all()
    assert found.state.tolist() == [1, 1, 1]
    rest = read_inputs(arrays, "m0", AbundanceBoth, at_rest=True)
    assert np.array_equal(rest.sign, found.sign)
    assert np.array_equal(rest.initial, found.initial)


def test_at_rest_signs_and_abundances_are_those_of_there(tmp_path: Path) -> None:
    write_system(tmp_path / "m0", publications=[])
    record = write_jacobian(tmp_path / "m0", -np.eye(3))
    resting = write_steady_states(tmp_path, [record])
    with np.load(resting["steady_states"]) as known:
        arrays = dict(known)
    arrays["m0/state"] = np.array([4.0, 5.0, 6.0])
    arrays["m0/jacobian_value"] = np.array([1.0, -1.0, 1.0])
    write_arrays(resting["steady_states"], arrays)
    path = tmp_path / "inputs.npz"
    main(
        systems=[tmp_path / "m0" / "system.json"],
        jacobians=[record],
        **resting,
        inputs=path,
        lost=tmp_path / "lost.tsv",
        **LIMITS,
    )
    rest = read_inputs(read_arrays(path), "m0", AbundanceBoth, at_rest=True)
    assert rest.state.tolist() == [4, 5, 6]
    assert np.array_equal(rest.sign, np.diag([1, -1, 1]))
    here = read_inputs(read_arrays(path), "m0", AbundanceBoth)
    assert here.state.tolist() == [1, 1, 1]


def test_a_model_without_inputs_is_lost_with_its_reason(tmp_path: Path) -> None:
    for model in ("m0", "m1"):
        write_system(tmp_path / model, publications=[])
        write_jacobian(tmp_path / model, -np.eye(3))
    write_jacobian(tmp_path / "m0", -np.eye(3), state=np.array([1.0, np.inf, 2.0]))
    lost = tmp_path / "lost.tsv"
    main(
        systems=[tmp_path / model / "system.json" for model in ("m0", "m1")],
        jacobians=[tmp_path / model / "jacobian.json" for model in ("m0", "m1")],
        **write_steady_states(tmp_path, []),
        inputs=tmp_path / "inputs.npz",
        lost=lost,
        **LIMITS,
    )
    assert models_of(read_arrays(tmp_path / "inputs.npz")) == ["m1"]
    reason = "the abundance of 'x1' at the state is inf"
    assert read_rows(lost) == [{"model": "m0", "reason": reason}]
