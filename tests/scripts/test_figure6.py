"""The step that draws the effects of network properties."""

from pathlib import Path

from figure6 import main

from bioripple.runtime.tables import write_table
from tests.support.figure_tables import (
    accuracy_table,
    outcome_table,
    property_table,
    write_tables,
)


def test_both_files_are_written(tmp_path: Path) -> None:
    outcomes = outcome_table(5, n_paper=5)
    accuracy = accuracy_table(outcomes)
    few = accuracy[accuracy["predictor"].isin(["distance_directed", "sparse_graph"])]
    accuracy_path, outcomes_path = write_tables(tmp_path, few, outcomes)
    properties_path = tmp_path / "network_properties.tsv"
    properties = property_table(outcomes)
    properties.loc[properties.index[0], "mean_jacobian"] = None
    write_table(properties_path, properties.reset_index())
    main(
        accuracy=accuracy_path,
        outcomes=outcomes_path,
        properties=properties_path,
        seed=0,
        pdf=tmp_path / "figures" / "figure6.pdf",
        png=tmp_path / "figures" / "figure6.png",
    )
    assert (tmp_path / "figures" / "figure6.pdf").read_bytes()[:4] == b"%PDF"
    assert (tmp_path / "figures" / "figure6.png").read_bytes()[1:4] == b"PNG"
