"""Pages that tell what to type and what comes: taken apart, run, and compared.

A block of `bash` is run. If the next block is `text`, that is what it prints on the
standard output of a terminal; a line `…` stands for any number of lines.
"""

import os
import pty
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("BIORIPPLE_TEST_DATA", "/nowhere")) / "measured/sfa"
SETS = [DATA / name for name in ("nelander_2008", "molinelli_2013")]
# What a page needs that the repository has not.
FETCHED = {"measured.md": SETS, "limits.md": SETS}
PROGRAMS = str(Path(sys.executable).parent)
# README is run as far as people with a network of their own follow it.
UNTIL = "\n## I develop predictors\n"
FENCE = re.compile(r"(?ms)^```(\w*)\n(.*?)^```$")
STYLE = re.compile(r"\x1b\[[0-9;]*m")
NUMBER = re.compile(r"(?<![\w.])[-+]?\d+(?:\.\d+)?(?:e[-+]?\d+)?(?![\w.])")
LEFT_OUT = "…"
COLUMNS = 120
PATIENCE_S = 120
RELATIVE, ABSOLUTE = 1e-6, 1e-12  # what another processor may change
SLACK = 1.01  # two roundings of one number may be a unit of the last digit apart


@dataclass(frozen=True)
class Example:
    """Commands, and what they print if the page says it."""

    commands: str
    printed: str | None


def to_run(text: str) -> str:
    """Return the part of a page that is run."""
    return text.partition(UNTIL)[0]


def prepare(page: str, folder: Path) -> None:
    """Lay into a folder what a person has who follows a page.

    Raises
    ------
    FileNotFoundError
        If the files that the page has people fetch are not there.
    """
    for name in ("docs", "tests"):
        (folder / name).symlink_to(ROOT / name)
    for source in FETCHED.get(page, []):
        shutil.copytree(source, folder / source.name)


def examples(text: str) -> Iterator[Example]:
    """Yield what a page has to be run, in its order."""
    blocks = FENCE.findall(text)
    following = [*blocks[1:], ("", "")]
    for (kind, content), (next_kind, printed) in zip(blocks, following, strict=True):
        if kind == "bash":
            yield Example(content, printed if next_kind == "text" else None)


def on_terminal(commands: str, folder: Path, search: str) -> tuple[int, str, str]:
    """Run commands with a terminal as their standard output.

    Parameters
    ----------
    commands
        For bash, which stops at the first that fails.
    folder
        Where they run.
    search
        Folders where bash looks for programs first, as in `PATH`.

    Returns
    -------
    tuple
        Exit code, standard output without colours, standard error.
    """
    ours, theirs = pty.openpty()
    found = {**os.environ, "PATH": f"{search}{os.pathsep}{os.environ['PATH']}"}
    with (folder / "stderr.txt").open("w+") as errors:
        process = subprocess.Popen(
            ["bash", "-e", "-u", "-o", "pipefail", "-c", commands],
            cwd=folder,
            env={**found, "COLUMNS": str(COLUMNS), "TERM": "xterm", "NO_COLOR": "1"},
            stdin=subprocess.DEVNULL,
            stdout=theirs,
            stderr=errors,
        )
        os.close(theirs)
        printed = b"".join(_everything(ours))
        os.close(ours)
        code = process.wait(PATIENCE_S)
        errors.seek(0)
        said = errors.read()
    text = STYLE.sub("", printed.decode()).replace("\r\n", "\n")
    return code, text, said


def _everything(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            part = os.read(terminal, 1 << 16)
        except OSError:  # Linux says so that nobody has it open any more
            return
        if not part:  # and macOS so
            return
        yield part


def missing(expected: str, printed: str) -> list[str]:
    """Return the lines that a page has and nobody printed, or the other way round.

    Lines whose numbers are equal but for round-off may come in another order, as ties
    do.
    """
    left = [line.rstrip() for line in printed.splitlines() if line.strip()]
    wrong = []
    lines = [line.rstrip() for line in expected.splitlines() if line.strip()]
    for line in lines:
        if line.strip() == LEFT_OUT:
            continue
        match = next((it for it in left if same(line, it)), None)
        if match is None:
            wrong.append(f"not printed: {line}")
        else:
            left.remove(match)
    if not any(line.strip() == LEFT_OUT for line in lines):
        wrong += [f"not on the page: {line}" for line in left]
    return wrong


def same(one: str, other: str) -> bool:
    """Compare lines: words to the letter, numbers to their last digit shown."""
    if _words(one) != _words(other):
        return False
    pairs = zip(NUMBER.findall(one), NUMBER.findall(other), strict=True)
    return all(
        abs(float(a) - float(b))
        <= max(ABSOLUTE, RELATIVE * abs(float(a)), SLACK * max(unit(a), unit(b)))
        for a, b in pairs
    )


def _words(line: str) -> list[str]:
    """Return what is no number; widths of columns hang on digits."""
    return NUMBER.sub("#", re.sub("[━─]+", "─", line)).split()


def unit(number: str) -> float:
    """Return what the last digit of a number that is not whole counts; else 0."""
    mantissa, _, exponent = number.partition("e")
    digits = len(mantissa.partition(".")[2])
    if not digits and not exponent:
        return 0.0
    return float(10.0 ** (int(exponent or 0) - digits))
