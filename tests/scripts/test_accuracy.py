"""The step that scores all methods on all scored models."""

from itertools import product
from pathlib import Path

import baselines
import pytest
from accuracy import main
from enhancement_factor import main as write_factors
from truths import main as write_truths

from bioripple.methods import BASELINE_IDS, UPPER_BOUND_IDS
from bioripple.tables import read_accuracies
from bioripple.truths import TRUTHS
from tests.mapped_models import write_collection


@pytest.mark.parametrize("threads", [1, 2])
def test_scored_models_have_an_accuracy_for_every_method_truth_and_protocol(
    tmp_path: Path, threads: int
) -> None:
    table, outcomes = write_collection(tmp_path)
    jacobians = [path.parent / "jacobian.json" for path in outcomes]
    records = [path.parent / "baselines.json" for path in outcomes]
    for jacobian, record in zip(jacobians, records, strict=True):
        baselines.main(
            jacobian=jacobian,
            record=record,
            alpha=0.9,
            max_seconds=60,
            max_memory_mb=2000,
        )
    factors = tmp_path / "enhancement_factor.npz"
    write_factors(
        table=table,
        outcomes=outcomes,
        jacobians=jacobians,
        source="sensitivity",
        enhancement_factor=factors,
        bounds=tmp_path / "upper_bounds.tsv",
    )
    truths, summary = tmp_path / "truths.npz", tmp_path / "truths.tsv"
    write_truths(
        table=table,
        outcomes=outcomes,
        jacobians=jacobians,
        truths=truths,
        summary=summary,
    )
    main(
        table=table,
        truths=truths,
        summary=summary,
        baselines=records,
        enhancement_factor=factors,
        predictions=[],
        normalise=False,
        jitter=0.01,
        jitter_draws=2,
        seed=0,
        threads=threads,
        accuracy=tmp_path / "accuracy.tsv",
    )
    found = read_accuracies(tmp_path / "accuracy.tsv")
    assert found.columns.tolist() == [
        *("model", "method", "truth", "entries", "pooling", "ties"),
        *("split", "seed", "accuracy"),
    ]
    counts = found.groupby(["truth", "model", "method"]).size()
    methods = ("biochemical", *BASELINE_IDS)
    expected: set[tuple[str, ...]] = {*product(TRUTHS, ("m0", "m1"), methods)}
    expected |= {*product(("dynamo",), ("m0", "m1"), UPPER_BOUND_IDS)}
    assert set(counts.index) == expected
    assert set(counts) == {8}
    assert found["accuracy"].between(-1, 1).all()
    themselves = found.loc[found["method"] == "biochemical", "accuracy"]
    assert themselves.tolist() == pytest.approx([1.0] * 48, abs=1e-12)
