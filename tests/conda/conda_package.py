"""Write a conda package: a ZIP archive of two compressed tar archives."""

import hashlib
import io
import json
import tarfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backports import zstd

FASTEST = 1  # packages are read once, from the same disk


@dataclass(frozen=True)
class Package:
    """What a package says of itself; `subdir` is noarch or the platform."""

    name: str
    version: str
    build: str
    subdir: str
    depends: tuple[str, ...]

    @property
    def stem(self) -> str:
        """Return the name of its file, without the suffix."""
        return f"{self.name}-{self.version}-{self.build}"

    @property
    def index(self) -> dict[str, Any]:
        """Return the record by which solvers choose packages."""
        facts = {
            "name": self.name,
            "version": self.version,
            "build": self.build,
            "build_number": 0,
            "depends": list(self.depends),
            "subdir": self.subdir,
        }
        return facts | ({"noarch": "python"} if self.subdir == "noarch" else {})


@dataclass(frozen=True)
class Member:
    """A file of a package, or a link if it has a target."""

    path: str
    content: bytes = b""
    mode: int = 0o644
    target: str = ""


def write_package(channel: Path, package: Package, members: Iterable[Member]) -> Path:
    """Write a package into its folder of a channel and return its file.

    The files of a noarch package have paths that begin with `site-packages/`.
    """
    path = channel / package.subdir / f"{package.stem}.conda"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("metadata.json", json.dumps({"conda_pkg_format_version": 2}))
        name = f"pkg-{package.stem}.tar.zst"
        with archive.open(name, "w", force_zip64=True) as stream:
            records = _write_members(stream, members)
        name = f"info-{package.stem}.tar.zst"
        with archive.open(name, "w") as stream:
            _write_members(stream, _info(package, records))
    return path


def _write_members(stream: Any, members: Iterable[Member]) -> list[dict[str, Any]]:
    records = []
    with (
        zstd.ZstdFile(stream, "w", level=FASTEST) as compressed,
        tarfile.open(fileobj=compressed, mode="w|") as archive,
    ):
        for member in members:
            header = tarfile.TarInfo(member.path)
            header.mode = member.mode
            if member.target:
                header.type, header.linkname = tarfile.SYMTYPE, member.target
            header.size = len(member.content)
            archive.addfile(header, io.BytesIO(member.content))
            records.append(
                {
                    "_path": member.path,
                    "path_type": "softlink" if member.target else "hardlink",
                    "sha256": hashlib.sha256(member.content).hexdigest(),
                    "size_in_bytes": len(member.content),
                }
            )
    return records


def _info(package: Package, records: list[dict[str, Any]]) -> list[Member]:
    files = {
        "index.json": package.index,
        "paths.json": {"paths": records, "paths_version": 1},
        "about.json": {},
    }
    if package.subdir == "noarch":
        kind = {"type": "python", "entry_points": []}
        files["link.json"] = {"noarch": kind, "package_metadata_version": 1}
    return [
        Member(f"info/{name}", json.dumps(content).encode())
        for name, content in files.items()
    ]
