"""The step that averages accuracies over models."""

import json
from pathlib import Path

import pandas as pd
from table1 import main

from bioripple.evaluation.table1 import COLUMNS
from bioripple.metrics.measures import NAMES
from bioripple.runtime.tables import write_table
from tests.support.mapped_models import write_collection, write_families


def test_table_and_text_hold_the_same_means(tmp_path: Path) -> None:
    outcomes, _ = write_collection(tmp_path)
    rows = [
        (
            *(model, "distance_directed", "dynamo", "off_diagonal", "pooled", ties),
            *("none", None, value, *[value] * len(NAMES)),
        )
        for ties in ("average", "jitter")
        for model, value in (("m0", 0.25), ("m1", 0.75))
    ]
    names = ["model", "predictor", "truth", "entries", "pooling", "ties", "split"]
    accuracy = tmp_path / "accuracy.tsv"
    columns = [*names, "seed", "accuracy", *NAMES]
    write_table(accuracy, pd.DataFrame(rows, columns=columns))
    metrics = tmp_path / "full_graph" / "models" / "seed0" / "metrics.json"
    metrics.parent.mkdir(parents=True)
    metrics.write_text(json.dumps({"not_trained": "split 'models' needs more"}))
    main(
        accuracy=accuracy,
        outcomes=outcomes,
        families=write_families(tmp_path, ("m0", "m1")),
        metrics=[metrics],
        bootstrap_draws=50,
        seed=0,
        table=tmp_path / "table1.tsv",
        markdown=tmp_path / "table1.md",
        page=tmp_path / "table1.html",
    )
    found = pd.read_csv(tmp_path / "table1.tsv", sep="\t")
    assert found.columns.tolist() == COLUMNS
    means = found.groupby("evaluation_set")["mean"].unique()
    assert means["all"].tolist() == [0.5]
    assert means["paper87"].tolist() == [0.25]
    for name in ("table1.md", "table1.html"):
        text = (tmp_path / name).read_text()
        assert "0.500 [" in text
        assert "Means of 2 models: an illustration, no result." in text
        assert "Not trained for lack of models (full graph)" in text
