"""The step that finds the wiring of every model."""

from pathlib import Path

import numpy as np
from wirings import main

from bioripple.network.tiers import Topology, models_of, read_inputs
from bioripple.runtime.files import read_arrays
from tests.support.mapped_models import (
    LIMITS,
    write_bad_jacobian,
    write_jacobian,
    write_system,
)


def test_mapped_models_have_a_wiring_on_the_nodes_of_their_jacobian(
    tmp_path: Path,
) -> None:
    models = ("m0", "m1", "m2")
    for model in models:
        write_system(tmp_path / model, publications=[])
        write_jacobian(tmp_path / model, -np.eye(2))
    write_jacobian(tmp_path / "m1", -np.eye(1))
    write_bad_jacobian(tmp_path / "m2", status="refused", reason="a delay")
    path = tmp_path / "wirings.npz"
    main(
        systems=[tmp_path / model / "system.json" for model in models],
        jacobians=[tmp_path / model / "jacobian.json" for model in models],
        wirings=path,
        lost=tmp_path / "lost.tsv",
        **LIMITS,
    )
    arrays = read_arrays(path)
    assert models_of(arrays) == ["m0"]
    found = read_inputs(arrays, "m0", Topology)
    assert found.sign.shape == arrays["m0/unknown"].shape == (2, 2)
    assert (np.diagonal(found.sign) == -1).all()  # genes decay
    assert found.sign.dtype == np.int8
    assert not arrays["m0/unknown"].any()
