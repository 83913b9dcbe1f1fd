"""Send a script's log messages, warnings and traceback to its log file.

What is logged may quote a server, another program or a model. It is made harmless here,
in one place: no control character reaches a log or a terminal, and no text from outside
can pass for an entry of the log.
"""

import logging
import sys
import traceback
from pathlib import Path
from types import TracebackType

from bioripple.files import is_full_disk
from bioripple.text import many_lines

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FULL = (
    "bioripple: the disk is full. Nothing half-written was kept: free some space and "
    "run again; what was finished stays.\n"
)


class PlainFormatter(logging.Formatter):
    """Formats entries without control characters, all lines but the first indented."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry, its traceback included."""
        return many_lines(super().format(record))


def log_to(path: str | Path) -> None:
    """Log to `path` from now on, an uncaught exception's traceback included.

    Parameters
    ----------
    path
        The rule's log file; it is overwritten.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    handler = logging.FileHandler(path, mode="w", encoding="utf-8")
    handler.setFormatter(PlainFormatter(FORMAT))
    logging.basicConfig(handlers=[handler], level=logging.INFO)
    logging.captureWarnings(True)
    # A log that does not fit on the disk either would bury the reason under tracebacks.
    logging.raiseExceptions = False
    sys.excepthook = _log_exception


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
