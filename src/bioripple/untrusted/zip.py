"""Read single members of a ZIP archive that nobody vouches for.

Nothing is ever extracted to a path that the archive names: members are read into
memory, after their names, kinds, sizes and compression have been checked.
"""

import io
import stat
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import PurePosixPath

from bioripple.errors import Failed

MEBIBYTE = 1024 * 1024
ENCRYPTED = 0x1  # bit 0 of a member's general-purpose flags
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


@dataclass(frozen=True)
class ZipLimits:
    """What an archive may be.

    Attributes
    ----------
    archive_bytes
        Largest size of the archive itself [bytes].
    members
        Most members.
    member_bytes, total_bytes
        Largest unpacked size of one member, and of all of them together [bytes].
    ratio
        Most bytes that one compressed byte may stand for [dimensionless]. DEFLATE can
        reach 1,032; no member of the BioModels archive exceeds 46.
    """

    archive_bytes: int = 64 * MEBIBYTE
    members: int = 1_000
    member_bytes: int = 50 * MEBIBYTE
    total_bytes: int = 500 * MEBIBYTE
    ratio: float = 200.0


def open_archive(content: bytes, *, limits: ZipLimits) -> zipfile.ZipFile:
    """Open an archive held in memory and check all that its directory says.

    Parameters
    ----------
    content
        The archive.
    limits
        What it may be.

    Returns
    -------
    zipfile.ZipFile
        Open; every member has a safe, unique name and is a plain file or a folder.

    Raises
    ------
    Failed
        If the archive is damaged or breaks a limit; the message names the member.
    """
    if len(content) > limits.archive_bytes:
        raise Failed(
            f"the archive has {len(content)} bytes; at most {limits.archive_bytes}"
        )
    with _damage_told("the archive cannot be opened"):
        archive = zipfile.ZipFile(io.BytesIO(content))
    members = archive.infolist()
    if len(members) > limits.members:
        raise Failed(
            f"the archive has {len(members)} members; at most {limits.members}"
        )
    for member in members:
        _check_member(member, limits)
    _check_together(members, limits)
    return archive


def read_member(archive: zipfile.ZipFile, name: str, *, limits: ZipLimits) -> bytes:
    """Unpack one member of an archive opened by `open_archive` into memory.

    Parameters
    ----------
    archive
        From `open_archive`.
    name
        The member's full name.
    limits
        Bounds on what is unpacked, whatever the archive's directory says.

    Returns
    -------
    bytes
        The content, of the size and checksum that the archive's directory states.

    Raises
    ------
    Failed
        If the member is missing, unsafe, encrypted, too large or damaged.
    """
    try:
        member = archive.getinfo(name)
    except KeyError:
        raise Failed(f"the archive has no member {name!r}") from None
    _check_member(member, limits)
    with _damage_told(f"member {name!r} is damaged"), archive.open(member) as stream:
        content = stream.read(limits.member_bytes + 1)
    if len(content) > limits.member_bytes or len(content) != member.file_size:
        raise Failed(
            f"member {name!r} unpacks to another size than the {member.file_size} "
            "bytes that the archive states"
        )
    return content


@contextmanager
def _damage_told(what: str) -> Iterator[None]:
    # `zipfile` names BadZipFile. On damaged archives it lets out whatever its parts
    # raise, such as OverflowError of offsets that no file can have.
    try:
        yield
    except MemoryError:
        raise
    except OverflowError:
        raise Failed(f"{what}: it states a place that no file can have") from None
    except Exception as error:
        raise Failed(f"{what}: {error}") from None


def _check_member(member: zipfile.ZipInfo, limits: ZipLimits) -> None:
    problem = (
        _name_problem(member.filename)
        or _kind_problem(member)
        or _size_problem(member, limits)
    )
    if problem:
        raise Failed(f"member {member.filename!r} {problem}")


def _name_problem(name: str) -> str:
    path = PurePosixPath(name)
    if path.is_absolute() or (name[1:2] == ":" and name[2:3] in ("/", "\\")):
        return "has an absolute path"
    if "\\" in name or ".." in path.parts:
        return "has a path that leads out of the archive"
    if not path.parts or not name.isprintable():
        return "has an empty name or one with control characters"
    return ""


def _kind_problem(member: zipfile.ZipInfo) -> str:
    # Archives made outside Unix leave the mode empty: those members are plain files.
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "is a link or a device"
    if member.flag_bits & ENCRYPTED:
        return "is encrypted"
    if member.compress_type not in METHODS:
        return f"uses compression method {member.compress_type}; expected DEFLATE"
    return ""


def _size_problem(member: zipfile.ZipInfo, limits: ZipLimits) -> str:
    if member.file_size > limits.member_bytes:
        return f"unpacks to {member.file_size} bytes; at most {limits.member_bytes}"
    if member.file_size > limits.ratio * max(member.compress_size, 1):
        return (
            f"unpacks {member.compress_size} bytes to {member.file_size}; "
            f"at most {limits.ratio:g} times as much is allowed"
        )
    return ""


def _check_together(members: list[zipfile.ZipInfo], limits: ZipLimits) -> None:
    total = sum(member.file_size for member in members)
    if total > limits.total_bytes:
        raise Failed(
            f"the archive unpacks to {total} bytes; at most {limits.total_bytes}"
        )
    counts = Counter(member.filename for member in members)
    twice = [name for name, count in counts.items() if count > 1]
    if twice:
        raise Failed(f"the archive has two members called {twice[0]!r}")
