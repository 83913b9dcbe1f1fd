"""Read one model's SBML file, wherever it came from."""

import hashlib
import json
from pathlib import Path
from typing import Any

from bioripple.errors import Failed, Refused
from bioripple.runtime.files import real_path

RECORDED = "error.json"  # in a folder of one model; else {model}.error.json
MOST_RECORDED = 100_000  # bytes


def read_model(
    path: Path,
    *,
    model: str,
    sha256: str,
    max_bytes: int,
    within: Path | None = None,
) -> bytes:
    """Read an SBML file after checking that it is there, bounded and unchanged.

    Parameters
    ----------
    path
        The SBML file, or the folder that holds it as `{model}.xml`. In place of the
        file there may be the record of why it could not be had.
    model
        The model's id.
    sha256
        Digest that the file has to have; empty means any.
    max_bytes
        Largest file to read [bytes].
    within
        The folder that a link may not lead out of; by default that of the file.

    Returns
    -------
    bytes
        The content: SBML, or what `datasets.packed.unpack` makes SBML of.

    Raises
    ------
    Failed
        If the file is missing, is not a plain file, is a link to a file elsewhere,
        cannot be read, or has another digest.
    Refused
        If it is larger than `max_bytes`.
    """
    try:  # any look at a path may fail: its name is too long, or its folder is closed
        path = path / f"{model}.xml" if path.is_dir() else path
        content = _read_file(path, model, max_bytes, within or path.parent)
    except OSError as error:
        raise Failed(f"{path}: cannot be read: {error.strerror}") from None
    found = hashlib.sha256(content).hexdigest()
    if sha256 and found != sha256:
        raise Failed(
            f"{path}: has sha256 {found}, but the model sheet says {sha256}; fetch the "
            "file again, or enter the new digest in the sheet to accept the change"
        )
    return content


def _read_file(path: Path, model: str, most: int, within: Path) -> bytes:
    if not path.exists():
        reason = _recorded_error(path.parent, model)
        raise Failed(reason or f"{path}: there is no such file")
    if _leads_elsewhere(path, within):
        raise Failed(f"{path}: is a link to a file elsewhere; expected the file itself")
    if not path.is_file():
        raise Failed(f"{path}: expected a file, found a folder or a device")
    with path.open("rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        size = path.stat().st_size
        raise Refused(f"{path}: has {size} bytes; at most {most} are read")
    return content


def _leads_elsewhere(path: Path, within: Path) -> bool:
    return not real_path(path).is_relative_to(real_path(within))


def _recorded_error(folder: Path, model: str) -> str:
    """Return the reason that a record in place of the file gives; empty if none does.

    Any file may have the name of a record. Only what is in the folder is read, and no
    more of it than a record has.
    """
    for path in (folder / f"{model}.error.json", folder / RECORDED):
        if not path.is_file() or _leads_elsewhere(path, folder):
            continue
        with path.open("rb") as stream:
            content = stream.read(MOST_RECORDED + 1)
        reason = _reason_of(content, model) if len(content) <= MOST_RECORDED else ""
        if reason:
            return reason
    return ""


def _reason_of(content: bytes, model: str) -> str:
    try:
        record: Any = json.loads(content)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(record, dict) or record.get("model") != model:
        return ""
    reason = record.get("reason")
    is_bad = record.get("status") in ("refused", "failed")
    return reason if is_bad and isinstance(reason, str) else ""
