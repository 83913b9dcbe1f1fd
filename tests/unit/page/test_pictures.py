"""Pictures are drawn the same every time, and missed politely."""

import sys
from pathlib import Path

import numpy as np
import pytest
from matplotlib.image import imread

from bioripple.answers.result import Condition, Responses
from bioripple.page.drawing import strongest
from bioripple.page.pictures import MISSING, UNASKED, write_pictures
from tests.support.answers import answer_for, random_network

NAMES = ["heatmap.pdf", "heatmap.png", "network.pdf", "network.png"]


@pytest.fixture(scope="module")
def answer() -> Responses:
    labels = ["$x_{", "漢字", *(f"n{k}" for k in range(10))]
    network = random_network(12, 20, seed=1, labels=labels)
    asked = [Condition("one $", {"G0": -1.0}), Condition("two", {"G1": 1.0})]
    return answer_for(network, asked)


def test_pictures_are_the_same_every_time(answer: Responses, tmp_path: Path) -> None:
    contents = []
    for folder in (tmp_path / "a", tmp_path / "b"):
        assert write_pictures(folder, answer) == ()
        assert sorted(path.name for path in folder.iterdir()) == NAMES
        contents.append([(folder / name).read_bytes() for name in NAMES])
    assert contents[0] == contents[1]
    colours = imread(tmp_path / "a/network.png")[:, :, :3].reshape(-1, 3)
    blue, red = (
        (colours[:, 2] > colours[:, 0] + 0.25),
        (colours[:, 0] > colours[:, 2] + 0.25),
    )
    assert blue.any() and red.any()


def test_without_matplotlib_one_note_says_so(
    answer: Responses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert write_pictures(tmp_path, answer) == (MISSING,)
    assert [*tmp_path.iterdir()] == []


def test_without_a_condition_there_is_nothing_to_draw(
    answer: Responses, tmp_path: Path
) -> None:
    empty = Responses(answer.network, answer.predictor, (), answer.table.iloc[:0])
    assert write_pictures(tmp_path, empty) == (UNASKED,)


def test_the_heat_map_has_the_largest_first(answer: Responses) -> None:
    values, names = strongest(answer)
    assert [*values.index] == ["one $", "two"]
    assert len(names) == values.shape[1]
    sizes = values.abs().max().to_numpy()
    assert (np.diff(sizes) <= 0).all() and sizes[-1] > 0
    assert np.isnan(values.loc["one $"].get("G0", np.nan))
