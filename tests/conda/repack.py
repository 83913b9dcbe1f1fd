"""Make conda packages out of what is at hand: wheels, and this machine's Python.

Commands that packages install in `bin` are left out: no step calls one.
"""

import os
import site
import sys
import zipfile
from collections.abc import Iterator
from email.parser import Parser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conda.conda_package import Member, Package
from tests.support.environments import conda_name

PYTHON = f"{sys.version_info.major}.{sys.version_info.minor}"
STDLIB = f"lib/python{PYTHON}"
NOT_NEEDED = {
    "__pycache__",
    "dist-packages",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "site-packages",
    "test",
    "tests",
    "tkinter",
    "turtledemo",
}


def python_package(platform: str) -> Package:
    """Describe this machine's Python as a package."""
    version = ".".join(map(str, sys.version_info[:3]))
    return Package("python", version, "0", platform, ())


def python_members() -> Iterator[Member]:
    """Give the interpreter and its library, without what nobody imports here."""
    base = Path(sys.base_prefix)
    interpreter = Path(os.path.realpath(sys.executable)).read_bytes()
    yield Member(f"bin/python{PYTHON}", interpreter, 0o755)
    for name in ("python", "python3"):
        yield Member(f"bin/{name}", target=f"python{PYTHON}")
    for shared in sorted((base / "lib").glob(f"libpython{PYTHON}.so*")):
        yield Member(f"lib/{shared.name}", shared.read_bytes(), 0o755)
    for folder, folders, files in os.walk(base / STDLIB):
        folders[:] = [
            name
            for name in folders
            if name not in NOT_NEEDED and not name.startswith("config-")
        ]
        for path in (Path(folder) / name for name in files):
            if path.is_file() and path.suffix not in {".a", ".pyc"}:
                yield Member(str(path.relative_to(base)), path.read_bytes())
    if "dist-packages" in Path(site.__file__).read_text():
        # Debian's Python looks for packages there, conda installs them elsewhere.
        yield Member(f"{STDLIB}/dist-packages", target="site-packages")


class Wheel:
    """A wheel, and the conda package that it becomes."""

    def __init__(self, path: Path, platform: str) -> None:
        self._archive = zipfile.ZipFile(path)
        stem = "-".join(path.name.split("-")[:2])
        self._info, self._data = f"{stem}.dist-info", f"{stem}.data"
        self._is_pure = "Root-Is-Purelib: true" in self._read("WHEEL")
        self.package = self._describe(platform)

    def members(self) -> Iterator[Member]:
        """Give its files where conda installs them."""
        for entry in self._archive.infolist():
            if not entry.is_dir():
                mode = (entry.external_attr >> 16) & 0o777 or 0o644
                content = self._archive.read(entry)
                yield Member(self._place(entry.filename), content, mode)

    def _read(self, name: str) -> str:
        return self._archive.read(f"{self._info}/{name}").decode()

    def _describe(self, platform: str) -> Package:
        facts = Parser().parsestr(self._read("METADATA"), headersonly=True)
        return Package(
            conda_name(facts["Name"]),
            facts["Version"].split("+")[0],  # a build tag such as +cpu
            "pyh_0" if self._is_pure else f"py{PYTHON.replace('.', '')}_0",
            "noarch" if self._is_pure else platform,
            (
                "python" if self._is_pure else f"python {PYTHON}.*",
                *_dependencies(facts.get_all("Requires-Dist") or []),
            ),
        )

    def _place(self, name: str) -> str:
        packages = "site-packages" if self._is_pure else f"{STDLIB}/site-packages"
        if not name.startswith(f"{self._data}/"):
            return f"{packages}/{name}"
        _, kind, rest = name.split("/", 2)
        folders = {"purelib": packages, "platlib": packages, "scripts": "bin"}
        return f"{folders[kind]}/{rest}" if kind in folders else rest


def _dependencies(requirements: list[str]) -> Iterator[str]:
    for requirement in map(Requirement, requirements):
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            name = conda_name(canonicalize_name(requirement.name))
            yield f"{name} {requirement.specifier}".strip()
