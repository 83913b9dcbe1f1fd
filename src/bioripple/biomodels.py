"""Fetch single models from the BioModels download service of EMBL-EBI.

`{url}/model/download/{id}?filename={file}` sends one file of an entry and
`{url}/model/files/{id}?format=json` lists an entry's files.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from bioripple.archive import choose_model_file
from bioripple.download import Missing, Patience, download
from bioripple.outcome import Failed

LISTING_BYTES = 1024 * 1024


def fetch_model(
    model: str,
    folder: Path,
    *,
    url: str,
    sha256: str,
    max_file_bytes: int,
    patience: Patience,
    sleep: Callable[[float], None] = time.sleep,
) -> Path:
    """Download the SBML file of one BioModels entry.

    The usual file, `{id}_url.xml`, is asked for first. Entries that name theirs
    otherwise are looked up in the service's list of files.

    Parameters
    ----------
    model
        Identifier, as in `BIOMD0000000168`; `BIOMD0000000168.2` asks for revision 2.
    folder
        The file becomes `{folder}/{model}.xml`. An unfinished download is kept beside
        the folder and resumed by the next call if `sha256` is given.
    url
        Base address of the service.
    sha256
        Digest of the file; empty if unknown.
    max_file_bytes
        Largest file to accept [bytes].
    patience
        When to retry and when to give up.
    sleep
        Called with the seconds to wait between attempts.

    Returns
    -------
    Path
        The SBML file.

    Raises
    ------
    Failed
        If the file cannot be had or is not the one that the digest belongs to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    part = folder.parent / f".{model}.part"
    base = url.rstrip("/")

    def get(name: str) -> None:
        address = f"{base}/model/download/{quote(model)}?filename={quote(name)}"
        download(
            address,
            part,
            sha256=sha256,
            max_bytes=max_file_bytes,
            patience=patience,
            sleep=sleep,
        )

    try:
        get(f"{model}_url.xml")
    except Missing as missing:
        try:
            name = _look_up(model, base, folder, patience, sleep)
        except Failed as failure:
            raise Failed(f"{missing}; and no list of files: {failure}") from None
        get(name)
    return part.replace(folder / f"{model}.xml")


def _look_up(
    model: str,
    base: str,
    folder: Path,
    patience: Patience,
    sleep: Callable[[float], None],
) -> str:
    address = f"{base}/model/files/{quote(model)}?format=json"
    listing = folder.parent / f".{model}.files.part"
    try:
        download(
            address,
            listing,
            sha256="",
            max_bytes=LISTING_BYTES,
            patience=patience,
            sleep=sleep,
        )
        listed = json.loads(listing.read_bytes())["main"]
        names = [name for entry in listed if _is_name(name := entry["name"])]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Failed(f"{address}: not the expected JSON ({error!r})") from None
    finally:
        listing.unlink(missing_ok=True)
    return choose_model_file(names)


def _is_name(name: object) -> bool:
    """Return whether something can be the name of a file that is asked for."""
    return isinstance(name, str) and name.isprintable() and 0 < len(name) <= 255
