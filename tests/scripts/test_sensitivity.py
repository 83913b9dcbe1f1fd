"""The step that writes a model's truth and its outcome."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sensitivity import main

from bioripple.network.listed import dense_in_file
from bioripple.responses.sensitivity import sensitivity
from bioripple.runtime.records import read_data
from tests.support.mapped_models import (
    random_model,
    write_bad_jacobian,
    write_jacobian,
)
from tests.support.synthetic_networks import random_jacobian


def run(
    record: Path, *, min_nodes: int = 10, max_nodes: int = 1000
) -> tuple[Path, dict[str, Any]]:
    outcome = record.parent / "outcome.json"
    main(
        jacobian=record,
        outcome=outcome,
        min_nodes=min_nodes,
        max_nodes=max_nodes,
        min_agreement=0.999,
        max_residual=1e-6,
        max_zero_share=0.9,
        max_state_change=0.01,
        max_seconds=60,
        max_memory_mb=2000,
    )
    return outcome, json.loads(outcome.read_text())


def test_a_model_is_scored_and_its_matrix_lies_beside_the_outcome(
    tmp_path: Path,
) -> None:
    record = random_model(tmp_path / "m1", nodes=12, seed=0)
    path, outcome = run(record)
    assert outcome["model"] == "m1"
    assert (outcome["status"], outcome["reason"]) == ("scored", "")
    assert (outcome["n_variables"], outcome["n_nodes"]) == (13, 12)
    assert (outcome["n_satellites"], outcome["has_events"]) == (1, False)
    assert outcome["steadiness"] == 0.1
    assert outcome["versions"] == {"numpy": np.__version__}
    assert outcome["facts"]["condition"] >= 1.0
    assert outcome["facts"]["residual"] < 1e-12
    assert outcome["facts"]["tolerance_agreement"] == pytest.approx(1.0)
    assert outcome["doubt"] == ""
    arrays = read_data(path)
    assert arrays["nodes"].tolist() == [f"x{k}" for k in range(12)]
    jacobian = dense_in_file(read_data(record), "jacobian")
    assert np.array_equal(arrays["sensitivity"], sensitivity(jacobian).matrix)


def test_responses_that_depend_on_the_tolerance_are_doubtful(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    jacobian = random_jacobian(12, rng)
    again = jacobian * rng.lognormal(sigma=0.5, size=jacobian.shape)
    _, outcome = run(write_jacobian(tmp_path / "m1", jacobian, again=again))
    assert outcome["status"] == "scored"
    assert outcome["facts"]["tolerance_agreement"] < 0.999
    assert outcome["doubt"].startswith("the responses at two tolerances correlate")


def test_a_model_without_responses_at_the_looser_tolerance_is_doubtful(
    tmp_path: Path,
) -> None:
    jacobian = random_jacobian(12, np.random.default_rng(0))
    _, outcome = run(write_jacobian(tmp_path / "m1", jacobian, again=np.eye(12)))
    assert outcome["status"] == "scored"
    assert "looser tolerance: I - J is singular" in outcome["doubt"]


def test_a_small_model_is_mapped_and_has_its_matrix(tmp_path: Path) -> None:
    path, outcome = run(random_model(tmp_path / "m1", nodes=7, seed=0))
    assert outcome["status"] == "mapped"
    assert outcome["reason"] == "7 nodes, fewer than 10"
    assert read_data(path)["sensitivity"].shape == (7, 7)


def test_a_large_model_is_mapped_and_nothing_of_it_is_inverted(tmp_path: Path) -> None:
    """As singular as they come, so that an attempt at it would be told."""
    path, outcome = run(write_jacobian(tmp_path / "m1", np.eye(12)), max_nodes=11)
    assert outcome["status"] == "mapped"
    assert outcome["reason"] == "12 nodes, more than 11"
    assert outcome["n_nodes"] == 12
    assert outcome["data"] is None
    assert not (path.parent / "sensitivity.npz").exists()


@pytest.mark.parametrize("nodes", [0, 1])
def test_a_model_of_satellites_is_mapped(tmp_path: Path, nodes: int) -> None:
    path, outcome = run(write_jacobian(tmp_path / "m1", -np.eye(nodes)))
    assert outcome["status"] == "mapped"
    assert outcome["reason"].startswith(f"{nodes} node")
    assert np.array_equal(read_data(path)["sensitivity"], np.eye(nodes))


def test_a_singular_model_is_mapped_without_a_matrix(tmp_path: Path) -> None:
    path, outcome = run(write_jacobian(tmp_path / "m1", np.eye(12)))
    assert outcome["status"] == "mapped"
    assert "singular" in outcome["reason"]
    assert outcome["n_nodes"] == 12
    assert outcome["data"] is None
    assert not (path.parent / "sensitivity.npz").exists()


@pytest.mark.parametrize("status", ["refused", "failed"])
def test_a_model_without_a_jacobian_keeps_its_ending(
    tmp_path: Path, status: str
) -> None:
    record = write_bad_jacobian(tmp_path / "m1", status=status, reason="a delay")
    stale = tmp_path / "m1" / "sensitivity.npz"
    stale.write_bytes(b"of an older run")
    _, outcome = run(record)
    assert (outcome["status"], outcome["reason"]) == (status, "a delay")
    assert outcome["step"] == "parse_sbml"
    assert outcome["n_nodes"] is None
    assert not stale.exists()
