"""The step that computes the three truths."""

from pathlib import Path

import numpy as np
import pandas as pd
from truths import main

from bioripple.network.listed import dense_in_file
from bioripple.responses.truths import TRUTH_COLUMNS
from bioripple.runtime.files import read_arrays
from bioripple.runtime.records import read_data
from bioripple.vocabulary import TRUTHS
from tests.support.mapped_models import LIMITS, write_collection


def test_scored_models_have_three_truths(tmp_path: Path) -> None:
    table, outcomes = write_collection(tmp_path)
    main(
        table=table,
        outcomes=outcomes,
        jacobians=[path.parent / "jacobian.json" for path in outcomes],
        truths=tmp_path / "truths.npz",
        summary=tmp_path / "truths.tsv",
        lost=tmp_path / "lost.tsv",
        **LIMITS,
    )
    arrays = read_arrays(tmp_path / "truths.npz")
    assert set(arrays) == {f"{m}/{truth}" for m in ("m0", "m1") for truth in TRUTHS}
    matrix = read_data(outcomes[1])["sensitivity"]
    assert np.array_equal(arrays["m1/dynamo"], matrix)
    assert np.array_equal(arrays["m1/relative"], matrix)  # every abundance is 1
    stored = read_data(outcomes[1].parent / "jacobian.json")
    inverse = np.linalg.inv(dense_in_file(stored, "jacobian"))
    expected = inverse / np.diagonal(inverse)
    assert np.allclose(arrays["m1/steady_state"], expected, atol=1e-12)
    rows = pd.read_csv(tmp_path / "truths.tsv", sep="\t")
    assert rows.columns.tolist() == list(TRUTH_COLUMNS)
    assert rows["scored"].all()
    assert (rows["share"] == 1).all()
