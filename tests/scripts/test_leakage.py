"""The step that measures how near training comes to test."""

from pathlib import Path

import pandas as pd
from leakage import main

from bioripple.collection.leakage import LEAKAGE_COLUMNS, SUMMARY_COLUMNS
from bioripple.network.listed import dense_in_file
from bioripple.runtime.records import read_data
from tests.support.mapped_models import LIMITS, write_collection, write_system
from tests.support.synthetic_networks import make_network, write_families
from tests.support.synthetic_networks import write_collection as write_networks


def run(tmp_path: Path, n_networks: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Run the step on the first networks of a small collection."""
    table, outcomes = write_collection(tmp_path)
    folders = [path.parent for path in outcomes]
    for folder in folders:
        write_system(folder, publications=[])
    jacobians = [folder / "jacobian.json" for folder in folders]
    networks = [
        make_network(path.parent.name, dense_in_file(read_data(path), "jacobian"))
        for path in jacobians[:n_networks]
    ]
    write_networks(tmp_path / "factors.npz", networks)
    write_families(tmp_path / "families.tsv", {"m0": "m0", "m1": "m1", "m2": "m0"})
    main(
        systems=[folder / "system.json" for folder in folders],
        jacobians=jacobians,
        enhancement_factor=tmp_path / "factors.npz",
        outcomes=table,
        families=tmp_path / "families.tsv",
        splits=["transductive", "families"],
        seeds=[0, 1],
        folds=2,
        labelled_share=0.5,
        leakage=tmp_path / "leakage.tsv",
        summary=tmp_path / "summary.tsv",
        lost=tmp_path / "lost.tsv",
        **LIMITS,
    )
    names = ("leakage.tsv", "summary.tsv")
    rows, summary = (pd.read_csv(tmp_path / name, sep="\t") for name in names)
    return rows, summary


def test_every_scored_model_is_compared_in_every_split(tmp_path: Path) -> None:
    rows, summary = run(tmp_path, 3)
    assert tuple(rows.columns) == LEAKAGE_COLUMNS
    assert len(rows) == 2 * 2 * 2
    apart = rows[rows["split"] == "families"]
    of_m0 = apart.loc[apart["model"] == "m0", "nearest_by_network"]
    assert of_m0.tolist() == ["m1", "m1"]  # m2 is kin
    of_m1 = apart.loc[apart["model"] == "m1", "nearest_by_network"]
    assert of_m1.isin(["m0", "m2"]).all()
    assert (rows[rows["split"] == "transductive"]["network_similarity"] == 1).all()
    assert tuple(summary.columns) == SUMMARY_COLUMNS
    assert len(summary) == 4


def test_a_split_that_the_models_are_too_few_for_has_no_rows(tmp_path: Path) -> None:
    rows, summary = run(tmp_path, 1)
    assert tuple(rows.columns) == LEAKAGE_COLUMNS
    assert tuple(summary.columns) == SUMMARY_COLUMNS
    assert rows.empty
    assert summary.empty
