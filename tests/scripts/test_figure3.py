"""The step that draws the mean accuracies."""

from pathlib import Path

from figure3 import main

from tests.support.figure_tables import accuracy_table, outcome_table, write_tables
from tests.support.mapped_models import write_families


def test_both_files_are_written(tmp_path: Path) -> None:
    outcomes = outcome_table(3, n_paper=2)
    accuracy_path, outcomes_path = write_tables(
        tmp_path, accuracy_table(outcomes), outcomes
    )
    main(
        accuracy=accuracy_path,
        outcomes=outcomes_path,
        families=write_families(tmp_path, ()),
        bootstrap_draws=10,
        seed=0,
        pdf=tmp_path / "figures" / "figure3.pdf",
        png=tmp_path / "figures" / "figure3.png",
    )
    assert (tmp_path / "figures" / "figure3.pdf").read_bytes()[:4] == b"%PDF"
    assert (tmp_path / "figures" / "figure3.png").read_bytes()[1:4] == b"PNG"
