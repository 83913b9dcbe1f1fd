"""Send a script's log messages, warnings and traceback to its log file.

What takes minutes also says on the screen, now and then, how far it is: `PROGRESS`.
What is logged may quote a server, another program or a model. It is made harmless here,
in one place: no control character reaches a log or a terminal, and no text from outside
can pass for an entry of the log.
"""

import logging
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType

from bioripple.runtime.files import is_full_disk
from bioripple.runtime.text import many_lines

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FULL = (
    "bioripple: the disk is full. Nothing half-written was kept: free some space and "
    "run again; what was finished stays.\n"
)
OURS = ("bioripple", "__main__")  # a script runs under the second name
PROGRESS = logging.getLogger("bioripple.progress")
PROGRESS.propagate = False  # on the screen only: a log has no use for every epoch
PROGRESS_SECONDS = 15.0  # between two lines of one step on the screen


class PlainFormatter(logging.Formatter):
    """Formats entries without control characters, all lines but the first indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry, its traceback included."""
        return many_lines(super().format(record))


def log_to(path: str | Path, *, progress_of: str = "") -> None:
    """Log to `path` from now on, an uncaught exception's traceback included.

    Parameters
    ----------
    path
        The rule's log file; it is overwritten. Other packages than this one only log
        warnings: some tell of every font that they look at.
    progress_of
        What the step is called where it says on the screen how far it is, in a line
        each `PROGRESS_SECONDS` or more; empty if it does not.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    handler.setFormatter(PlainFormatter(FORMAT))
    logging.basicConfig(handlers=[handler], level=logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    if progress_of:
        PROGRESS.addHandler(_screen(progress_of))
    logging.captureWarnings(True)
    # A log that does not fit on the disk either would bury the reason under tracebacks.
    logging.raiseExceptions = False
    sys.excepthook = _log_exception


class _Seldom(logging.Filter):
    """Lets a message pass if the start, and the one before it, are some time ago."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self.seconds = seconds
        self.last = time.monotonic()

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now - self.last < self.seconds:
            return False
        self.last = now
        return True


def _screen(step: str) -> logging.Handler:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter(f"    {step}: %(message)s"))
    handler.addFilter(_Seldom(PROGRESS_SECONDS))
    return handler


def _log_exception(
    kind: type[BaseException],
    error: BaseException,
    trace: TracebackType | None,
) -> None:
    logging.getLogger("bioripple").critical(
        "the step ended with an error", exc_info=(kind, error, trace)
    )
    told = "".join(traceback.format_exception(kind, error, trace)).rstrip()
    sys.stderr.write(f"{many_lines(told)}\n")
    if is_full_disk(error):
        sys.stderr.write(FULL)
