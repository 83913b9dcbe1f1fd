"""Build a local conda channel that has what the environments in envs/ pin.

It is a stand-in for conda-forge: the same names and versions, but the files come from
the wheels on PyPI and from this machine's Python.
"""

import asyncio
import hashlib
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from rattler import Subdir
from rattler.index import index_fs

from tests.conda.conda_package import write_package
from tests.conda.repack import Wheel, python_members, python_package
from tests.support.environments import ENVIRONMENTS, conda_pins, locked


def make_channel(folder: Path) -> Path:
    """Return the channel `conda-forge` in a folder; make it if it is out of date.

    All that the folder had before goes then: what was installed from the old channel.
    """
    channel, stamp = folder / "conda-forge", folder / "made-from.txt"
    digest = _digest()
    if not stamp.is_file() or stamp.read_text() != digest:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        with tempfile.TemporaryDirectory(dir=folder) as wheels:
            _download(Path(wheels))
            _fill(channel, Path(wheels))
        stamp.write_text(digest)
    return channel


def pinned() -> dict[str, str]:
    """Return what all environments together pin, by name on PyPI."""
    together: dict[str, str] = {}
    for path in ENVIRONMENTS.values():
        for name, version in conda_pins(path).items():
            assert together.setdefault(name, version) == version, name
    return together


def _digest() -> str:
    """Return a digest of all that a channel is made from."""
    digest = hashlib.sha256(sys.version.encode())
    names = ("channel", "conda_package", "repack")
    sources = [Path(__file__).with_name(f"{name}.py") for name in names]
    for content in (pinned(), _lock(), *(path.read_text() for path in sources)):
        digest.update(repr(content).encode())
    return digest.hexdigest()


def _lock() -> dict[str, str]:
    return locked("runtime.txt") | locked("dev.txt")


def _download(folder: Path) -> None:
    """Download the pinned packages; pip holds what they need to the lock's versions."""
    lock = folder / "lock.txt"
    lock.write_text("".join(f"{name}=={pin}\n" for name, pin in _lock().items()))
    wanted = [f"{name}=={pin}" for name, pin in pinned().items() if name != "python"]
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--dest",
        str(folder),
    ]
    command += ["--only-binary=:all:", "--constraint", str(lock), *wanted]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"pip could not download {wanted}:\n{done.stderr[-2000:]}")


def _fill(channel: Path, wheels: Path) -> None:
    platform = str(Subdir.current())
    write_package(channel, python_package(platform), python_members())
    for path in sorted(wheels.glob("*.whl")):
        wheel = Wheel(path, platform)
        write_package(channel, wheel.package, wheel.members())
    asyncio.run(index_fs(channel))
