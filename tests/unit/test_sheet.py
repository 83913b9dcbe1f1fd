"""The model sheet: what it may say, and that its errors name the rows."""

import hashlib
import re
from pathlib import Path

import pytest

from bioripple.make_sheet import main, model_name, rows_of_folder, write_sheet
from bioripple.sheet import SheetError, SheetRow, read_sheet

CONFIG = Path(__file__).parents[2] / "config"
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


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b'<sbml xmlns="s"><model id="m" name="A &amp; B&#10;c"/></sbml>', "A & B c"),
        (b'<s:sbml xmlns:s="s"><s:model id="m"/></s:sbml>', "m"),
        (b'<sbml><model name="one"/><x><model name="two"/></x></sbml>', "one"),
        (b"<sbml><model/></sbml>", ""),
        (b"<sbml/>", ""),
    ],
)
def test_finds_the_name_of_a_model(content: bytes, name: str) -> None:
    assert model_name(content) == name


def test_the_command_writes_a_sheet(tmp_path: Path) -> None:
    contents = {name: f'<sbml><model name="{name}"/></sbml>' for name in ("M2", "M1")}
    for name, content in contents.items():
        (tmp_path / f"{name}.xml").write_text(content)
    (tmp_path / "M3.xml").write_text("<sbml/>")
    main([str(tmp_path), str(tmp_path / "x.tsv"), "--last", "M2"])
    assert read_sheet(tmp_path / "x.tsv") == [
        SheetRow(name, hashlib.sha256(contents[name].encode()).hexdigest(), name)
        for name in ("M1", "M2")
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("M1.xml", "<sbml>", "M1.xml: the file is not well-formed"),
        ("M1.xml", "<!DOCTYPE x><x/>", "document type"),
        ("M 1.xml", "<sbml/>", "M 1.xml: id 'M 1'"),
    ],
)
def test_the_command_names_the_file_it_cannot_use(
    tmp_path: Path, name: str, content: str, message: str
) -> None:
    (tmp_path / name).write_text(content)
    with pytest.raises(SheetError, match=message):
        rows_of_folder(tmp_path)


def test_the_command_wants_at_least_one_file(tmp_path: Path) -> None:
    with pytest.raises(SheetError, match=r"no \.xml file"):
        main([str(tmp_path), str(tmp_path / "x.tsv")])


def test_the_shipped_sheets_are_sound() -> None:
    models = read_sheet(CONFIG / "models.tsv")
    assert [row.id for row in models] == [f"BIOMD{n:010d}" for n in range(1, 612)]
    assert all(row.sha256 and row.name for row in models)
    assert len({row.sha256 for row in models}) == 611
    assert set(read_sheet(CONFIG / "demo.tsv")) <= set(models)


def test_a_name_without_end_is_cut_off_and_clean(tmp_path: Path) -> None:
    path = tmp_path / "models.tsv"
    path.write_text("id\tname\na\t" + "n" * 200_000 + '\nb\t"quoted\x1b[2J\u202e  x\n')
    first, second = read_sheet(path)
    assert first.name == "n" * 499 + "…"
    assert second.name == '"quoted [2J x'
