"""SBML files are found by their names, and get ids that are clean and differ."""

import os
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bioripple.datasets.folder import TooManyFiles, find_models, ids_of
from bioripple.datasets.sheet import SheetRow, row_problems
from bioripple.mapping.output import check_inputs


def make(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return folder


def test_all_endings_are_seen_in_all_folders(tmp_path: Path) -> None:
    models = ["a.xml", "b.SBML", "c.xml.gz", "d.Sbml.GZ", "e.omex", "f/g/h.xml"]
    others = ["readme.md", "f/data.csv", "x.gz", "xml"]
    hidden = [".a.xml", ".git/b.xml", "__MACOSX/c.xml", "f/._h.xml"]
    found = find_models(make(tmp_path, *models, *others, *hidden))
    assert sorted(map(str, found.models)) == sorted(models)
    assert sorted(map(str, found.others)) == sorted(others)


def test_what_is_apart_is_not_seen(tmp_path: Path) -> None:
    make(tmp_path, "a.xml", "out/b.xml", "sheet.xml")
    apart = [(tmp_path / name).resolve() for name in ("out", "sheet.xml")]
    assert find_models(tmp_path, apart=apart).models == (PurePosixPath("a.xml"),)


def test_no_link_to_a_folder_is_followed(tmp_path: Path) -> None:
    make(tmp_path, "in/a.xml", "secret/b.xml")
    (tmp_path / "in/out").symlink_to(tmp_path / "secret")
    (tmp_path / "in/round").symlink_to(tmp_path / "in")
    assert find_models(tmp_path / "in").models == (PurePosixPath("a.xml"),)


@pytest.mark.skipif(os.getuid() == 0, reason="root may read every folder")
def test_a_folder_that_cannot_be_read_is_listed(tmp_path: Path) -> None:
    make(tmp_path, "shut/a.xml")
    (tmp_path / "shut").chmod(0)
    try:
        assert find_models(tmp_path).others == (PurePosixPath("shut"),)
    finally:
        (tmp_path / "shut").chmod(0o700)


def test_too_many_files_are_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bioripple.datasets.folder.MOST_FILES", 3)
    make(tmp_path, "a.xml", "b.xml", "c.xml")
    assert len(find_models(tmp_path).models) == 3
    make(tmp_path, "d.xml")
    with pytest.raises(TooManyFiles, match="has more than 3 files"):
        find_models(tmp_path)


@pytest.mark.parametrize(
    ("names", "ids"),
    [
        (["a.xml", "b.sbml.gz", "C-1.x.omex"], ["a", "b", "C-1.x"]),
        (["my model (1).xml"], ["my_model_1"]),
        (["Böhm 2014.xml", "naïve_β.xml"], ["Bohm_2014", "naive"]),
        (["模型.xml", "δ.xml"], ["model_2", "model"]),
        (["a..b.xml", "-rf.xml", ".xml"], ["a.b", "rf", "model"]),
        (["$(rm -rf ~).xml", "a\nb.xml", "{x}.xml"], ["rm_-rf", "a_b", "x"]),
        (["a b.xml", "a_b.xml", "A_b.xml.gz"], ["a_b_3", "a_b", "A_b_2"]),
        (["a.sbml", "a.xml", "a.xml.gz"], ["a_2", "a", "a_3"]),
        (["x/model.xml", "y/model.xml"], ["x_model", "y_model"]),
        (["model.xml", "y/model.xml"], ["model", "y_model"]),
        (["00001.xml", "_x_.xml"], ["00001", "_x_"]),
        (["x" * 200 + ".sbml", "x" * 200 + ".xml"], ["x" * 98 + "_2", "x" * 100]),
    ],
)
def test_ids_are_the_names_as_far_as_they_can_be(
    names: list[str], ids: list[str]
) -> None:
    assert ids_of([PurePosixPath(name) for name in names]) == ids


PARTS = st.text(min_size=1, max_size=8).filter(lambda text: text not in (".", ".."))
PATHS = st.lists(PARTS, min_size=1, max_size=3)


@given(st.lists(PATHS.map(lambda parts: PurePosixPath(*parts))))
def test_whatever_the_names_the_ids_are_clean_and_differ(
    names: list[PurePosixPath],
) -> None:
    ids = ids_of(names)
    assert len({id_.lower() for id_ in ids}) == len(names)
    assert not any(row_problems(SheetRow(id_)) for id_ in ids)
    assert ids == ids_of(names)


def test_links_in_a_ring_are_files_as_others_are(tmp_path: Path) -> None:
    """Each gets the outcome that it cannot be read, and the others are mapped."""
    (tmp_path / "ring.xml").symlink_to("ring.xml")
    (tmp_path / "good.xml").touch()
    found = find_models(tmp_path, apart=[tmp_path / "out"])
    assert [str(name) for name in found.models] == ["good.xml", "ring.xml"]
    check_inputs(tmp_path / "out", [tmp_path / "ring.xml"])
