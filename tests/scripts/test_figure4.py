"""The step that draws pairs of predictors."""

from pathlib import Path

from figure4 import main

from tests.support.figure_tables import accuracy_table, outcome_table, write_tables


def test_both_files_are_written(tmp_path: Path) -> None:
    outcomes = outcome_table(3, n_paper=2)
    accuracy = accuracy_table(outcomes)
    few = accuracy[accuracy["predictor"].isin(["distance_directed", "sparse_graph"])]
    accuracy_path, outcomes_path = write_tables(tmp_path, few, outcomes)
    main(
        accuracy=accuracy_path,
        outcomes=outcomes_path,
        pdf=tmp_path / "figures" / "figure4.pdf",
        png=tmp_path / "figures" / "figure4.png",
    )
    assert (tmp_path / "figures" / "figure4.pdf").read_bytes()[:4] == b"%PDF"
    assert (tmp_path / "figures" / "figure4.png").read_bytes()[1:4] == b"PNG"
