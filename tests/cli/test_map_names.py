"""`bioripple map` on files of any name, in any place."""

from pathlib import Path

from tests.cli.conftest import Run
from tests.cli.folders import SOUND, table, write


def test_odd_names_get_clean_ids(bioripple: Run, tmp_path: Path) -> None:
    names = ["my model (1).xml", "a\nb.xml", "-rf.xml", "é\x1b[31m.xml", "x.xml"]
    (tmp_path / "in/x").mkdir(parents=True)
    for name in (*names, "x/x.xml"):
        (tmp_path / "in" / name).write_text("<sbml/>")
    done = bioripple("map", "in", "-o", "out")
    assert done.exit_code == 0, done.output
    assert "\x1b" not in done.output
    rows = table(tmp_path / "out/outcomes.tsv")
    ids = {row["file"]: row["model"] for row in rows}
    assert ids == {
        "my model (1).xml": "my_model_1",
        "a b.xml": "a_b",
        "-rf.xml": "rf",
        "é [31m.xml": "e_31m",
        "x.xml": "x",
        "x/x.xml": "x_x",
    }
    folders = {path.name for path in (tmp_path / "out/models").iterdir()}
    assert folders == set(ids.values())


def test_a_name_that_is_no_text_is_no_trouble(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / b"\xff\xfe.xml".decode(errors="surrogateescape")).write_text("")
    done = bioripple("map", "in", "-o", "out")
    assert done.exit_code == 0, done.output
    assert table(tmp_path / "out/outcomes.tsv")[0]["model"] == "model"


def test_files_and_folders_can_be_named_together(
    bioripple: Run, tmp_path: Path
) -> None:
    write(tmp_path / "a", one__xml="<sbml/>", two__xml="<sbml/>")
    write(tmp_path / "b", one__xml="<sbml/>", model__txt="<sbml/>")
    inputs = ["a", "b", "a/one.xml", "./a/../a/two.xml", "b/model.txt"]
    done = bioripple("map", *inputs, "-o", "out")
    assert done.exit_code == 0, done.output
    rows = table(tmp_path / "out/outcomes.tsv")
    assert [row["model"] for row in rows] == ["a_one", "two", "b_one", "model.txt"]
    files = ["a/one.xml", "a/two.xml", "b/one.xml", "b/model.txt"]
    assert [row["file"] for row in rows] == files


def test_a_link_is_followed_only_if_it_was_named(
    bioripple: Run, tmp_path: Path
) -> None:
    write(tmp_path / "secret", key__xml=SOUND)
    write(tmp_path / "in", inner__xml=SOUND)
    (tmp_path / "in/out.xml").symlink_to(tmp_path / "secret/key.xml")
    (tmp_path / "in/within.xml").symlink_to("inner.xml")
    (tmp_path / "in/gone.xml").symlink_to("nowhere.xml")
    assert bioripple("map", "in", "-o", "out").exit_code == 0
    rows = {row["model"]: row for row in table(tmp_path / "out/outcomes.tsv")}
    statuses = {model: row["status"] for model, row in rows.items()}
    assert statuses == {
        "inner": "scored", "within": "scored", "out": "failed", "gone": "failed"
    }  # fmt: skip
    assert "is a link to a file elsewhere" in rows["out"]["reason"]
    assert bioripple("map", "in/out.xml", "-o", "out").exit_code == 0
    (row,) = table(tmp_path / "out/outcomes.tsv")
    assert (row["model"], row["status"]) == ("out", "scored")
