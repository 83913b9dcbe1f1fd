"""The step that ranks the responses of all models."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from enhancement_factor import main
from numpy.typing import NDArray

from bioripple.network.listed import dense_in_file
from bioripple.predictors.gcn.impact import Source, bio_impact
from bioripple.runtime.files import read_arrays
from bioripple.runtime.records import read_data
from bioripple.runtime.rows import read_rows
from tests.support.mapped_models import LIMITS, write_collection


def run(folder: Path, source: Source) -> tuple[list[Path], dict[str, NDArray[Any]]]:
    table, outcomes = write_collection(folder)
    main(
        table=table,
        outcomes=outcomes,
        jacobians=[path.parent / "jacobian.json" for path in outcomes],
        source=source,
        enhancement_factor=folder / "enhancement_factor.npz",
        oracles=folder / "oracles.tsv",
        lost=folder / "lost.tsv",
        max_nodes=1000,
        **LIMITS,
    )
    return outcomes, read_arrays(folder / "enhancement_factor.npz")


@pytest.mark.parametrize("source", ["sensitivity", "jacobian"])
def test_all_mapped_models_have_impacts_of_the_source(
    tmp_path: Path, source: Source
) -> None:
    outcomes, arrays = run(tmp_path, source)
    names = {"sign", "jacobian_size", "bio_impact", "scaled_impact"}
    assert set(arrays) == {f"{m}/{name}" for m in ("m0", "m1", "m2") for name in names}
    for outcome in outcomes[:3]:
        if source == "sensitivity":
            matrix = read_data(outcome)["sensitivity"]
        else:
            stored = read_data(outcome.parent / "jacobian.json")
            matrix = dense_in_file(stored, "jacobian")
        ranks = arrays[f"{outcome.parent.name}/bio_impact"]
        assert np.array_equal(ranks, bio_impact(matrix))
        assert ranks.dtype == np.int32
    assert arrays["m0/sign"].dtype == np.int8
    assert arrays["m0/scaled_impact"].dtype == np.int16


def test_bounds_are_told_for_both_sources_and_sets(tmp_path: Path) -> None:
    run(tmp_path, "sensitivity")
    bounds = pd.read_csv(tmp_path / "oracles.tsv", sep="\t")
    assert set(bounds["source"]) == {"sensitivity", "jacobian"}
    assert set(bounds["normalise"]) == {True, False}
    counts = bounds.groupby("evaluation_set")["n_models"].unique()
    assert counts["all"].tolist() == [2]
    assert counts["paper87"].tolist() == [1]
    assert bounds["mean"].between(-1, 1).all()


def test_an_unknown_source_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="sensitivity"):
        run(tmp_path, "jacobain")  # type: ignore[arg-type]


def test_a_network_that_is_too_large_is_not_learned_from(tmp_path: Path) -> None:
    table, outcomes = write_collection(tmp_path)
    main(
        table=table,
        outcomes=outcomes,
        jacobians=[path.parent / "jacobian.json" for path in outcomes],
        source="sensitivity",
        max_nodes=14,
        **LIMITS,
        enhancement_factor=tmp_path / "enhancement_factor.npz",
        oracles=tmp_path / "oracles.tsv",
        lost=tmp_path / "lost.tsv",
    )
    arrays = read_arrays(tmp_path / "enhancement_factor.npz")
    assert {key.split("/")[0] for key in arrays} == {"m0", "m2"}
    reason = "15 nodes, more than 14"
    assert read_rows(tmp_path / "lost.tsv") == [{"model": "m1", "reason": reason}]
