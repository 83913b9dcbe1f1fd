"""`bioripple make-sheet`: one bad file never ends it, and it says what it did."""

import gzip
import hashlib
from pathlib import Path

import pytest

from bioripple.datasets.make_sheet import describe, list_folder, model_name
from bioripple.datasets.sheet import SheetRow, read_sheet
from bioripple.errors import Failed, Refused
from bioripple.runtime.guard import Limits
from tests.cli.conftest import Run, everything
from tests.support import tiny_models
from tests.unit.datasets.test_packed import omex

MODEL = '<sbml xmlns="s"><model id="m" name="{}"/></sbml>'
LIMITS = Limits(seconds=30, memory_mb=500)


def digest(content: str | bytes) -> str:
    data = content.encode() if isinstance(content, str) else content
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "my models"
    contents: dict[str, str | bytes] = {
        "plain.xml": MODEL.format("one"),
        "other.sbml": MODEL.format("two"),
        "zipped.xml.gz": gzip.compress(MODEL.format("three").encode()),
        "archive.omex": omex(m__xml=MODEL.format("four").encode()),
        "my model (1).xml": MODEL.format("a\tb &amp; c"),
        "sub/deep.xml": MODEL.format(""),
        "cut.xml": MODEL.format("five")[:50],
        "page.xml": "<html/>",
        "empty.xml": " ",
        "binary.xml": bytes(range(256)),
        "bomb.xml": tiny_models.BOMB,
        "twice.omex": omex(a__xml=b"<sbml/>", b__xml=b"<sbml id='b'/>"),
        "shut.xml.gz": gzip.compress(b"<sbml/>" * 9)[:-4],
        "tab\t.xml": MODEL.format("six"),
        " blank.xml": MODEL.format("seven"),
        "{id}.xml": MODEL.format("eight"),
        "notes.txt": "x",
    }
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
    return folder


def test_what_is_sbml_has_a_row_and_the_rest_is_told(
    bioripple: Run, folder: Path, tmp_path: Path
) -> None:
    done = bioripple("make-sheet", folder, "my.tsv")
    assert done.exit_code == 0, done.output
    files = {
        "plain": ("", "one"),
        "other": ("other.sbml", "two"),
        "zipped": ("zipped.xml.gz", "three"),
        "archive": ("archive.omex", "four"),
        "my_model_1": ("my model (1).xml", "a b & c"),
        "deep": ("sub/deep.xml", "m"),
        "cut": ("", "five"),
    }
    rows = {row.id: row for row in read_sheet(tmp_path / "my.tsv")}
    assert {id_: (row.file, row.name) for id_, row in rows.items()} == files
    for row in rows.values():
        assert row.sha256 == digest((folder / row.path).read_bytes())
    assert f"my.tsv: 7 models of {folder}" in done.stdout
    assert "my_model_1 is my model (1).xml" in done.stdout
    for name, reason in {
        "page.xml": "is no SBML: its first element is <html>",
        "empty.xml": "is empty",
        "binary.xml": "is no SBML: not well-formed",
        "bomb.xml": "declares a document type (DTD)",
        "twice.omex": "expected one SBML file, found 2",
        "shut.xml.gz": "the gzip file is cut off",
        "tab .xml": "rename it: expected up to 1000 printable characters",
        "blank.xml": "rename it: expected up to 1000 printable characters",
        "{id}.xml": "rename it: expected no braces",
        "notes.txt": "is no SBML by its name",
    }.items():
        assert f"  {name}: {reason}" in done.stdout


def test_the_last_id_can_be_said(bioripple: Run, tmp_path: Path) -> None:
    for name in ("M1", "M2", "M3"):
        (tmp_path / f"{name}.xml").write_text(MODEL.format(name))
    assert bioripple("make-sheet", ".", "x.tsv", "--last", "M2").exit_code == 0
    assert read_sheet(tmp_path / "x.tsv") == [
        SheetRow(name, digest(MODEL.format(name)), name) for name in ("M1", "M2")
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nowhere", "x.tsv"], "nowhere: there is no such folder"),
        (["models.tsv", "in"], "models.tsv: is a file; expected a folder"),
        (["in", "in"], "in: is a folder; expected the model sheet to write"),
        (["bare", "x.tsv"], "bare: holds no SBML file"),
        (["bad", "x.tsv"], "  page.xml: is no SBML: its first element is <html>"),
        (["in", "data.csv"], "data.csv: is no model sheet, so it is not replaced"),
        (["in"], "SHEET"),
    ],
)
def test_what_is_impossible_is_said_and_nothing_is_written(
    bioripple: Run, tmp_path: Path, arguments: list[str], message: str
) -> None:
    for name in ("in", "bare", "bad"):
        (tmp_path / name).mkdir()
    (tmp_path / "in/m.xml").write_text(MODEL.format("m"))
    (tmp_path / "bad/page.xml").write_text("<html/>")
    (tmp_path / "data.csv").write_text("x,y\n1,2\n")
    (tmp_path / "models.tsv").write_text("id\na\n")
    before = everything(tmp_path)
    done = bioripple("make-sheet", *arguments)
    assert done.exit_code == 2
    assert message in done.stderr
    assert done.stdout == ""
    assert everything(tmp_path) == before


def test_a_sheet_may_be_replaced_and_lie_in_the_folder(
    bioripple: Run, tmp_path: Path
) -> None:
    (tmp_path / "m.xml").write_text(MODEL.format("m"))
    (tmp_path / "models.tsv").write_text("id\nolder\n")
    done = bioripple("make-sheet", ".", "models.tsv")
    assert done.exit_code == 0
    assert "Left out" not in done.stdout
    assert [row.id for row in read_sheet(tmp_path / "models.tsv")] == ["m"]
    assert done.stdout.startswith("replaced models.tsv, which had 1 model\n")


def test_a_source_that_somebody_has_entered_is_not_lost(
    bioripple: Run, tmp_path: Path
) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/m.xml").write_text(MODEL.format("m"))
    rows = ["id\tsource", "m\tdirectory", "BIOMD0000000001\tarchive", "n\t"]
    (tmp_path / "my.tsv").write_text("\n".join(rows))
    before = everything(tmp_path)
    done = bioripple("make-sheet", "in", "my.tsv")
    assert done.exit_code == 2
    assert "my.tsv: has a `source` for 2 models (archive, directory)" in done.stderr
    assert everything(tmp_path) == before
    done = bioripple("make-sheet", "in", "my.tsv", "--force")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "replaced my.tsv, which had 3 models",
        "my.tsv: 1 model of in",
    ]


def test_a_file_that_is_left_out_is_named_once(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/m.xml").write_text(MODEL.format("m"))
    (tmp_path / "else.xml").write_text(MODEL.format("m"))
    (tmp_path / "in/evil.xml").symlink_to(tmp_path / "else.xml")
    done = bioripple("make-sheet", "in", "my.tsv")
    assert "  evil.xml: is a link to a file elsewhere" in done.stdout


def test_no_sheet_is_written_where_that_is_not_possible(
    bioripple: Run, tmp_path: Path
) -> None:
    (tmp_path / "m.xml").write_text(MODEL.format("m"))
    done = bioripple("make-sheet", ".", "m.xml/x.tsv")
    assert done.exit_code == 1
    assert "m.xml/x.tsv: cannot be written" in done.stderr


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<sbml xmlns="s"><model id="m" name="A &amp; B&#10;c"/></sbml>', "A & B c"),
        (b'<s:sbml xmlns:s="s"><s:model id="m"/></s:sbml>', "m"),
        (b'<sbml><model name="one"/><x><model name="two"/></x></sbml>', "one"),
        (b"<sbml><model/></sbml>", ""),
        (b"<sbml/>", ""),
        (b'\xef\xbb\xbf<sbml><model name="mark"/></sbml>', "mark"),
        (b'<sbml><model name="%s"/></sbml>' % (b"x" * 10**6), "x" * 500),
        (b'<sbml><model name="cut off"/><species', "cut off"),
        (b"<sbml><", ""),
    ],
)
def test_finds_the_name_of_a_model(content: bytes, name: str) -> None:
    assert model_name(content) == name


@pytest.mark.parametrize("content", [b"", b"x", b"<a/>", b"<!DOCTYPE sbml><sbml/>"])
def test_what_does_not_begin_as_sbml_is_none(content: bytes) -> None:
    with pytest.raises((Failed, Refused)):
        model_name(content)


def test_reading_a_file_is_guarded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "m.xml"
    path.write_text(MODEL.format("m"))
    assert describe(path, tmp_path, LIMITS) == (digest(MODEL.format("m")), "m")

    def loop(content: bytes) -> str:
        while True:
            pass

    monkeypatch.setattr("bioripple.datasets.make_sheet.model_name", loop)
    with pytest.raises(Failed, match=r"ran longer than 0\.5 s"):
        describe(path, tmp_path, Limits(seconds=0.5, memory_mb=500))
    listing = list_folder(tmp_path, limits=Limits(seconds=0.5, memory_mb=500))
    assert listing.left_out == [("m.xml", "ran longer than 0.5 s")]
