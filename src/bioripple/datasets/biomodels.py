"""Fetch single models from the BioModels download service of EMBL-EBI.

`{url}/model/download/{id}?filename={file}` sends one file of an entry and
`{url}/model/files/{id}?format=json` lists an entry's files.
"""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from bioripple.datasets.download import Missing, Patience, download
from bioripple.datasets.model_choice import MOST_READ, choose_model_file
from bioripple.errors import Failed

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
        The file becomes `{folder}/{model}.xml`. An unfinished download is kept beside
        the folder, in a hidden one, and resumed by the next call if `sha256` is given.
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
    # A folder: files of `A` could be called like those of a model `A.look` beside them.
    unfinished = folder.parent / f".{model}.unfinished"
    unfinished.mkdir(exist_ok=True)
    part = unfinished / "model.part"
    base = url.rstrip("/")

    def get(name: str, path: Path, digest: str) -> None:
        address = f"{base}/model/download/{quote(model)}?filename={quote(name)}"
        download(
            address,
            path,
            sha256=digest,
            max_bytes=max_file_bytes,
            patience=patience,
            sleep=sleep,
        )

    def look_into(name: str) -> bytes:
        with _temporary(unfinished / "look.part") as path:
            get(name, path, "")
            return path.read_bytes()

    try:
        get(f"{model}_url.xml", part, sha256)
    except Missing as missing:
        entry = model.partition(".")[0]  # without its revision
        try:
            names = _list_files(model, base, unfinished, patience, sleep)
        except Failed as failure:
            raise Failed(f"{missing}; and no list of files: {failure}") from None
        try:
            name = choose_model_file(names, entry, look_into)
        except Failed as failure:
            raise Failed(f"{missing}; among the others: {failure}") from None
        get(name, part, sha256)
    path = part.replace(folder / f"{model}.xml")
    shutil.rmtree(unfinished, ignore_errors=True)  # a killed fetch left more in it
    return path


def _list_files(
    model: str,
    base: str,
    unfinished: Path,
    patience: Patience,
    sleep: Callable[[float], None],
) -> list[str]:
    address = f"{base}/model/files/{quote(model)}?format=json"
    with _temporary(unfinished / "files.part") as listing:
        download(
            address,
            listing,
            sha256="",
            max_bytes=LISTING_BYTES,
            patience=patience,
            sleep=sleep,
        )
        try:
            listed = json.loads(listing.read_bytes())["main"]
            return [name for entry in listed if _is_name(name := entry["name"])]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise Failed(f"{address}: not the expected JSON ({error!r})") from None


def _is_name(name: object) -> bool:
    """Return whether something can be the name of a file that is asked for."""
    return isinstance(name, str) and name.isprintable() and 0 < len(name) <= 255


@contextmanager
def _temporary(path: Path) -> Iterator[Path]:
    try:
        yield path
    finally:
        path.unlink(missing_ok=True)
