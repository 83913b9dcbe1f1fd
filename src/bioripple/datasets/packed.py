"""SBML as people keep it: as it is, compressed with gzip, or in an OMEX archive.

What a file is, its first bytes say; its name may say anything.
"""

import zlib

from bioripple.datasets.archive import read_model_member
from bioripple.errors import Failed, Refused

GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
WITH_HEADER = 31  # zlib's word for the format of gzip, windows of any size
MOST_MEMBERS = 1_000  # a gzip file may be several, one after the other


def unpack(content: bytes, *, max_bytes: int) -> bytes:
    """Return the SBML that a file holds.

    Parameters
    ----------
    content
        The file.
    max_bytes
        How much is unpacked at most [bytes].

    Returns
    -------
    bytes
        The content itself, if it is neither gzip nor a ZIP archive; whether it is sound
        XML is for `untrusted.xml.check_xml` to say.

    Raises
    ------
    Failed
        If it is damaged, or an archive in which it is not clear which file is the
        model.
    Refused
        If it unpacks to more than `max_bytes`.
    """
    if content.startswith(GZIP):
        return _gunzip(content, max_bytes)
    if content.startswith(ZIP):
        return read_model_member(content, max_file_bytes=max_bytes)
    return content


def _gunzip(content: bytes, max_bytes: int) -> bytes:
    pieces: list[bytes] = []
    size = 0
    while content:
        if len(pieces) == MOST_MEMBERS:
            raise Refused(f"the gzip file has more than {MOST_MEMBERS} members")
        member = zlib.decompressobj(WITH_HEADER)
        try:
            pieces.append(member.decompress(content, max_bytes - size + 1))
        except zlib.error as error:
            raise Failed(f"the gzip file is damaged: {error}") from None
        size += len(pieces[-1])
        if size > max_bytes:
            raise Refused(f"the gzip file unpacks to more than {max_bytes} bytes")
        if not member.eof:
            raise Failed("the gzip file is cut off")
        content = member.unused_data.lstrip(b"\0")
    return b"".join(pieces)
