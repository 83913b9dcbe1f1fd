"""Send a script's log messages, warnings and traceback to its log file."""

import logging
import sys
from pathlib import Path
from types import TracebackType

from bioripple.files import is_full_disk

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FULL = (
    "bioripple: the disk is full. Nothing half-written was kept: free some space and "
    "run again; what was finished stays.\n"
)


def log_to(path: str | Path) -> None:
    """Log to `path` from now on, an uncaught exception's traceback included.

    Parameters
    ----------
    path
        The rule's log file; it is overwritten.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    logging.basicConfig(filename=path, filemode="w", level=logging.INFO, format=FORMAT)
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
    sys.__excepthook__(kind, error, trace)
    if is_full_disk(error):
        sys.stderr.write(FULL)
