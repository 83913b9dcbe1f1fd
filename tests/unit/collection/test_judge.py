"""What becomes of a model, by the endings of its last two steps."""

from pathlib import Path

import pytest

from bioripple.collection.health import HealthLimits
from bioripple.collection.judge import judge
from bioripple.collection.outcome import read_outcome
from bioripple.runtime.records import Record, RecordStatus

LIMITS = HealthLimits(
    min_agreement=0.999, max_residual=1e-6, max_zero_share=0.9, max_state_change=0.01
)
FACTS = {
    "n_variables": 12,
    "n_nodes": 11,
    "steadiness": 0.5,
    "versions": {"a": "1"},
    "tolerance_problem": "",
    "state_change": 0.01,
    "state_changed": "x",
    "n_sign_changes": 0,
    "tolerance_agreement": 1.0,
    "zero_share": 0.0,
    "event_change": "",
    "forcing_unresolved": "",
    "residual": 1e-12,
}
DATA = {"file": "sensitivity.npz", "sha256": "0" * 64}
JACOBIAN = Record("m", "jacobian", "ok", "", FACTS, DATA)


def sensitivity(
    status: RecordStatus = "ok",
    reason: str = "",
    data: dict[str, str] | None = DATA,
    **facts: object,
) -> Record:
    return Record("m", "sensitivity", status, reason, FACTS | facts, data)


def test_a_finite_matrix_of_enough_nodes_is_scored() -> None:
    outcome = judge(JACOBIAN, sensitivity(), min_nodes=11, max_nodes=100, limits=LIMITS)
    assert (outcome.status, outcome.reason) == ("scored", "")
    assert outcome.facts["doubt"] == ""


def test_a_model_whose_numbers_mean_nothing_is_scored_and_the_doubt_is_named() -> None:
    doubtful = sensitivity(n_sign_changes=3)
    outcome = judge(JACOBIAN, doubtful, min_nodes=11, max_nodes=100, limits=LIMITS)
    assert (outcome.status, outcome.reason) == ("scored", "")
    assert outcome.facts["doubt"].startswith("3 links")


def test_too_few_nodes_are_mapped_and_the_reason_counts_them() -> None:
    outcome = judge(JACOBIAN, sensitivity(), min_nodes=12, max_nodes=100, limits=LIMITS)
    assert outcome.status == "mapped"
    assert outcome.reason == "11 nodes, fewer than 12"
    assert outcome.data == DATA


def test_a_large_network_is_mapped_only() -> None:
    outcome = judge(JACOBIAN, sensitivity(), min_nodes=3, max_nodes=10, limits=LIMITS)
    assert (outcome.status, outcome.data) == ("mapped", DATA)
    assert outcome.reason == "11 nodes, more than 10"
    outcome = judge(JACOBIAN, sensitivity(), min_nodes=3, max_nodes=11, limits=LIMITS)
    assert outcome.status == "scored"


def test_a_singular_matrix_is_mapped_with_its_reason() -> None:
    failed = sensitivity("failed", "I - J is singular", None)
    outcome = judge(JACOBIAN, failed, min_nodes=10, max_nodes=100, limits=LIMITS)
    assert (outcome.status, outcome.reason) == ("mapped", "I - J is singular")
    assert outcome.step == "sensitivity"
    assert outcome.data is None
    assert outcome.has_jacobian


@pytest.mark.parametrize("status", ["refused", "failed"])
def test_an_earlier_ending_is_handed_on(status: RecordStatus) -> None:
    earlier = Record("m", "parse_sbml", status, "a delay")
    outcome = judge(earlier, earlier, min_nodes=10, max_nodes=100, limits=LIMITS)
    assert (outcome.status, outcome.step) == (status, "parse_sbml")
    assert outcome.reason == "a delay"
    assert not outcome.has_jacobian


def test_an_outcome_is_read_back_as_written(tmp_path: Path) -> None:
    path = tmp_path / "outcome.json"
    outcome = judge(
        JACOBIAN, sensitivity(condition=3.5), min_nodes=10, max_nodes=100, limits=LIMITS
    )
    outcome.write(path)
    found = read_outcome(path)
    missing = dict.fromkeys(("has_events", "n_satellites", "warnings"))
    assert found.facts == outcome.facts | missing
    assert (found.model, found.status, found.data) == ("m", "scored", DATA)
