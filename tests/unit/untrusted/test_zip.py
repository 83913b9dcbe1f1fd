"""Every way in which an archive may attack, and that sound ones pass."""

import io
import random
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.errors import Failed
from bioripple.untrusted.zip import ZipLimits, open_archive, read_member
from tests.support.zip_files import (
    member,
    set_flags,
    state_size,
    with_offset,
    zip_bytes,
)

LIMITS = ZipLimits(
    archive_bytes=100_000, members=5, member_bytes=50_000, total_bytes=80_000
)


def noise(size: int) -> bytes:
    """Return bytes that do not compress."""
    return random.Random(size).randbytes(size)


def test_reads_a_member_back() -> None:
    archive = open_archive(zip_bytes({"a/b.xml": noise(1000), "c": b""}), limits=LIMITS)
    assert read_member(archive, "a/b.xml", limits=LIMITS) == noise(1000)
    assert read_member(archive, "c", limits=LIMITS) == b""


def test_accepts_folders_and_members_without_a_mode() -> None:
    members = {
        member("folder/", mode=0o040755): b"",
        member("x", mode=0): b"1",
    }
    archive = open_archive(zip_bytes(members), limits=LIMITS)
    assert read_member(archive, "x", limits=LIMITS) == b"1"


@pytest.mark.parametrize(
    "name",
    [
        "../x.xml",
        "a/../../x.xml",
        "a/..",
        "/etc/passwd",
        "//x",
        "C:/x",
        "C:\\x",
        "..\\x.xml",
        "a\\b",
        ".",
        "a\nb",
        "a\x1b[2Jb",
    ],
)
def test_refuses_paths_that_lead_out(name: str) -> None:
    content = zip_bytes({"good.xml": b"1", name: b"2"})
    with pytest.raises(Failed, match=r"path|control characters"):
        open_archive(content, limits=LIMITS)


@pytest.mark.parametrize(
    "mode",
    [0o120777, 0o020666, 0o060666, 0o010644, 0o140755],
    ids=["link", "character device", "block device", "fifo", "socket"],
)
def test_refuses_links_and_devices(mode: int) -> None:
    content = zip_bytes({member("model_url.xml", mode=mode): b"/etc/passwd"})
    with pytest.raises(Failed, match="link or a device"):
        open_archive(content, limits=LIMITS)


def test_refuses_encrypted_members() -> None:
    content = set_flags(zip_bytes({"x": b"secret"}), 0x1)
    with pytest.raises(Failed, match="encrypted"):
        open_archive(content, limits=LIMITS)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_refuses_other_compression(method: int) -> None:
    content = zip_bytes({"x": b"1" * 99}, compression=method)
    with pytest.raises(Failed, match="compression method"):
        open_archive(content, limits=LIMITS)


def test_refuses_a_bomb_by_its_ratio() -> None:
    content = zip_bytes({"x": bytes(45_000)})
    with pytest.raises(Failed, match="at most 200 times"):
        open_archive(content, limits=LIMITS)


def test_refuses_a_bomb_by_its_size() -> None:
    content = zip_bytes({"x": noise(50_001)})
    with pytest.raises(Failed, match="unpacks to 50001 bytes; at most 50000"):
        open_archive(content, limits=LIMITS)


def test_refuses_a_bomb_of_many_members() -> None:
    content = zip_bytes({"a": noise(40_000), "b": noise(40_001)})
    with pytest.raises(Failed, match="unpacks to 80001 bytes; at most 80000"):
        open_archive(content, limits=LIMITS)


@pytest.mark.parametrize("stated", [0, 100, 9_999, 10_001, 49_999])
def test_refuses_a_bomb_that_lies_about_its_size(stated: int) -> None:
    content = state_size(zip_bytes({"x": noise(10_000)}), stated)
    archive = open_archive(content, limits=LIMITS)
    with pytest.raises(Failed, match="member 'x'"):
        read_member(archive, "x", limits=LIMITS)


def test_refuses_too_many_members() -> None:
    content = zip_bytes({str(number): b"" for number in range(6)})
    with pytest.raises(Failed, match="6 members; at most 5"):
        open_archive(content, limits=LIMITS)


def test_refuses_an_archive_that_is_too_large() -> None:
    with pytest.raises(Failed, match="100001 bytes; at most 100000"):
        open_archive(bytes(100_001), limits=LIMITS)


def test_refuses_two_members_of_one_name() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("x", b"2")
    with pytest.raises(Failed, match="two members called 'x'"):
        open_archive(stream.getvalue(), limits=LIMITS)


@pytest.mark.parametrize("content", [b"", b"PK", b"<sbml/>", b"PK\x05\x06" + bytes(9)])
def test_refuses_what_is_no_archive(content: bytes) -> None:
    with pytest.raises(Failed, match="cannot be opened"):
        open_archive(content, limits=LIMITS)


def test_names_a_missing_member() -> None:
    archive = open_archive(zip_bytes({"x": b"1"}), limits=LIMITS)
    with pytest.raises(Failed, match="no member 'y'"):
        read_member(archive, "y", limits=LIMITS)


def test_any_damage_is_told_or_harmless() -> None:
    """Cut, or flip a byte, anywhere: never a crash, never other content."""
    original = noise(300)
    sound = zip_bytes({"x": original})
    told = 0
    for at in range(len(sound)):
        flipped = bytearray(sound)
        flipped[at] ^= 0xFF
        for damaged in (sound[:at], bytes(flipped)):
            try:
                archive = open_archive(damaged, limits=LIMITS)
                content = read_member(archive, "x", limits=LIMITS)
            except Failed:
                told += 1
            else:
                assert content == original
    assert told > len(sound)


@pytest.mark.parametrize("offset", [10**6, 2**63 - 1, 2**63, 2**64 - 1])
def test_an_offset_that_no_file_can_have_is_told(offset: int) -> None:
    content = with_offset(zip_bytes({"x": b"<x/>"}), offset)
    with pytest.raises(Failed, match=r"damaged|cannot be opened") as caught:
        read_member(open_archive(content, limits=LIMITS), "x", limits=LIMITS)
    assert not re.search("int too|C ssize_t|Python", str(caught.value))


def test_the_offset_of_another_archive_is_read() -> None:
    content = with_offset(zip_bytes({"x": b"<x/>"}), 0)
    archive = open_archive(content, limits=LIMITS)
    assert read_member(archive, "x", limits=LIMITS) == b"<x/>"


FILLERS = [b"\xff" * 8, b"\x00" * 8, b"\x7f" + b"\xff" * 7, b"\xff" * 7 + b"\x7f"]
SOUND = with_offset(zip_bytes({"x": noise(50)}), 0)


@settings(max_examples=2000, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, len(SOUND) - 1),
            st.one_of(st.sampled_from(FILLERS), st.binary(min_size=1, max_size=8)),
        ),
        min_size=1,
        max_size=4,
    )
)
def test_any_numbers_in_the_directory_are_told_or_harmless(
    changes: list[tuple[int, bytes]],
) -> None:
    content = bytearray(SOUND)
    for at, other in changes:
        content[at : at + len(other)] = other
    try:
        archive = open_archive(bytes(content), limits=LIMITS)
        for name in archive.namelist():
            read_member(archive, name, limits=LIMITS)
    except Failed as problem:
        assert len(str(problem)) < 1000
