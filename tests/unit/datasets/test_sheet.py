"""The model sheet: what it may say, and that its errors name the rows."""

import re
from pathlib import Path

import pytest

from bioripple.datasets.make_sheet import write_sheet
from bioripple.datasets.sheet import (
    SheetError,
    SheetRow,
    check_files,
    read_sheet,
)

CONFIG = Path(__file__).parents[3] / "config"
DIGEST = "0123456789abcdef" * 4


def sheet(tmp_path: Path, text: str) -> Path:
    """Write a sheet."""
    path = tmp_path / "models.tsv"
    path.write_bytes(text.encode())
    return path


def test_reads_back_what_was_written(tmp_path: Path) -> None:
    rows = [SheetRow("b.1-x_Y", DIGEST, "Böhm 2003, 'k' \"q\""), SheetRow("A")]
    write_sheet(tmp_path / "x.tsv", rows)
    assert read_sheet(tmp_path / "x.tsv") == rows


def test_a_sheet_has_a_column_of_files_if_a_row_has_one(tmp_path: Path) -> None:
    rows = [SheetRow("a"), SheetRow("b", "", "", "sub folder/b (1).sbml")]
    write_sheet(tmp_path / "x.tsv", rows)
    assert (tmp_path / "x.tsv").read_text().startswith("id\tsha256\tname\tfile\n")
    assert read_sheet(tmp_path / "x.tsv") == rows
    assert [row.path for row in rows] == ["a.xml", "sub folder/b (1).sbml"]
    write_sheet(tmp_path / "x.tsv", rows[:1])
    assert (tmp_path / "x.tsv").read_text() == "id\tsha256\tname\na\t\t\n"


@pytest.mark.parametrize(
    "bad",
    ["/etc/passwd", "../x.xml", "a/../../x.xml", "a\x1b[0m.xml", "x" * 1001, "{id}"],
)
def test_refuses_a_file_outside_the_folder_of_models(tmp_path: Path, bad: str) -> None:
    path = sheet(tmp_path, f"id\tfile\nok\tok.sbml\na\t{bad}\n")
    with pytest.raises(SheetError, match=r"row 3: file '.*' of 'a': expected") as error:
        read_sheet(path)
    assert "row 2" not in str(error.value)


@pytest.mark.parametrize("source", ["archive", "biomodels"])
def test_refuses_files_that_would_not_be_read(source: str) -> None:
    check_files([SheetRow("a")], source=source)
    check_files([SheetRow("a", file="b.xml")], source="directory")
    with pytest.raises(SheetError, match=f"its source is '{source}'"):
        check_files([SheetRow("a", file="b.xml")], source=source)


def test_a_name_cannot_break_the_table(tmp_path: Path) -> None:
    write_sheet(tmp_path / "x.tsv", [SheetRow("a", "", " one\ttwo\r\nthree\x1b[0m ")])
    assert read_sheet(tmp_path / "x.tsv") == [SheetRow("a", "", "one two three [0m")]


@pytest.mark.parametrize(
    "text",
    [
        "id\na\nb\n",
        "\ufeffid\r\na\r\n\r\nb\r\n",
        "name\tid\n\ta\n\tb",
        "id\tsha256\tname\na\nb\t\t\n",
    ],
)
def test_only_ids_are_needed(tmp_path: Path, text: str) -> None:
    assert read_sheet(sheet(tmp_path, text)) == [SheetRow("a"), SheetRow("b")]


@pytest.mark.parametrize(
    "bad",
    [
        "../x",
        "a/b",
        "a..b",
        ".hidden",
        "-rf",
        "a b",
        "é",
        "a" * 101,
        "*",
        "{id}",
        "a\\b",
        "a\u0661",  # a digit, but not one of ours
    ],
)
def test_refuses_an_id_that_is_no_plain_name(tmp_path: Path, bad: str) -> None:
    path = sheet(tmp_path, f"id\nok\n{bad}\n")
    with pytest.raises(SheetError, match=re.escape(f"row 3: id {bad!r}")):
        read_sheet(path)


def test_accepts_an_id_of_just_the_longest_length(tmp_path: Path) -> None:
    assert read_sheet(sheet(tmp_path, f"id\n{'a' * 100}\n"))[0].id == "a" * 100


def test_refuses_an_empty_id(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="row 2: id ''"):
        read_sheet(sheet(tmp_path, f"id\tsha256\n\t{DIGEST}\n"))


@pytest.mark.parametrize("bad", [DIGEST[1:], DIGEST + "0", DIGEST.upper(), "none"])
def test_refuses_what_is_no_digest(tmp_path: Path, bad: str) -> None:
    with pytest.raises(SheetError, match=r"row 2: sha256 .* expected 64"):
        read_sheet(sheet(tmp_path, f"id\tsha256\na\t{bad}\n"))


@pytest.mark.parametrize("second", ["a", "A"])
def test_refuses_ids_that_would_share_a_folder(tmp_path: Path, second: str) -> None:
    with pytest.raises(SheetError, match=r"row 4: id .* already in row 2"):
        read_sheet(sheet(tmp_path, f"id\na\nb\n{second}\n"))


def test_tells_every_bad_row_up_to_ten(tmp_path: Path) -> None:
    path = sheet(tmp_path, "id\n" + "".join(f"a b{row}\n" for row in range(12)))
    with pytest.raises(SheetError) as caught:
        read_sheet(path)
    assert str(path) in str(caught.value)
    assert str(caught.value).count("row ") == 10
    assert str(caught.value).endswith("… and 2 more")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("\n\n", "is empty"),
        ("id\tsha256\n", "lists no model"),
        ("id,sha256,name\na,,\n", "separate columns by tabs"),
        ("id\tsha\n", "found the columns"),
        ("sha256\tname\n", "expected 'id'"),
        ("id\tid\n", "each once"),
        ("id\tname\na\tb\tc\n", "row 2: 3 cells, but 2 columns"),
    ],
)
def test_explains_a_table_of_another_shape(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(SheetError, match=message):
        read_sheet(sheet(tmp_path, text))


def test_explains_a_missing_or_binary_file(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match="no such model sheet"):
        read_sheet(tmp_path / "nowhere.tsv")
    (tmp_path / "x.tsv").write_bytes(b"id\n\xff\xfe\n")
    with pytest.raises(SheetError, match="not UTF-8"):
        read_sheet(tmp_path / "x.tsv")


def test_the_shipped_sheets_are_sound() -> None:
    models = read_sheet(CONFIG / "models.tsv")
    assert [row.id for row in models] == [f"BIOMD{n:010d}" for n in range(1, 612)]
    assert all(row.sha256 and row.name for row in models)
    assert len({row.sha256 for row in models}) == 611
    assert set(read_sheet(CONFIG / "demo.tsv")) <= set(models)


def test_a_row_may_say_where_its_file_comes_from(tmp_path: Path) -> None:
    text = "id\tsource\nown\tdirectory\nBIOMD0000000005\tarchive\nnew\tbiomodels\nany\n"
    found = [row.source for row in read_sheet(sheet(tmp_path, text))]
    assert found == ["directory", "archive", "biomodels", ""]


@pytest.mark.parametrize("bad", ["Archive", "../x", "file", "archive directory"])
def test_refuses_a_source_that_there_is_not(tmp_path: Path, bad: str) -> None:
    with pytest.raises(SheetError, match=f"row 3: source '{bad}' of 'b': expected one"):
        read_sheet(sheet(tmp_path, f"id\tsource\na\t\nb\t{bad}\n"))


def test_a_name_without_end_is_cut_off_and_clean(tmp_path: Path) -> None:
    path = tmp_path / "models.tsv"
    path.write_text("id\tname\na\t" + "n" * 200_000 + '\nb\t"quoted\x1b[2J\u202e  x\n')
    first, second = read_sheet(path)
    assert first.name == "n" * 499 + "…"
    assert second.name == '"quoted [2J x'
