"""The bytes of a file that somebody has, before anything reads them as a network."""

import hashlib
import os
import zlib
from dataclasses import dataclass
from pathlib import Path

from bioripple.errors import Failed, Refused

MEGABYTE = 1024**2
# An edge takes some 25 bytes in a file, and some 300 in memory while it is read.
MAX_BYTES = 256 * MEGABYTE
MAX_PARSED_BYTES = 50 * MEGABYTE  # formats whose parsers need much more than the file

UTF8_MARK = b"\xef\xbb\xbf"
_GZIP = b"\x1f\x8b"
_PACKED = {
    b"PK\x03\x04": "is a ZIP archive, as workbooks, Cytoscape sessions and OMEX files "
    "are; export the network from it, as TSV for example",
    b"BZh": "is compressed by bzip2; unpack it first: bunzip2 FILE",
    b"\xfd7zXZ": "is compressed by xz; unpack it first: unxz FILE",
    b"%PDF": "is a PDF; expected a network",
}


@dataclass(frozen=True)
class Content:
    """A file.

    Attributes
    ----------
    path
        Where it lies, without the .gz of a file that was packed.
    data
        All of its bytes, unpacked.
    sha256
        Of the file as it lies there.
    """

    path: Path
    data: bytes
    sha256: str


def read_content(
    path: Path, *, max_bytes: int = MAX_BYTES, expected: str = "a network"
) -> Content:
    """Read a file, if there is one and it is not too large.

    Parameters
    ----------
    path
        The file; what gzip packed is unpacked.
    max_bytes
        No more than this is read, nor unpacked.
    expected
        What the file should be, for messages.

    Raises
    ------
    Refused
        If there is none, it is no plain file, it is too large or it is packed.
    Failed
        If it cannot be read, or is empty.
    """
    if not os.path.exists(path):
        raise Refused("there is no such file")
    if not os.path.isfile(path):  # a pipe may keep who opens it for ever
        raise Refused("is a folder or a device; expected a file")
    try:
        with path.open("rb") as stream:
            # the file may grow while it is read: never more than was allowed
            check_size(os.fstat(stream.fileno()).st_size, max_bytes)
            data = stream.read(max_bytes + 1)
    except OSError as problem:
        raise Failed(f"cannot be read: {problem.strerror}") from None
    check_size(len(data), max_bytes)
    digest = hashlib.sha256(data).hexdigest()
    if data.startswith(_GZIP):
        data = _unpacked(data, max_bytes)
        path = path.with_suffix("") if path.suffix.casefold() == ".gz" else path
    for mark, advice in _PACKED.items():
        if data.startswith(mark):
            raise Refused(advice)
    if not data.removeprefix(UTF8_MARK).strip():
        raise Failed(f"is empty; expected {expected}")
    return Content(path, data, digest)


def _unpacked(data: bytes, max_bytes: int) -> bytes:
    """Unpack gzip, and no more of it than is allowed."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        plain = unpacker.decompress(data, max_bytes + 1)
    except zlib.error as problem:
        raise Failed(f"its gzip is damaged: {problem}") from None
    if len(plain) > max_bytes:
        raise Refused(f"unpacks to more than {_shown(max_bytes)}, which is the limit")
    if not unpacker.eof or unpacker.unused_data:
        raise Failed("its gzip is cut off, or has something behind it")
    return plain


def check_size(size: int, max_bytes: int) -> None:
    """Refuse what is larger than memory may bear.

    Raises
    ------
    Refused
        If `size` is above `max_bytes`; the message says what can be done.
    """
    if size > max_bytes:
        raise Refused(
            f"has {_shown(size)}; at most {_shown(max_bytes)} of this are read. Keep "
            "the columns for source, target and sign only, or the part of the network "
            "that matters; with memory to spare: bioripple.formats.read.read(path, "
            "max_bytes=…)"
        )


def text_of(data: bytes) -> str:
    """Return a text as it is meant: UTF-8 without mark, lines that end in newlines.

    Raises
    ------
    Refused
        If it is UTF-16.
    Failed
        If it is not UTF-8, or has a NUL byte; the message names the line.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Refused("is encoded as UTF-16; save it as UTF-8 (Excel: CSV UTF-8)")
    if b"\0" in data:
        line = data.count(b"\n", 0, data.index(0)) + 1
        raise Failed(f"line {line}: a NUL byte; it is damaged or no text")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # `utf-8-sig` counts from behind the mark
        start = error.start + len(UTF8_MARK) * data.startswith(UTF8_MARK)
        line = data.count(b"\n", 0, start) + 1
        raise Failed(
            f"line {line}: byte 0x{data[start]:02x} is not UTF-8, and what else it may "
            "mean would be a guess; convert the file, such as by iconv -f LATIN1 -t "
            "UTF-8"
        ) from None
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text


def _shown(size: int) -> str:
    if size >= 1024**3:
        return f"{size / 1024**3:.1f} GB"
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE else f"{size} bytes"
