"""What a script that dies leaves in its log and on the screen."""

import errno
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def die(log: Path, error: str) -> str:
    """Run a script that raises, and return what it prints."""
    script = f"from bioripple.logs import log_to\nlog_to({str(log)!r})\nraise {error}"
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(ROOT / "src")},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stderr


def test_a_traceback_is_logged_and_printed(tmp_path: Path) -> None:
    printed = die(tmp_path / "logs/step.log", "ValueError('the reason')")
    assert "ValueError: the reason" in (tmp_path / "logs/step.log").read_text()
    assert printed.rstrip().endswith("ValueError: the reason")


def test_a_full_disk_is_told_last_even_if_the_log_does_not_fit() -> None:
    printed = die(Path("/dev/full"), f"OSError({errno.ENOSPC}, 'No space left')")
    assert "run again; what was finished stays." in printed.splitlines()[-1]
    assert "Logging error" not in printed
    assert "No space left" in printed


NASTY = (
    "\\x1b]0;title\\x07\\x9b2J\\u202e\\ud800\\n2026-01-01 00:00:00 CRITICAL forged: x"
)


def test_no_control_character_reaches_the_log_or_the_screen(tmp_path: Path) -> None:
    log = tmp_path / "step.log"
    printed = die(log, f'ValueError("{NASTY}")')
    for text in (printed, log.read_text(encoding="utf-8")):
        lines = text.removesuffix("\n").split("\n")
        assert all(line.isprintable() for line in lines), text
        assert "]0;title" in text
    entries = [line for line in lines if line.startswith("2")]
    assert len(entries) == 1
    assert "forged" not in entries[0]


def test_a_message_from_outside_cannot_pass_for_an_entry(tmp_path: Path) -> None:
    path = tmp_path / "step.log"
    script = (
        f"from bioripple.logs import log_to\nlog_to({str(path)!r})\n"
        f'import logging, warnings\ntext = "{NASTY}"\n'
        "logging.getLogger('x').warning('the server said %s', text)\n"
        "warnings.warn(text)\n"
    )
    subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(ROOT / "src")},
        check=True,
    )
    lines = path.read_text(encoding="utf-8").removesuffix("\n").split("\n")
    assert all(line.isprintable() for line in lines)
    entries = [line for line in lines if not line.startswith("  ")]
    assert len(entries) == 2
    assert "forged" not in "".join(entries)
