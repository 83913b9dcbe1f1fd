"""Read one model's SBML file, wherever it came from."""

import hashlib
from pathlib import Path

from bioripple.outcome import Failed, Record, Refused, read_record

RECORDED = "error.json"  # in a folder of one model; else {model}.error.json


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
        The content: SBML, or what `packed.unpack` makes SBML of.

    Raises
    ------
    Failed
        If the file is missing, is not a plain file, is a link to a file elsewhere,
        cannot be read, or has another digest.
    Refused
        If it is larger than `max_bytes`.
    """
    path = path / f"{model}.xml" if path.is_dir() else path
    try:
        content = _read_file(path, model, max_bytes + 1, within or path.parent)
    except OSError as error:
        raise Failed(f"{path}: cannot be read: {error.strerror}") from None
    if len(content) > max_bytes:
        raise Refused(
            f"{path}: has {path.stat().st_size} bytes; at most {max_bytes} are read"
        )
    found = hashlib.sha256(content).hexdigest()
    if sha256 and found != sha256:
        raise Failed(
            f"{path}: has sha256 {found}, but the model sheet says {sha256}; fetch the "
            "file again, or enter the new digest in the sheet to accept the change"
        )
    return content


def _read_file(path: Path, model: str, most: int, within: Path) -> bytes:
    if not path.exists():
        record = _recorded_error(path.parent, model)
        raise Failed(record.reason if record else f"{path}: there is no such file")
    if not path.resolve().is_relative_to(within.resolve()):
        raise Failed(f"{path}: is a link to a file elsewhere; expected the file itself")
    if not path.is_file():
        raise Failed(f"{path}: expected a file, found a folder or a device")
    with path.open("rb") as stream:
        return stream.read(most)


def _recorded_error(folder: Path, model: str) -> Record | None:
    for path in (folder / f"{model}.error.json", folder / RECORDED):
        if path.is_file():
            try:
                record = read_record(path)
            except (ValueError, TypeError, RecursionError):
                continue  # some other file of this name
            if record.model == model and not record.ok:
                return record
    return None
