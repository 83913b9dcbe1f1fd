"""The step that averages accuracies over models."""

from pathlib import Path

import pandas as pd
from table1 import main

from bioripple.collection import write_table
from bioripple.tables import COLUMNS
from tests.mapped_models import write_collection


def test_table_and_text_hold_the_same_means(tmp_path: Path) -> None:
    outcomes, _ = write_collection(tmp_path)
    rows = [
        (
            *(model, "distance_directed", "dynamo", "off_diagonal", "pooled", ties),
            *("none", None, value),
        )
        for ties in ("average", "jitter")
        for model, value in (("m0", 0.25), ("m1", 0.75))
    ]
    names = ["model", "method", "truth", "entries", "pooling", "ties", "split"]
    accuracy = tmp_path / "accuracy.tsv"
    write_table(accuracy, pd.DataFrame(rows, columns=[*names, "seed", "accuracy"]))
    main(
        accuracy=accuracy,
        outcomes=outcomes,
        bootstrap_draws=50,
        seed=0,
        table=tmp_path / "table1.tsv",
        markdown=tmp_path / "table1.md",
    )
    found = pd.read_csv(tmp_path / "table1.tsv", sep="\t")
    assert found.columns.tolist() == COLUMNS
    means = found.groupby("evaluation_set")["mean"].unique()
    assert means["all"].tolist() == [0.5]
    assert means["paper87"].tolist() == [0.25]
    assert "0.500 [" in (tmp_path / "table1.md").read_text()
