"""Get the frozen model archive: a wheel that is read as data and never installed.

The wheel carries each curated BioModels entry as an OMEX archive (a ZIP file with a
manifest and one or more SBML files).
"""

import logging
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bioripple.datasets.model_choice import choose_model_file
from bioripple.errors import Failed
from bioripple.runtime.files import sha256 as digest_of
from bioripple.runtime.guard import die_with_parent
from bioripple.runtime.records import Record, failure
from bioripple.untrusted.zip import ZipLimits, open_archive, read_member

STEP = "fetch_models"
OMEX = re.compile(r"sbmlutils/resources/models/biomodels/(BIOMD\d{10})\.omex")
REQUIREMENT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[A-Za-z0-9][A-Za-z0-9.!+_-]*")
DIGEST = re.compile(r"[0-9a-f]{64}")
WHEEL_LIMITS = ZipLimits(
    archive_bytes=1024**3, members=100_000, member_bytes=16 * 1024**2
)
OMEX_LIMITS = ZipLimits(archive_bytes=16 * 1024**2)
DOWNLOAD_SECONDS = 1800.0

log = logging.getLogger(__name__)


class ArchiveError(Exception):
    """The archive as a whole is not what it should be; no model can be trusted."""


def download_archive(
    requirement: str,
    *,
    sha256: str,
    folder: Path,
    seconds: float = DOWNLOAD_SECONDS,
) -> Path:
    """Download one wheel with pip, which checks its hash; nothing is installed.

    Parameters
    ----------
    requirement
        `name==version`.
    sha256
        SHA-256 of the wheel, 64 lower-case hexadecimal digits.
    folder
        An existing empty folder; the wheel ends up in it.
    seconds
        Time after which the download is given up [s].

    Returns
    -------
    Path
        The wheel.

    Raises
    ------
    ArchiveError
        If the requirement is not pinned, the download fails, or the hash is wrong.
    """
    if not REQUIREMENT.fullmatch(requirement) or not DIGEST.fullmatch(sha256):
        raise ArchiveError(
            f"models.archive: expected a requirement 'name==version' and a sha256 of "
            f"64 lower-case hexadecimal digits, found {requirement!r} and {sha256!r}"
        )
    pinned = folder / "requirement.txt"
    pinned.write_text(f"{requirement} --hash=sha256:{sha256}\n", encoding="ascii")
    # Wheels only: pip would run a source distribution's own code to learn its name.
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes"]
    command += ["--only-binary=:all:", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar=off", f"--dest={folder}", f"--requirement={pinned}"]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=seconds,
            check=False,
            preexec_fn=die_with_parent,
        )
    except subprocess.TimeoutExpired:
        raise ArchiveError(
            f"{requirement}: the download took longer than {seconds:g} s; run again"
        ) from None
    log.info("%s\n%s", done.stdout, done.stderr)
    if done.returncode != 0:
        raise ArchiveError(_explain(requirement, done.stderr))
    wheels = list(folder.glob("*.whl"))
    if len(wheels) != 1:
        raise ArchiveError(f"{requirement}: pip left {len(wheels)} wheels, expected 1")
    return wheels[0]


def verify_archive(path: Path, *, size_bytes: int, sha256: str) -> None:
    """Make sure that the archive is the one that the configuration pins.

    Raises
    ------
    ArchiveError
        If its size or SHA-256 differs.
    """
    size = path.stat().st_size
    if size != size_bytes:
        raise ArchiveError(
            f"{path.name}: has {size} bytes, but models.archive.size_bytes says "
            f"{size_bytes}; the download was cut off or another file was served"
        )
    found = digest_of(path)
    if found != sha256:
        raise ArchiveError(
            f"{path.name}: has sha256 {found}, but models.archive.sha256 says "
            f"{sha256}; do not use this file unless you know why it changed"
        )


def unpack_archive(
    wheel: Path, folder: Path, *, max_file_bytes: int
) -> dict[str, Record]:
    """Write the SBML file of every model in the wheel to a folder.

    Parameters
    ----------
    wheel
        The verified archive.
    folder
        Filled with `{id}.xml`, or with `{id}.error.json` (a record) where the model's
        OMEX archive is broken. It appears only once it is complete.
    max_file_bytes
        Largest SBML file that is unpacked [bytes].

    Returns
    -------
    dict
        For every model without a file its record, in the order of the ids.

    Raises
    ------
    ArchiveError
        If the wheel itself is broken, hostile, or has no models.
    """
    try:
        archive = open_archive(wheel.read_bytes(), limits=WHEEL_LIMITS)
    except Failed as problem:
        raise ArchiveError(f"{wheel.name}: {problem}") from None
    matches = (OMEX.fullmatch(name) for name in archive.namelist())
    models = sorted((match[1], match[0]) for match in matches if match)
    if not models:
        raise ArchiveError(f"{wheel.name}: has no member that matches {OMEX.pattern}")
    folder.parent.mkdir(parents=True, exist_ok=True)
    errors = {}
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".archive.") as name:
        unpacked = Path(name) / folder.name
        unpacked.mkdir()
        for model, member in models:
            try:
                omex = read_member(archive, member, limits=WHEEL_LIMITS)
                content = read_model_member(
                    omex, model=model, max_file_bytes=max_file_bytes
                )
                (unpacked / f"{model}.xml").write_bytes(content)
            except Failed as problem:
                told = Failed(f"{member}: {problem}")
                errors[model] = failure(told, model=model, step=STEP)
                errors[model].write(unpacked / f"{model}.error.json")
        shutil.rmtree(folder, ignore_errors=True)
        unpacked.rename(folder)
    return errors


def read_model_member(omex: bytes, *, max_file_bytes: int, model: str = "") -> bytes:
    """Return the SBML file that an OMEX archive holds.

    Parameters
    ----------
    omex
        The archive.
    max_file_bytes
        Largest SBML file that is unpacked [bytes].
    model
        Id of the BioModels entry that it is the archive of, if it is of one.

    Raises
    ------
    Failed
        If the archive is broken or hostile, or if it is not clear which member is the
        model.
    """
    limits = ZipLimits(
        archive_bytes=OMEX_LIMITS.archive_bytes, member_bytes=max_file_bytes
    )
    with open_archive(omex, limits=limits) as archive:

        def read(name: str) -> bytes:
            return read_member(archive, name, limits=limits)

        return read(choose_model_file(archive.namelist(), model, read))


def _explain(requirement: str, message: str) -> str:
    if "DO NOT MATCH THE HASHES" in message:
        expected, got = (
            (re.findall(rf"{word}\s+(?:sha256\s+)?([0-9a-f]{{64}})", message) or ["?"])
            for word in ("Expected", "Got")
        )
        return (
            f"{requirement}: the archive that was served has sha256 {got[0]}, but "
            f"models.archive.sha256 says {expected[0]}; do not use it unless you know "
            "why it changed"
        )
    return (
        f"{requirement}: pip could not download the model archive; check the network "
        f"and pip's index settings. pip said: {message.strip()[-1500:]}"
    )
