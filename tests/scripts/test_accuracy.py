"""The step that scores all methods on all scored models."""

from pathlib import Path

import baselines
import pytest
from accuracy import main
from enhancement_factor import main as write_factors

from bioripple.methods import BASELINE_IDS, UPPER_BOUND_IDS
from bioripple.tables import read_accuracies
from tests.mapped_models import write_collection


@pytest.mark.parametrize("threads", [1, 2])
def test_scored_models_have_an_accuracy_for_every_method_and_protocol(
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
    main(
        table=table,
        outcomes=outcomes,
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
    methods = {"biochemical", *BASELINE_IDS, *UPPER_BOUND_IDS}
    counts = found.groupby(["model", "method"]).size()
    assert set(counts.index) == {(m, x) for m in ("m0", "m1") for x in methods}
    assert set(counts) == {8}
    assert found["accuracy"].between(-1, 1).all()
    truth = found.loc[found["method"] == "biochemical", "accuracy"]
    assert truth.tolist() == pytest.approx([1.0] * 16, abs=1e-12)
