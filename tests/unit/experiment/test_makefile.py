"""What the Makefile makes of names that its user gives."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]

pytestmark = pytest.mark.skipif(shutil.which("make") is None, reason="needs make")


def make(*words: str) -> subprocess.CompletedProcess[str]:
    """Run make as a user does: `make test` itself hands on what it was given."""
    kept = {key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ}
    return subprocess.run(
        ["make", *words],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def words(target: str, *variables: str) -> list[str]:
    """Return what a target would have started, word by word."""
    done = make("-o", "runtime", target, "PY=printf '%s\\n'", *variables)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize("name", ["it's", "'; echo out; '", '"; echo out; "', "a  b"])
def test_a_name_stays_one_word_whatever_is_in_it(name: str) -> None:
    found = words("run", f"RUN={name}", f"CONFIG={name}", "CORES=2")
    start = ["-m", "bioripple", "experiment", "run", "--cores=2"]
    assert found == [*start, f"--name={name}", f"--config={name}", "--"]


def test_without_a_name_or_a_configuration_there_is_none() -> None:
    start = ["-m", "bioripple", "experiment"]
    assert words("clean-results") == [*start, "clean", "--cores=all", "--name="]
    found = words("demo")
    assert "--name=demo" in found
    assert not any(word.startswith("--config") for word in found)


def test_help_has_three_blocks_with_every_target_in_one_of_them() -> None:
    """What only other targets need, `runtime` and `dev`, is left out."""
    blocks = make("help").stdout.split("\n\n")[1:]
    lines = [block.splitlines() for block in blocks]
    assert [title for title, *_ in lines] == ["Use", "Check", "Maintain"]
    listed = [line.split(maxsplit=1) for _, *targets in lines for line in targets]
    assert all(len(pair) == 2 for pair in listed)
    names = [name for name, _ in listed]
    assert len(names) == len(set(names))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8").replace("\\\n", " ")
    (phony,) = re.findall(r"(?m)^\.PHONY:(.*)$", makefile)
    assert set(names) == set(phony.split()) - {"runtime", "dev"}


def test_a_target_by_its_old_name_is_answered_with_the_new_one() -> None:
    done = make("benchmark")
    assert done.returncode == 2
    assert "is called 'make comparison' now" in done.stderr
