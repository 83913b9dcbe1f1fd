"""XML that must never reach a C library, and XML that must."""

import time
from pathlib import Path

import pytest

from bioripple.errors import Failed, Refused
from bioripple.untrusted.xml import check_xml, decode

LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>'
)


def nested(depth: int) -> bytes:
    """Return elements nested to a depth."""
    return b"<a>" * depth + b"</a>" * depth


@pytest.mark.parametrize(
    "content",
    [
        b"<sbml/>",
        b"\xef\xbb\xbf<?xml version='1.0' encoding='UTF-8'?>\n<sbml a='\xc3\xa9'/>\n",
        b"<?xml version='1.0' encoding='US-ASCII'?><sbml/>",
        b"<?xml version='1.0' encoding='ISO-8859-1'?><sbml a='\xe9'/>",
        b"<!-- <!DOCTYPE x> --><sbml><![CDATA[<!DOCTYPE x>]]>&amp;&#955;</sbml>",
        b"<?xml-stylesheet href='http://127.0.0.1/x.xsl'?><sbml/>",
    ],
)
def test_accepts_sound_xml(content: bytes) -> None:
    check_xml(content)


@pytest.mark.parametrize(
    "declaration",
    [
        LAUGHS,
        '<!DOCTYPE sbml SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE sbml SYSTEM "http://127.0.0.1:9/x.dtd">',
        '<!DOCTYPE sbml [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE sbml [<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]>',
        "<!DOCTYPE sbml>",
    ],
)
def test_refuses_every_document_type_at_once(declaration: str) -> None:
    content = f"<?xml version='1.0'?>\n{declaration}<sbml>&d;</sbml>".encode()
    began = time.process_time()
    with pytest.raises(Refused, match=r"document type \(DTD\) at line 2"):
        check_xml(content)
    assert time.process_time() - began < 0.1


def test_depth_is_bounded_exactly() -> None:
    check_xml(nested(30), max_depth=30)
    with pytest.raises(Refused, match="nested more than 30 deep at line 1"):
        check_xml(nested(31), max_depth=30)


def test_depth_counts_open_elements_only() -> None:
    check_xml(b"<a>" + b"<b/>" * 1000 + b"</a>", max_depth=2)


def test_bottomless_nesting_is_refused_without_reading_on() -> None:
    began = time.process_time()
    with pytest.raises(Refused, match="nested more than 200"):
        check_xml(b"<a>" * 3_000_000)
    assert time.process_time() - began < 1.0


def test_elements_are_bounded_exactly() -> None:
    content = b"<a>" + b"<b/>" * 4 + b"<c></c>" * 5 + b"</a>"
    check_xml(content, max_elements=10)
    with pytest.raises(Refused, match="more than 9 XML elements"):
        check_xml(content, max_elements=9)


def test_size_is_bounded_exactly() -> None:
    check_xml(b"<sbml/>", max_bytes=7)
    with pytest.raises(Refused, match="has 7 bytes; at most 6"):
        check_xml(b"<sbml/>", max_bytes=6)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n ", "is empty"),
        (b"<sbml>\n<model>\n", "line 3.*cut off"),
        (b"<sbml>\n<mod", "line 2.*cut off"),
        (b"<sbml>\n</model>\n\n", "mismatched tag at line 2, column 3$"),
        (b"hello", "not well-formed"),
        (b"<a/><b/>", "junk after document element"),
        (b"<sbml a='\xe9'/>", "not well-formed XML: .*token"),
        (b"<sbml>&undefined;</sbml>", "undefined entity at line 1"),
        (b"<sbml a='1' a='2'/>", "duplicate attribute"),
        (b"<sbml>\x00</sbml>", "NUL byte at offset 6"),
        ("<sbml/>".encode("utf-16-le"), "NUL byte at offset 1"),
        (b"PK\x03\x04 archive", "not well-formed"),
    ],
)
def test_says_what_is_wrong_and_where(content: bytes, message: str) -> None:
    with pytest.raises(Failed, match=message):
        check_xml(content)


@pytest.mark.parametrize(
    "content",
    [
        "<sbml/>".encode("utf-16"),
        b"<?xml version='1.0' encoding='UTF-7'?><sbml/>",
        b"<?xml version='1.0' encoding='windows-1252'?><sbml/>",
        b"<?xml version='1.0' encoding='utf-16'?><sbml/>",
    ],
)
def test_refuses_other_encodings(content: bytes) -> None:
    with pytest.raises((Refused, Failed), match="encod"):
        check_xml(content)


SOUND = '<sbml a="\xe9\xdf"/>'


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (f"<?xml version='1.0' encoding='UTF-8'?>{SOUND}".encode(), SOUND),
        (f"<?xml version='1.0' encoding='utf8'?>{SOUND}".encode(), SOUND),
        (f"<?xml version='1.0'?>{SOUND}".encode(), SOUND),
        (SOUND.encode(), SOUND),
        (f"\ufeff<?xml version='1.0' encoding='UTF-8'?>{SOUND}".encode(), SOUND),
        (f"\ufeff{SOUND}".encode(), SOUND),
        (
            f"<?xml version='1.0' encoding='ISO-8859-1' ?>{SOUND}".encode("latin-1"),
            SOUND,
        ),
        (b"<?xml version='1.0'\nencoding = \"us-ascii\"?><a/>", "<a/>"),
        (b"<?xml version='1.0' encoding='ASCII' standalone='yes'?><a/>", "<a/>"),
    ],
)
def test_what_is_let_through_is_read_as_it_is_meant(
    content: bytes, expected: str
) -> None:
    check_xml(content)
    assert decode(content).rpartition("?>")[2] == expected


@pytest.mark.parametrize(
    "content",
    [
        b"<?xml version='1.0' encoding='UTF-8'?>\n<a b='\xe9'/>",
        b"<?xml version='1.0' encoding='us-ascii'?>\n<a b='\xe9'/>",
        b"\n<a b='\xe9'/>",
        b"\xef\xbb\xbf<?xml version='1.0' encoding='ISO-8859-1'?>\n<a/>",
        b"<?xml version='1.0' encoding='windows-1252'?>\n<a b='\xe9'/>",
        b"<?xml version='1.0' encoding='UTF-16'?>\n<a/>",
        b"<?xml version='1.0' encoding='shift_jis'?>\n<a/>",
        b"<?xml version='1.0' encoding='no such thing'?>\n<a/>",
    ],
)
def test_guard_and_reader_agree_on_what_is_not_let_through(content: bytes) -> None:
    with pytest.raises((Failed, Refused)) as guarded:
        check_xml(content)
    if b"no such" not in content:
        with pytest.raises(guarded.type):
            decode(content)


def test_every_cut_of_a_sound_file_is_noticed() -> None:
    content = b"<?xml version='1.0'?><sbml><model id='m'>text</model></sbml>"
    check_xml(content)
    for length in range(len(content)):
        with pytest.raises(Failed):
            check_xml(content[:length])


def test_time_grows_with_the_size_of_a_file_and_no_faster() -> None:
    """Denser markup than BioModels has."""
    block = (
        b'      <reaction id="R1" name="binding" reversible="false">\n'
        b'        <speciesReference species="S1" stoichiometry="1"/>\n'
        b"        <apply><times/><ci> k1 </ci><ci> S1 </ci></apply>\n"
        b"      </reaction>\n"
    )
    small, large = (
        b"<sbml>" + block * (size // len(block)) + b"</sbml>"
        for size in (250_000, 1_000_000)
    )
    seconds = {
        content: min(_seconds(content) for _ in range(5)) for content in (small, large)
    }
    assert seconds[large] < 8 * seconds[small]


def test_reads_nothing_but_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reference to a real file is not followed either."""
    secret = tmp_path / "secret"
    secret.write_text("x")

    def forbid(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a file was opened")

    monkeypatch.setattr("builtins.open", forbid)
    with pytest.raises(Refused):
        check_xml(f"<!DOCTYPE a SYSTEM '{secret.as_uri()}'><a/>".encode())


def _seconds(content: bytes) -> float:
    began = time.process_time()
    check_xml(content)
    return time.process_time() - began
