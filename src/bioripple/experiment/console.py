"""What a run says on the screen: a line for each step, and its name where one fails.

Snakemake says of each step when it chooses it, when it starts it, when it ends and how
many have ended. Its log in `.snakemake/log` keeps all of that. This needs nothing that
Snakemake has not.
"""

import logging
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

SNAKEMAKE = logging.getLogger("snakemake.logging")
SCREEN = "DefaultStreamHandler"  # the name of Snakemake's handler for it
SILENT = "Select jobs to execute..."
MOST_NAMES = 3  # of steps of one group that end together


class StepLines(logging.Formatter):
    """Turns Snakemake's messages about steps into a line for each step.

    Parameters
    ----------
    otherwise
        How any other message is laid out.
    shown
        The folder in which the run works, as seen from where its user is.
    """

    def __init__(self, otherwise: logging.Formatter, shown: Path) -> None:
        super().__init__()
        self.otherwise, self.shown = otherwise, shown
        self.names: dict[int, str] = {}
        self.starts: dict[int, float] = {}
        self.ended: list[str] = []

    def see(self, record: logging.LogRecord) -> bool:
        """Take note of a message, and return whether it is for the screen."""
        facts = vars(record)
        match _event(record):
            case "job_info":
                number = facts["jobid"]
                self.names[number] = step_name(facts["rule_name"], facts["wildcards"])
                self.starts[number] = time.monotonic()
            case "job_started":
                return False
            case "job_finished":
                self.ended.append(self._ended(facts["job_id"], record))
                return False
            case "job_error":
                self._tell_failure(facts["jobid"], facts)
            case "group_error":
                for info in facts["job_error_info"]:
                    self._tell_failure(info["jobid"], info)
        return record.msg != SILENT

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of the steps that ended, or what Snakemake would say."""
        if _event(record) != "progress":
            return self.otherwise.format(record)
        names, self.ended = self.ended, []
        more = len(names) - MOST_NAMES
        told = ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
        done, total = vars(record)["done"], vars(record)["total"]
        return f"[{done:>{len(str(total))}} of {total}] {told}"

    def _ended(self, number: int, record: logging.LogRecord) -> str:
        # a step in a group is not told of when it starts, but its message has its rule
        unknown = record.getMessage().partition("Rule: ")[2].rstrip(")")
        name = self.names.get(number, unknown)
        seconds = time.monotonic() - self.starts.get(number, time.monotonic())
        return f"{name}, {duration(seconds)}" if seconds >= 1 else name

    def _tell_failure(self, number: int, facts: Mapping[str, Any]) -> None:
        """Say which step failed: the messages of Snakemake that do are not shown."""
        name = self.names.get(number, facts["rule_name"])
        logs = ", ".join(str(self.shown / log) for log in facts["log"])
        # Snakemake shows a message as it is, and does not put arguments in.
        SNAKEMAKE.error(f"FAILED: {name}; its log is {logs or 'nowhere'}")


def step_name(rule: str, wildcards: Mapping[str, str]) -> str:
    """Return what a step is called: its rule, and which of its kind it is."""
    parts = (f"seed {v}" if k == "seed" else v for k, v in wildcards.items())
    return " ".join([rule, *parts])


def duration(seconds: float) -> str:
    """Return a time in words, such as `3 s` or `2 min 5 s` or `1 h 0 min`."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def shorten_output(shown: Path) -> None:
    """Lay out from now on what Snakemake says on the screen, if it does so itself.

    Parameters
    ----------
    shown
        The folder in which the run works, as seen from where its user is.
    """
    for handler in SNAKEMAKE.handlers:
        if handler.name == SCREEN and handler.formatter is not None:
            lines = StepLines(handler.formatter, shown)
            handler.setFormatter(lines)
            # before Snakemake's own, which lets nothing pass that names a step
            handler.filters.insert(0, lines.see)


def _event(record: logging.LogRecord) -> str:
    return str(getattr(getattr(record, "event", None), "value", ""))
