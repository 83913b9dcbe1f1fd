"""Files that are no text, too large, packed, or something else."""

import gzip
import os
import re
import zipfile
from pathlib import Path

import pytest

from bioripple.errors import Failed, Refused
from bioripple.formats.read import read
from tests.support.network_files import edges_by_name, read_text, told

ONE = {("A", "B", 1)}


@pytest.mark.parametrize(
    ("data", "kind", "message"),
    [
        (b"", Failed, "is empty; expected a network"),
        (b" \n\t\r\n", Failed, "is empty"),
        (b"\xef\xbb\xbf", Failed, "is empty"),
        (b"# nothing\n", Failed, "holds no edge; expected lines such as"),
        (b"A + B\nB + ERK\xe9\n", Failed, "line 2: byte 0xe9 is not UTF-8"),
        (b"\xef\xbb\xbfA + B\nB + ERK\xe9\n", Failed, "line 2: byte 0xe9"),
        ("A + B\n".encode("utf-16"), Refused, "is encoded as UTF-16; save it as UTF-8"),
        (b"A + B\nB \0 C\n", Failed, "line 2: a NUL byte; it is damaged or no text"),
        (b"%PDF-1.7", Refused, "is a PDF"),
        (b"BZh91AY", Refused, "is compressed by bzip2; unpack it first"),
        (b"\x1f\x8bnothing", Failed, "its gzip is damaged"),
        (gzip.compress(b"A + B\n" * 99, mtime=0)[:-9], Failed, "its gzip is cut off"),
        (
            b"<!DOCTYPE html><html><body>404</body></html>",
            Refused,
            "is a web page (HTML)",
        ),
        (b"<html>\n<p>Not found", Refused, "is a web page (HTML)"),
        (b'<?xml version="1.0"?><svg/>', Refused, "is XML that begins with <svg>"),
    ],
)
def test_what_is_no_network_is_told(
    tmp_path: Path, data: bytes, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(f"{tmp_path / 'n.sif'}: {message}")):
        read_text(tmp_path, data)


def test_no_file_a_folder_and_a_pipe_are_told(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="there is no such file"):
        read(tmp_path / "none.sif")
    with pytest.raises(Refused, match="is a folder or a device"):
        read(tmp_path)
    os.mkfifo(tmp_path / "pipe.sif")
    with pytest.raises(Refused, match="is a folder or a device"):
        read(tmp_path / "pipe.sif")


def test_ten_gigabytes_are_refused_at_once(tmp_path: Path) -> None:
    path = tmp_path / "n.tsv"
    with path.open("wb") as stream:
        stream.truncate(10 * 1024**3)  # holes: nothing is on the disk
    with pytest.raises(
        Refused, match=r"has 10\.0 GB; at most 256\.0 MB of this are read"
    ):
        read(path)


def test_parsers_that_need_memory_get_less(tmp_path: Path) -> None:
    path = tmp_path / "n.json"
    with path.open("wb") as stream:
        stream.write(b"{")
        stream.truncate(60 * 1024**2)
    with pytest.raises(Refused, match=r"has 60\.0 MB; at most 50\.0 MB"):
        read(path)


def test_a_bomb_of_gzip_takes_no_more_than_its_limit(tmp_path: Path) -> None:
    path = tmp_path / "n.sif.gz"
    path.write_bytes(gzip.compress(b"A + B\n" * 1_000_000))
    with pytest.raises(Refused, match=r"unpacks to more than 1\.0 MB"):
        read(path, max_bytes=1024**2)


def test_a_workbook_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "n.xlsx", "w") as archive:
        archive.writestr("sheet", "A")
    with pytest.raises(Refused, match="is a ZIP archive, as workbooks"):
        read(tmp_path / "n.xlsx")


def test_gzip_and_a_mark_are_no_matter(tmp_path: Path) -> None:
    packed = gzip.compress("\ufeffsource,target,sign\nA,B,1\n".encode())
    found = read_text(tmp_path, packed, "n.csv.gz")
    assert edges_by_name(found.network) == ONE
    assert "note line 1: a byte order mark (BOM), which is left out" in told(found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("A + B\n", "sif"),
        ("A\tB\t1\n", "table"),
        ("source,target,sign\nA,B,1\n", "table"),
        ("targets, factors\nB, A\nA, A\n", "bnet"),
        ("A -> B\n$B: A\n", "aeon"),
        ('{"nodes": [{"id": "A"}, {"id": "B"}], "links": []}', "json"),
        ("# x\ngraph [\n node [ id 1 ]\n]\n", "gml"),
        ('<graphml><graph><node id="A"/></graph></graphml>', "graphml"),
    ],
)
def test_the_content_says_what_the_ending_does_not(
    tmp_path: Path, text: str, expected: str
) -> None:
    assert read_text(tmp_path, text, "network").format == expected


def test_who_calls_may_say_the_format(tmp_path: Path) -> None:
    found = read_text(tmp_path, "A + B\n", "n.tsv", format="sif")
    assert found.format == "sif"
    with pytest.raises(ValueError, match="format: expected one of sif, table"):
        read_text(tmp_path, "A + B\n", format="xls")
    with pytest.raises(ValueError, match="dual: expected one of drop, positive"):
        read_text(tmp_path, "A + B\n", dual="maybe")
