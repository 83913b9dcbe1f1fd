"""Compressed files are unpacked within bounds, or say what is wrong with them."""

import gzip
import io
import time
import zipfile

import pytest

from bioripple.datasets.packed import unpack
from bioripple.errors import Failed, Refused
from tests.support.tiny_models import gene_network

PLAIN = gene_network(3, seed=0).encode()
PACKED = gzip.compress(PLAIN)
MOST = len(PLAIN) + 10


def omex(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "."), content)
    return stream.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        PLAIN,
        PACKED,
        gzip.compress(PLAIN[:100]) + gzip.compress(PLAIN[100:]),  # as bgzip writes
        PACKED + bytes(512),  # as tar pads
        omex(manifest__xml=b"<omexManifest/>", model__xml=PLAIN),
    ],
)
def test_what_is_within_comes_out(content: bytes) -> None:
    assert unpack(content, max_bytes=MOST) == PLAIN


@pytest.mark.parametrize("content", [b"", b"<x/>", b"%PDF", b"\x1e\x8b"])
def test_what_is_not_compressed_is_handed_on(content: bytes) -> None:
    assert unpack(content, max_bytes=MOST) == content


@pytest.mark.parametrize(
    ("content", "kind", "message"),
    [
        (PACKED[:-20], Failed, "is cut off"),
        (PACKED[:-8] + bytes(4) + PACKED[-4:], Failed, "is damaged"),
        (PACKED + b"more", Failed, "is damaged"),
        (b"\x1f\x8b" + bytes(50), Failed, "is damaged"),
        (gzip.compress(PLAIN + bytes(11)), Refused, "more than .* bytes"),
        (PACKED * 2, Refused, "more than .* bytes"),
        (gzip.compress(b"") * 1001, Refused, "more than 1000 members"),
        (omex(a__xml=PLAIN, b__xml=PLAIN + b" x"), Failed, "expected one SBML file"),
        (omex(readme__txt=b"x"), Failed, "expected one SBML file"),
    ],
)
def test_what_is_wrong_is_told(content: bytes, kind: type, message: str) -> None:
    with pytest.raises(kind, match=message):
        unpack(content, max_bytes=MOST)


def test_a_bomb_takes_no_more_than_its_bound() -> None:
    bomb = gzip.compress(bytes(200 * 1024**2), compresslevel=9)
    assert len(bomb) < 300_000
    start = time.perf_counter()
    with pytest.raises(Refused, match="unpacks to more than 1000000 bytes"):
        unpack(bomb, max_bytes=1_000_000)
    assert time.perf_counter() - start < 0.5
