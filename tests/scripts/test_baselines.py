"""The step that writes a model's topology-only predictions."""

import json
from pathlib import Path

import numpy as np
from baselines import main

from bioripple.network.listed import dense_in_file
from bioripple.predictors.topology import BASELINES
from bioripple.runtime.records import read_data, read_record
from tests.support.mapped_models import (
    random_model,
    write_bad_jacobian,
    write_jacobian,
)


def run(record: Path, *, max_nodes: int = 100) -> Path:
    path = record.parent / "baselines.json"
    main(
        jacobian=record,
        record=path,
        alpha=0.9,
        max_nodes=max_nodes,
        max_seconds=60,
        max_memory_mb=2000,
    )
    return path


def test_every_predictor_has_a_matrix_with_the_jacobians_nodes(tmp_path: Path) -> None:
    path = run(random_model(tmp_path / "m1", nodes=9, seed=1))
    assert read_record(path).ok
    arrays = read_data(path)
    assert set(arrays) == {"nodes", *BASELINES}
    assert arrays["nodes"].tolist() == [f"x{k}" for k in range(9)]
    assert all(arrays[predictor].shape == (9, 9) for predictor in BASELINES)
    jacobian = dense_in_file(read_data(tmp_path / "m1" / "jacobian.json"), "jacobian")
    assert np.array_equal(arrays["first_neighbour_signed_directed"], np.sign(jacobian))


def test_a_model_that_is_not_scored_for_its_size_is_not_predicted_whole(
    tmp_path: Path,
) -> None:
    model = random_model(tmp_path / "m1", nodes=9, seed=1)
    record = read_record(run(model, max_nodes=8))
    assert (record.status, record.reason) == ("refused", "9 nodes, more than 8")
    assert not (tmp_path / "m1" / "baselines.npz").exists()
    assert read_record(run(model, max_nodes=9)).ok


def test_a_model_without_nodes_has_empty_matrices(tmp_path: Path) -> None:
    arrays = read_data(run(write_jacobian(tmp_path / "m1", np.zeros((0, 0)))))
    assert all(arrays[predictor].shape == (0, 0) for predictor in BASELINES)


def test_a_model_without_a_jacobian_keeps_its_ending(tmp_path: Path) -> None:
    path = run(write_bad_jacobian(tmp_path / "m1", status="failed", reason="stiff"))
    record = json.loads(path.read_text())
    assert (record["status"], record["reason"], record["data"]) == (
        "failed",
        "stiff",
        None,
    )
