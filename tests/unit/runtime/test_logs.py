"""What a script that dies leaves in its log and on the screen."""

import errno
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]


def run(
    log: Path, script: str, options: str = "", *, before: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a script that logs, as a step of the workflow does."""
    head = "import logging\nimport time\nfrom bioripple.runtime import logs\n"
    head += f"from bioripple.runtime.logs import PROGRESS\n{before}"
    head += f"logs.log_to({str(log)!r}{options})\n"
    return subprocess.run(
        [sys.executable, "-c", head + script],
        env={"PYTHONPATH": str(ROOT / "src")},
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )


def die(log: Path, error: str) -> str:
    """Run a script that raises, and return what it prints."""
    done = run(log, f"raise {error}")
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


def test_other_packages_only_log_warnings(tmp_path: Path) -> None:
    script = """
for name in ("matplotlib.font_manager", "fontTools.subset", "bioripple.x", "__main__"):
    logging.getLogger(name).info("told by %s", name)
logging.getLogger("fontTools").warning("a warning")
import warnings
warnings.warn("of numpy", stacklevel=1)
"""
    assert run(tmp_path / "log", script).stderr == ""
    told = (tmp_path / "log").read_text()
    assert "told by bioripple.x" in told
    assert "told by __main__" in told
    assert "font_manager" not in told
    assert "subset" not in told
    assert "a warning" in told
    assert "of numpy" in told


def test_a_figure_fills_no_log_with_fonts(tmp_path: Path) -> None:
    script = """
from pathlib import Path
from bioripple.figures import style
style.save(style.empty_figure("x"), pdf=Path("{0}/f.pdf"), png=Path("{0}/f.png"))
"""
    done = run(tmp_path / "log", script.format(tmp_path))
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "log").read_text() == ""


def test_progress_is_shown_now_and_then_and_not_logged(tmp_path: Path) -> None:
    script = """
for epoch in range(50):
    PROGRESS.info("epoch %d", epoch)
    time.sleep(0.01)
"""
    options = ", progress_of='train_gcn models 0'"
    assert run(tmp_path / "log", script, options).stderr == ""  # it is over soon
    often = "logs.PROGRESS_SECONDS = 0.2\n"
    shown = run(tmp_path / "log", script, options, before=often).stderr.splitlines()
    assert 1 <= len(shown) <= 4
    assert all(re.fullmatch(r"    train_gcn models 0: epoch \d+", s) for s in shown)
    assert (tmp_path / "log").read_text() == ""
    assert run(tmp_path / "log", script, before=often).stderr == ""


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
        f"from bioripple.runtime.logs import log_to\nlog_to({str(path)!r})\n"
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
