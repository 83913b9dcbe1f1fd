"""The step that scores all predictors on all scored models."""

from itertools import product
from pathlib import Path

import pytest
from accuracy import main

from bioripple.evaluation.scores import read_scores
from bioripple.predictors.registry import ORACLES
from bioripple.predictors.topology import BASELINES
from bioripple.vocabulary import TRUTHS
from tests.support.accuracy_inputs import write_accuracy_inputs


@pytest.mark.parametrize("threads", [1, 2])
def test_scored_models_have_an_accuracy_for_every_predictor_truth_and_protocol(
    tmp_path: Path, threads: int
) -> None:
    _, inputs = write_accuracy_inputs(tmp_path)
    path, lost = tmp_path / "accuracy.tsv", tmp_path / "lost.tsv"
    main(**inputs, predictions=[], threads=threads, accuracy=path, lost=lost)
    found = read_scores(path)
    assert found.columns.tolist() == [
        *("predictor", "tier", "truth", "split", "seed"),
        *("entries", "pooling", "ties", "model", "accuracy"),
        *("reachable", "top_five", "sign", "commoner_sign"),
    ]
    counts = found.groupby(["truth", "model", "predictor"]).size()
    predictors = ("biochemical", *BASELINES)
    expected: set[tuple[str, ...]] = {*product(TRUTHS, ("m0", "m1"), predictors)}
    expected -= {*product(("steady_state",), ("m0",), predictors)}  # it does not rest
    expected |= {*product(("dynamo",), ("m0", "m1"), ORACLES)}
    assert set(counts.index) == expected
    assert set(counts) == {8}
    assert found["accuracy"].between(-1, 1).all()
    themselves = found.loc[found["predictor"] == "biochemical", "accuracy"]
    assert themselves.tolist() == pytest.approx([1.0] * 56, abs=1e-12)
