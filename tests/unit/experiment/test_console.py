"""What a run says on the screen, from the messages that Snakemake sends."""

import io
import logging
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from snakemake.logging import ColorizingTextHandler, DefaultFilter, DefaultFormatter
from snakemake.settings.enums import Quietness
from snakemake_interface_logger_plugins.common import LogEvent

from bioripple.experiment import console

QUIET = {Quietness.RULES, Quietness.HOST, Quietness.REASON}  # as in profiles/default


@pytest.fixture
def screen() -> Iterator[io.StringIO]:
    """Return what Snakemake's own handler writes, once its lines are shortened."""
    stream = io.StringIO()
    handler = ColorizingTextHandler(
        stream=stream,
        formatter=DefaultFormatter(QUIET),
        filter=DefaultFilter(QUIET, False, False, False, False),
    )
    handler.name = console.SCREEN
    level = console.SNAKEMAKE.level
    console.SNAKEMAKE.addHandler(handler)
    console.SNAKEMAKE.setLevel(logging.INFO)
    console.shorten_output(Path("runs/mine"))
    yield stream
    console.SNAKEMAKE.removeHandler(handler)
    console.SNAKEMAKE.setLevel(level)


def tell(message: str | None, event: LogEvent | None = None, **facts: Any) -> None:
    console.SNAKEMAKE.info(message, extra={"event": event, **facts} if event else {})


def start(number: int, rule: str, **wildcards: str) -> None:
    tell("Select jobs to execute...")
    tell("Execute 1 jobs...", LogEvent.JOB_STARTED, jobs=[number])
    tell(
        f" Rule: {rule}",
        LogEvent.JOB_INFO,
        jobid=number,
        rule_name=rule,
        wildcards=wildcards,
    )


def end(number: int, rule: str) -> None:
    message = f"Finished jobid: {number} (Rule: {rule})"
    tell(message, LogEvent.JOB_FINISHED, job_id=number)


def test_a_step_has_one_line_with_counts_and_the_model(screen: io.StringIO) -> None:
    start(7, "jacobian", model="BIOMD0000000009")
    start(8, "train_gcn", graph="full_graph", split="models", seed="3")
    end(7, "jacobian")
    tell(None, LogEvent.PROGRESS, done=9, total=75)
    end(8, "train_gcn")
    tell(None, LogEvent.PROGRESS, done=10, total=75)
    assert screen.getvalue().splitlines() == [
        "[ 9 of 75] jacobian BIOMD0000000009",
        "[10 of 75] train_gcn full_graph models seed 3",
    ]


def test_how_long_a_step_took_is_told_if_it_took_long(
    screen: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 125.0, 125.0])
    monkeypatch.setattr(time, "monotonic", lambda: next(clock, 125.0))
    start(1, "accuracy")
    end(1, "accuracy")
    tell(None, LogEvent.PROGRESS, done=1, total=2)
    assert screen.getvalue() == "[1 of 2] accuracy, 2 min 5 s\n"


def test_steps_of_a_group_share_a_line(screen: io.StringIO) -> None:
    for number in range(80):  # a group does not tell of its steps one by one
        end(number, "parse_sbml")
    tell(None, LogEvent.PROGRESS, done=80, total=2481)
    assert screen.getvalue() == (
        "[  80 of 2481] parse_sbml, parse_sbml, parse_sbml and 77 more\n"
    )


def test_a_failed_step_is_named_with_its_log(screen: io.StringIO) -> None:
    start(3, "table1")
    error = {"jobid": 3, "rule_name": "table1", "log": ["logs/table1/table1.log"]}
    tell("Error in rule table1", LogEvent.JOB_ERROR, **error)
    assert screen.getvalue() == (
        "FAILED: table1; its log is runs/mine/logs/table1/table1.log\n"
    )


def test_everything_else_stays_as_it_is(screen: io.StringIO) -> None:
    tell("Building DAG of jobs...")
    tell("100% of nothing, %s", LogEvent.RUN_INFO, stats={})
    assert screen.getvalue() == "Building DAG of jobs...\n100% of nothing, %s\n"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59.4, "59 s"), (60, "1 min 0 s"), (3599, "59 min 59 s"),
     (3600, "1 h 0 min"), (90_061, "25 h 1 min")],
)  # fmt: skip
def test_durations_are_told_in_words(seconds: float, words: str) -> None:
    assert console.duration(seconds) == words
