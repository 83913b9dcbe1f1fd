"""Fetch single models from the BioModels download service of EMBL-EBI.

`{url}/model/download/{id}?filename={file}` sends one file of an entry and
`{url}/model/files/{id}?format=json` lists an entry's files.
"""

import json
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from bioripple.datasets.download import Missing, Patience, download
from bioripple.datasets.model_choice import MOST_READ, choose_model_file
from bioripple.errors import Failed
from bioripple.runtime.files import replacing

LISTING_BYTES = 1024 * 1024
# The usual file, the list of files, those that are looked into, the one that is chosen.
MOST_DOWNLOADS = 3 + MOST_READ


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
    otherwise are looked up in the service's list of files; where that names several,
    they are downloaded and looked into (see `datasets.model_choice`).

    Parameters
    ----------
    model
        Identifier, as in `BIOMD0000000168`; `BIOMD0000000168.2` asks for revision 2.
    folder
        The file becomes `{folder}/{model}.xml`.
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
    base = url.rstrip("/")

    def ask(path: str, digest: str, most: int) -> bytes:
        return download(
            f"{base}/model/{path}",
            sha256=digest,
            max_bytes=most,
            patience=patience,
            sleep=sleep,
        )

    def get(name: str, digest: str = "") -> bytes:
        path = f"download/{quote(model)}?filename={quote(name)}"
        return ask(path, digest, max_file_bytes)

    try:
        content = get(f"{model}_url.xml", sha256)
    except Missing as missing:
        entry = model.partition(".")[0]  # without its revision
        try:
            listing = ask(f"files/{quote(model)}?format=json", "", LISTING_BYTES)
            names = _names(listing)
        except Failed as failure:
            raise Failed(f"{missing}; and no list of files: {failure}") from None
        try:
            name = choose_model_file(names, entry, get)
        except Failed as failure:
            raise Failed(f"{missing}; among the others: {failure}") from None
        content = get(name, sha256)
    path = folder / f"{model}.xml"
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return path


def _names(listing: bytes) -> list[str]:
    try:
        listed = json.loads(listing)["main"]
        return [name for entry in listed if _is_name(name := entry["name"])]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Failed(f"not the expected JSON ({error!r})") from None


def _is_name(name: object) -> bool:
    """Return whether something can be the name of a file that is asked for."""
    return isinstance(name, str) and name.isprintable() and 0 < len(name) <= 255
