"""Build ZIP archives for tests, sound and hostile ones."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OMEX_FOLDER = "sbmlutils/resources/models/biomodels"
MANIFEST = b"<omexManifest/>"


def zip_bytes(
    members: Mapping[Any, bytes],
    *,
    compression: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """Return a ZIP archive; keys are names or `ZipInfo`s, which may state any mode."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def member(name: str, *, mode: int = 0o100644) -> zipfile.ZipInfo:
    """Return a member of any Unix mode, as in 0o120777 for a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.create_system = 3
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def state_size(content: bytes, size: int) -> bytes:
    """Return a one-member archive whose directory lies about the unpacked size."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = content.index(signature) + offset
        changed[at : at + 4] = size.to_bytes(4, "little")
    return bytes(changed)


def set_flags(content: bytes, bits: int) -> bytes:
    """Return a one-member archive with these general-purpose flags."""
    changed = bytearray(content)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(signature) + offset
        changed[at : at + 2] = bits.to_bytes(2, "little")
    return bytes(changed)


def with_offset(content: bytes, offset: int) -> bytes:
    """Return a one-member archive whose directory says where its member is (Zip64)."""
    at = content.index(b"PK\x01\x02")
    end = content.index(b"PK\x05\x06")
    extra = b"\x01\x00\x08\x00" + offset.to_bytes(8, "little")
    directory = bytearray(content[at:end])
    directory[30:32] = len(extra).to_bytes(2, "little")
    directory[42:46] = b"\xff" * 4
    tail = bytearray(content[end:])
    tail[12:16] = (len(directory) + len(extra)).to_bytes(4, "little")
    return content[:at] + bytes(directory) + extra + bytes(tail)


def omex(model: str, sbml: bytes) -> bytes:
    """Return an OMEX archive as BioModels makes them."""
    return zip_bytes(
        {
            "manifest.xml": MANIFEST,
            f"{model}_urn.xml": b"<sbml/>",
            f"{model}_url.xml": sbml,
        }
    )


def write_wheel(
    folder: Path, models: Mapping[str, bytes], *, name: str = "tinymodels"
) -> Path:
    """Write a wheel that pip accepts and that carries `models` (id to OMEX bytes)."""
    info = f"{name}-1.0.dist-info"
    members = {
        f"{OMEX_FOLDER}/{model}.omex": content for model, content in models.items()
    }
    members |= {
        f"{name}/__init__.py": b"raise RuntimeError('never import me')\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
        "Requires-Dist: does-not-exist\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: t\n"
        b"Root-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    path = folder / f"{name}-1.0-py3-none-any.whl"
    path.write_bytes(zip_bytes(members))
    return path
