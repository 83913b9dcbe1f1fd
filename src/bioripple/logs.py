"""Send a script's log messages, warnings and traceback to its log file."""

import logging
import sys
from pathlib import Path
from types import TracebackType

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


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
