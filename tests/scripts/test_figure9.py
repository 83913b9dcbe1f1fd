"""The steps that compare ablations, average over strata and draw both."""

from pathlib import Path

import compare_ablations
import figure9
import pandas as pd
import strata

from bioripple.runtime.files import write_json
from bioripple.runtime.tables import write_table
from tests.support.ablation_tables import (
    FAMILY,
    MODELS,
    N_TRAINING,
    distance_scores,
    variant_scores,
    whole_scores,
)
from tests.support.synthetic_networks import write_families


def write_inputs(folder: Path) -> dict[str, Path]:
    """Write what the three steps read, and return where."""
    tables = {
        "outcomes": pd.DataFrame(
            {
                "model": MODELS,
                "status": "scored",
                "doubt": "",
                "paper87": False,
                "n_nodes": range(10, 30),
                "steadiness": [0.1 * k for k in range(20)],
            }
        ),
        "properties": pd.DataFrame({"model": MODELS, "mean_jacobian": range(20)}),
        "ablated": variant_scores(),
        "whole": whole_scores(),
        "accuracy": distance_scores(),
    }
    paths = {name: folder / f"{name}.tsv" for name in (*tables, "families")}
    for name, table in tables.items():
        write_table(paths[name], table)
    write_families(paths["families"], FAMILY)
    return paths


def write_metrics(folder: Path) -> list[Path]:
    paths = []
    for (variant, tier), count in N_TRAINING.items():
        whole = variant == "learned_kinetics"
        run = folder / ("kinetics" if whole else f"ablations/{variant}")
        paths.append(run / tier / "families/seed0/metrics.json")
        write_json(paths[-1], {"per_fold": [{"n_training_models": count}]})
    return paths


def test_from_scores_to_the_figure(tmp_path: Path) -> None:
    paths = write_inputs(tmp_path)
    table, by_quarter = tmp_path / "ablations.tsv", tmp_path / "strata.tsv"
    compare_ablations.main(
        outcomes=paths["outcomes"],
        families=paths["families"],
        ablated=paths["ablated"],
        whole=paths["whole"],
        metrics=write_metrics(tmp_path),
        bootstrap_draws=100,
        seed=0,
        table=table,
    )
    strata.main(
        outcomes=paths["outcomes"],
        properties=paths["properties"],
        accuracy=paths["accuracy"],
        kinetics=paths["whole"],
        table=by_quarter,
    )
    figures = {kind: tmp_path / f"figure9.{kind}" for kind in ("pdf", "png")}
    figure9.main(ablations=table, strata=by_quarter, **figures)
    assert len(pd.read_csv(table, sep="\t")) == 3 * len(N_TRAINING)
    assert len(pd.read_csv(by_quarter, sep="\t")) == 3 * 4 * 3
    assert figures["pdf"].read_bytes()[:4] == b"%PDF"
    assert figures["png"].read_bytes()[1:4] == b"PNG"
