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
