"""The step that computes the truths."""

from pathlib import Path

import numpy as np
import pandas as pd
from truths import main

from bioripple.network.listed import dense_in_file
from bioripple.responses.truths import TRUTH_COLUMNS
from bioripple.runtime.files import read_arrays
from bioripple.runtime.records import read_data
from bioripple.vocabulary import TRUTHS
from tests.support.mapped_models import (
    LIMITS,
    write_collection,
    write_steady_states,
)


def test_scored_models_have_four_truths_or_a_reason(tmp_path: Path) -> None:
    table, outcomes = write_collection(tmp_path)
    jacobians = [path.parent / "jacobian.json" for path in outcomes]
    why = "oscillates: it still does at t = 10"
    main(
        table=table,
        outcomes=outcomes,
        jacobians=jacobians,
        **write_steady_states(tmp_path, jacobians, reasons={"m0": why}),
        truths=tmp_path / "truths.npz",
        summary=tmp_path / "truths.tsv",
        lost=tmp_path / "lost.tsv",
        **LIMITS,
    )
    arrays = read_arrays(tmp_path / "truths.npz")
    assert set(arrays) == {f"{m}/{truth}" for m in ("m0", "m1") for truth in TRUTHS}
    assert np.array_equal(np.isfinite(arrays["m0/steady_state"]), np.eye(12) == 1)
    matrix = read_data(outcomes[1])["sensitivity"]
    assert np.array_equal(arrays["m1/dynamo"], matrix)
    assert np.array_equal(arrays["m1/relative"], matrix)  # every abundance is 1
    stored = read_data(outcomes[1].parent / "jacobian.json")
    inverse = np.linalg.inv(dense_in_file(stored, "jacobian"))
    expected = inverse / np.diagonal(inverse)
    assert np.allclose(arrays["m1/lasting_push"], expected, atol=1e-12)
    assert np.array_equal(arrays["m1/steady_state"], arrays["m1/lasting_push"])
    rows = pd.read_csv(tmp_path / "truths.tsv", sep="\t")
    assert rows.columns.tolist() == list(TRUTH_COLUMNS)
    no_rest = rows[~rows["scored"]]
    assert no_rest[["model", "truth", "reason"]].to_numpy().tolist() == [
        ["m0", "steady_state", why]
    ]
    assert (rows.loc[rows["scored"], "share"] == 1).all()
