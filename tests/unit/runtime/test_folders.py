"""The folder in which a command gathers its results until they are whole."""

from pathlib import Path

import pytest

from bioripple.mapping.output import MAPPED, MODELS, RUN, TABLE
from bioripple.runtime.folders import STAGING, CannotWrite, NotOurs, Results


def abandoned(folder: Path) -> Path:
    """Return a folder as a run leaves it that is killed."""
    left = folder / f"{STAGING}abcdefgh"
    (left / MODELS / "one").mkdir(parents=True)
    (left / MAPPED.lock).touch()
    return left


def fill(folder: Path) -> None:
    (folder / MODELS).mkdir()
    for name in (RUN, TABLE):
        (folder / name).write_text(name)


def test_what_a_killed_run_has_left_goes(tmp_path: Path) -> None:
    abandoned(tmp_path)
    with MAPPED.replacing(tmp_path) as staging:
        assert [path for path in tmp_path.iterdir() if path != staging] == []
        fill(staging)
    assert {path.name for path in tmp_path.iterdir()} == {MODELS, RUN, TABLE}


def test_what_a_living_run_works_in_stays(tmp_path: Path) -> None:
    with MAPPED.replacing(tmp_path) as first:
        fill(first)
        with MAPPED.replacing(tmp_path) as second:
            assert first.is_dir()
            fill(second)


def test_what_others_have_called_so_stays(tmp_path: Path) -> None:
    other = tmp_path / f"{STAGING}notes"
    other.mkdir()
    (other / MODELS).mkdir()
    with MAPPED.replacing(tmp_path) as staging:
        fill(staging)
    assert (other / MODELS).is_dir()


def test_a_link_to_something_else_is_not_followed(tmp_path: Path) -> None:
    elsewhere = abandoned(tmp_path / "elsewhere")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / f"{STAGING}abcdefgh").symlink_to(elsewhere)
    with MAPPED.replacing(tmp_path / "out") as staging:
        fill(staging)
    assert (elsewhere / MODELS / "one").is_dir()


def test_where_there_can_be_no_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(CannotWrite, match="results cannot be written there: Not a dir"),
        MAPPED.replacing(tmp_path / "file" / "out"),
    ):
        pass
    with pytest.raises(CannotWrite, match="results cannot be written there"):
        MAPPED.check(tmp_path / ("x" * 300))


KEPT = Results("some command", "answer.json", ("table", "page", "answer.json"), ".lock")


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text('{"made_by": "some command"}')


def test_what_the_new_results_lack_goes_with_the_old_ones(tmp_path: Path) -> None:
    """A page stands beside the answer that it shows, or not at all."""
    with KEPT.replacing(tmp_path) as staging:
        write(staging, "table", "page", "answer.json")
    write(tmp_path, "notes of my own")
    assert KEPT.check(tmp_path)
    with KEPT.replacing(tmp_path) as staging:
        write(staging, "table", "answer.json")
    there = {path.name for path in tmp_path.iterdir()}
    assert there == {"table", "answer.json", "notes of my own"}


def test_what_another_has_made_is_not_replaced(tmp_path: Path) -> None:
    write(tmp_path, "table")
    with pytest.raises(NotOurs, match="holds 'table', which no `some command`"):
        KEPT.check(tmp_path)


def test_nothing_is_left_where_making_it_fails(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), KEPT.replacing(tmp_path / "new") as staging:
        write(staging, "table")
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []
