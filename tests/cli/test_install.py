"""requirements/install.sh with a stand-in for Python, and what it leaves for users."""

import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import COMMAND, ROOT, environment
from tests.support.tiny_models import gene_network

# Answers as Python 3.11 does, and as pip.
STAND_IN = """#!/usr/bin/env bash
if [[ $1 == -c ]]; then echo 3.11; exit; fi
echo "$@" >>calls.txt
if [[ $* == *--editable* ]]; then exit; fi
echo "WARNING: Location 'file:///nowhere/' is ignored: it is neither this nor that."
echo "Collecting one==1"
echo "Collecting two==2"
if [[ -e slow ]]; then sleep 2; fi
echo "ERROR: the disk is on fire"
[[ ! -e broken ]]
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Return a folder with pins, an environment, and what sets it up."""
    folder = tmp_path / "requirements"
    folder.mkdir()
    shutil.copy(ROOT / "requirements/install.sh", folder)
    (folder / "runtime.txt").write_text("one==1\ntwo==2\n")
    (folder / "dev.txt").write_text("-r runtime.txt\nthree==3\n")
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    python = tmp_path / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(STAND_IN)
    python.chmod(0o755)
    return tmp_path


def install(folder: Path, kind: str = "dev") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["requirements/install.sh", kind, ".venv", ""],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


def calls(folder: Path) -> list[str]:
    path = folder / "calls.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return ["package" if "--editable" in line else "pins" for line in lines]


def test_what_is_installed_is_not_installed_again(checkout: Path) -> None:
    done = install(checkout)
    assert done.returncode == 0, done.stderr
    assert "Installing up to 3 packages of requirements/dev.txt" in done.stdout
    assert "bioripple is installed: .venv/bin/bioripple --help" in done.stdout
    assert done.stderr == ""
    assert calls(checkout) == ["pins", "package"]
    again = install(checkout)
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    assert calls(checkout) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ("requirements/dev.txt", ["pins"]),
        ("requirements/runtime.txt", ["pins"]),  # which the other includes
        ("pyproject.toml", ["package"]),
    ],
)
def test_what_has_changed_is_installed_again(
    checkout: Path, changed: str, expected: list[str]
) -> None:
    install(checkout)
    calls(checkout)
    with (checkout / changed).open("a") as stream:
        stream.write("# four==4\n")
    assert install(checkout).returncode == 0
    assert calls(checkout) == expected


def test_a_failure_shows_the_words_of_pip_without_its_chatter(checkout: Path) -> None:
    (checkout / "broken").touch()
    done = install(checkout)
    assert done.returncode == 1
    assert "ERROR: the disk is on fire" in done.stderr
    assert "is ignored" not in done.stdout + done.stderr
    (checkout / "broken").unlink()
    assert install(checkout).returncode == 0
    assert calls(checkout) == ["pins", "pins", "package"]


def test_a_terminal_sees_how_far_it_is(checkout: Path) -> None:
    (checkout / "slow").touch()
    ours, theirs = pty.openpty()
    command = ["requirements/install.sh", "dev", ".venv", ""]
    process = subprocess.Popen(command, cwd=checkout, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written = b""
    while True:
        try:
            written += os.read(ours, 1024)
        except OSError:  # Linux says so when the other side is closed
            break
    assert process.wait() == 0
    os.close(ours)
    assert b"fetching: 2 of about 3" in written


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with what a wheel of the package holds."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(
        ROOT / "src",
        source / "src",
        ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"),
    )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    words = ["--no-index", "--no-deps", "--no-build-isolation", "--quiet"]
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", *words, "--wheel-dir", folder, source],
        capture_output=True,
        check=True,
    )
    (packed,) = folder.glob("*.whl")
    shutil.unpack_archive(packed, folder / "installed", "zip")
    return folder / "installed"


def test_a_wheel_holds_all_that_the_command_reads(wheel: Path, tmp_path: Path) -> None:
    """Map a model where there is no checkout."""
    (tmp_path / "model.xml").write_text(gene_network(10, seed=0))
    (tmp_path / "my.yaml").write_text("mapping: {t_end: 2}\n")
    done = subprocess.run(
        [*COMMAND, "map", "model.xml", "--config", "my.yaml", "--out", "out"],
        cwd=tmp_path,
        env=environment(PYTHONPATH=str(wheel)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "1 scored" in done.stdout
    assert (wheel / "bioripple/py.typed").is_file()
    assert (wheel / "bioripple/__init__.pyi").is_file()


def test_a_wheel_names_its_extras(wheel: Path) -> None:
    (metadata,) = wheel.glob("*.dist-info/METADATA")
    lines = metadata.read_text(encoding="utf-8").splitlines()
    assert 'Requires-Dist: torch>=2.13; extra == "learn"' in lines
    assert {"Provides-Extra: workflow", "Provides-Extra: figures"} <= set(lines)


def test_the_command_is_there(tmp_path: Path) -> None:
    """Of the package as it is installed, wherever one stands."""
    look = [sys.executable, "-I", "-c", "import bioripple"]
    if subprocess.run(look, capture_output=True, check=False).returncode:
        pytest.skip("bioripple is not installed for this Python (make dev does it)")
    command = Path(sys.executable).with_name("bioripple")
    done = subprocess.run(
        [command, "--version"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("bioripple ")
