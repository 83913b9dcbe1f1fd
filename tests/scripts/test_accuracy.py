"""The step that scores all methods on all scored models."""

from itertools import product
from pathlib import Path

import pytest
from accuracy import main

from bioripple.evaluation.methods import BASELINE_IDS, UPPER_BOUND_IDS
from bioripple.evaluation.table1 import read_accuracies
from bioripple.vocabulary import TRUTHS
from tests.support.accuracy_inputs import write_accuracy_inputs


@pytest.mark.parametrize("threads", [1, 2])
def test_scored_models_have_an_accuracy_for_every_method_truth_and_protocol(
    tmp_path: Path, threads: int
) -> None:
    _, inputs = write_accuracy_inputs(tmp_path)
    path, lost = tmp_path / "accuracy.tsv", tmp_path / "lost.tsv"
    main(**inputs, predictions=[], threads=threads, accuracy=path, lost=lost)
    found = read_accuracies(path)
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
