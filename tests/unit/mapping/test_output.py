"""The folder in which `bioripple map` gathers its results until they are whole."""

from pathlib import Path

import pytest

from bioripple.mapping.output import (
    LOCK,
    MODELS,
    RUN,
    STAGING,
    TABLE,
    CannotWrite,
    check_output,
    replacing_results,
)


def abandoned(folder: Path) -> Path:
    """Return a folder as a run leaves it that is killed."""
    left = folder / f"{STAGING}abcdefgh"
    (left / MODELS / "one").mkdir(parents=True)
    (left / LOCK).touch()
    return left


def fill(folder: Path) -> None:
    (folder / MODELS).mkdir()
    for name in (RUN, TABLE):
        (folder / name).write_text(name)


def test_what_a_killed_run_has_left_goes(tmp_path: Path) -> None:
    abandoned(tmp_path)
    with replacing_results(tmp_path) as staging:
        assert [path for path in tmp_path.iterdir() if path != staging] == []
        fill(staging)
    assert {path.name for path in tmp_path.iterdir()} == {MODELS, RUN, TABLE}


def test_what_a_living_run_works_in_stays(tmp_path: Path) -> None:
    with replacing_results(tmp_path) as first:
        fill(first)
        with replacing_results(tmp_path) as second:
            assert first.is_dir()
            fill(second)


def test_what_others_have_called_so_stays(tmp_path: Path) -> None:
    other = tmp_path / f"{STAGING}notes"
    other.mkdir()
    (other / MODELS).mkdir()
    with replacing_results(tmp_path) as staging:
        fill(staging)
    assert (other / MODELS).is_dir()


def test_a_link_to_something_else_is_not_followed(tmp_path: Path) -> None:
    elsewhere = abandoned(tmp_path / "elsewhere")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"{STAGING}abcdefgh").symlink_to(elsewhere)
    with replacing_results(tmp_path / "out") as staging:
        fill(staging)
    assert (elsewhere / MODELS / "one").is_dir()


def test_where_there_can_be_no_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(CannotWrite, match="results cannot be written there: Not a dir"),
        replacing_results(tmp_path / "file" / "out"),
    ):
        pass
    with pytest.raises(CannotWrite, match="results cannot be written there"):
        check_output(tmp_path / ("x" * 300))
