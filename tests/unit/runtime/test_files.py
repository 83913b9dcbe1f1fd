"""Files are written whole or not at all."""

import json
import os
import stat
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from bioripple.runtime import files


def test_an_interrupted_writer_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "table.tsv"
    files.write_text(path, "old")

    def interrupted() -> None:
        with files.replacing(path) as temporary:
            temporary.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_text() == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["table.tsv"]


def test_files_get_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    files.write_text(tmp_path / "ours", "x")
    usual, ours = (
        stat.S_IMODE((tmp_path / n).stat().st_mode) for n in ("usual", "ours")
    )
    assert usual == ours


def test_arrays_come_back_and_their_bytes_depend_on_content_only(
    tmp_path: Path,
) -> None:
    arrays = {"nodes": np.array(["α", "b"]), "x": np.array([[1.0, np.nan]])}
    for name in ("one.npz", "two.npz"):
        files.write_arrays(tmp_path / name, arrays)
    found = files.read_arrays(tmp_path / "one.npz")
    assert found["nodes"].tolist() == ["α", "b"]
    assert np.array_equal(found["x"], arrays["x"], equal_nan=True)
    assert files.sha256(tmp_path / "one.npz") == files.sha256(tmp_path / "two.npz")


def test_pickled_objects_are_not_read(tmp_path: Path) -> None:
    np.savez(tmp_path / "evil.npz", x=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="allow_pickle"):
        files.read_arrays(tmp_path / "evil.npz")
    opened = files.open_arrays(tmp_path / "evil.npz")
    with pytest.raises(ValueError, match="allow_pickle"):
        opened["x"]


def test_a_file_is_opened_once(tmp_path: Path) -> None:
    files.write_arrays(tmp_path / "x.npz", {"x": np.arange(3)})
    opened = files.open_arrays(tmp_path / "x.npz")
    assert files.open_arrays(tmp_path / "x.npz") is opened
    assert opened["x"].tolist() == [0, 1, 2]


def test_a_forked_child_opens_a_file_anew(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    noise = np.random.default_rng(0).random(100_000)
    files.write_arrays(path, {"noise": noise, "more": noise})
    place = _place(path)
    with ProcessPoolExecutor(1, mp_context=get_context("fork")) as pool:
        assert pool.submit(_total, path).result() == noise.sum()
    assert _place(path) == place


def _total(path: Path) -> float:
    return float(files.open_arrays(path)["noise"].sum())


def _place(path: Path) -> int:
    """Return where the open file is read at, as the operating system knows it."""
    archive = files.open_arrays(path).zip
    assert archive is not None
    assert archive.fp is not None
    return os.lseek(archive.fp.fileno(), 0, os.SEEK_CUR)


def test_json_has_no_nan(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        files.write_json(tmp_path / "x.json", {"value": float("nan")})
    assert not list(tmp_path.iterdir())
    files.write_json(tmp_path / "x.json", {"value": [1, None]})
    assert json.loads((tmp_path / "x.json").read_text()) == {"value": [1, None]}


@pytest.mark.parametrize("text", ["", '{"model": "m", "sta', "\udcff", "[" * 50_000])
def test_json_that_is_cut_off_is_told_with_its_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "outcome.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(ValueError, match=r"outcome\.json: is damaged .* delete it and"):
        files.read_json(path)


def test_a_pipe_in_the_place_of_json_holds_nobody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "outcome.json")
    with pytest.raises(ValueError, match=r"outcome\.json: expected a file, found a"):
        files.read_json(tmp_path / "outcome.json")
    with pytest.raises(FileNotFoundError):
        files.read_json(tmp_path / "none.json")
