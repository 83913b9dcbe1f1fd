"""Figures are saved whole, with their fonts, and the same every time."""

import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from bioripple.figures import accuracies, style
from bioripple.figures.data import Protocol, evaluation_set, outcomes_by_model
from bioripple.predictors.registry import TABLE1
from tests.support.figure_tables import accuracy_table, outcome_table

DRAW = """
import sys
from pathlib import Path
from bioripple.figures import style
figure = style.new_figure(width_in=2, height_in=2)
axis = figure.subplots()
axis.plot([0, 1], [1, 0], "o-", label="a line")
axis.legend()
style.note(figure, "a note")
style.save(figure, pdf=Path(sys.argv[1]), png=Path(sys.argv[2]))
"""


def test_files_are_the_same_in_every_process(tmp_path: Path) -> None:
    contents = []
    for seed in ("1", "2"):
        paths = [tmp_path / f"{seed}.{kind}" for kind in ("pdf", "png")]
        source = str(Path(style.__file__).parents[2])
        environment = {"PYTHONHASHSEED": seed, "PYTHONPATH": source, "HOME": "/tmp"}
        command = [sys.executable, "-c", DRAW, *map(str, paths)]
        subprocess.run(command, check=True, env=environment)
        contents.append([path.read_bytes() for path in paths])
    assert contents[0] == contents[1]
    pdf, png = contents[0]
    assert b"/FontFile2" in pdf
    assert b"CreationDate" not in pdf
    assert png.startswith(b"\x89PNG")


def test_both_files_of_a_whole_figure_are_written(tmp_path: Path) -> None:
    outcomes = outcome_table(3, n_paper=2)
    figure = accuracies.draw(
        accuracy_table(outcomes),
        outcomes,
        protocol=Protocol(),
        sets=("all",),
        family={},
        bootstrap_draws=10,
        seed=0,
    )
    pdf, png = tmp_path / "new" / "figure.pdf", tmp_path / "new" / "figure.png"
    style.save(figure, pdf=pdf, png=png)
    assert pdf.read_bytes().startswith(b"%PDF")
    # width and height follow the header of the first chunk, 4 bytes each
    width = int.from_bytes(png.read_bytes()[16:20], "big")
    assert width == pytest.approx(300 * style.DOUBLE_COLUMN_IN)
    assert sorted(path.name for path in pdf.parent.iterdir()) == [pdf.name, png.name]


def test_drawing_leaves_the_style_of_others_alone() -> None:
    current: Any = mpl.rcParams
    before = {name: current[name] for name in style.PARAMETERS}
    assert before != style.PARAMETERS
    style.empty_figure("a sentence")
    assert {name: current[name] for name in style.PARAMETERS} == before


def test_every_predictor_has_its_own_colour() -> None:
    assert set(style.COLOURS) == {predictor.id for predictor in TABLE1}
    lightness = {
        name: sum(w * c for w, c in zip((0.21, 0.72, 0.07), to_rgb(code), strict=True))
        for name, code in style.COLOURS.items()
    }
    # In print without colour, members of a family are told apart by lightness.
    for family in {predictor.family for predictor in TABLE1}:
        members = sorted(
            lightness[predictor.id]
            for predictor in TABLE1
            if predictor.family == family
        )
        assert all(high - low > 0.1 for low, high in pairwise(members))


def test_evaluation_sets_hold_scored_models_only(tmp_path: Path) -> None:
    path = tmp_path / "outcomes.tsv"
    path.write_text(
        "model\tname\tstatus\tdoubt\tpaper87\tn_nodes\n"
        'a\tan "odd name\tscored\t\ttrue\t12\n'
        "b\t\tscored\t\tfalse\t30\n"
        "d\t\tscored\ta link changes\tfalse\t30\n"
        "c\tNA\trefused\t\tfalse\t\n"
    )
    outcomes = outcomes_by_model(path)
    assert evaluation_set(outcomes, "paper87") == ["a"]
    assert evaluation_set(outcomes, "all") == ["a", "b"]
    assert evaluation_set(outcomes, "unfiltered") == ["a", "b", "d"]
    assert outcomes.loc["c", "n_nodes"] is pd.NA
    assert outcomes.loc["a", "name"] == 'an "odd name'
    with pytest.raises(ValueError, match="'paper88': expected one of 'paper87'"):
        evaluation_set(outcomes, "paper88")
