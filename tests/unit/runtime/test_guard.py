"""A guarded call ends with a value or a sentence, whatever the function does."""

import ctypes
import logging
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest

from bioripple.runtime.guard import (
    Ending,
    KilledFromOutside,
    Limits,
    run_each,
    run_guarded,
)

ROOT = Path(__file__).parents[3]

ROOMY = Limits(seconds=30.0, memory_mb=2000)


def test_a_value_comes_back() -> None:
    assert run_guarded(lambda: {"answer": [1.5, None]}, limits=ROOMY).value == {
        "answer": [1.5, None]
    }


def test_a_large_value_comes_back_whole() -> None:
    assert run_guarded(lambda: b"x" * 10_000_000, limits=ROOMY).value == b"x" * 10**7


def test_a_hang_is_ended() -> None:
    started = time.monotonic()
    limits = Limits(seconds=0.3, memory_mb=100)
    ending = run_guarded(lambda: time.sleep(60), limits=limits)
    assert ending.crash == "ran longer than 0.3 s"
    assert time.monotonic() - started < 10.0


def test_a_crash_in_c_is_a_sentence() -> None:
    ending = run_guarded(lambda: ctypes.string_at(0), limits=ROOMY)
    assert ending.crash == "the process crashed with SIGSEGV"


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_a_kill_by_somebody_else_is_no_ending(name: str) -> None:
    def killed() -> None:
        # As the kernel does where memory runs out; `nohup` would have it ignored.
        if name != "SIGKILL":
            signal.signal(signal.Signals[name], signal.SIG_DFL)
        os.kill(os.getpid(), signal.Signals[name])
        time.sleep(60)

    with pytest.raises(KilledFromOutside, match=rf"outside \({name}\).*run again"):
        run_guarded(killed, limits=ROOMY)


def test_an_exit_is_a_sentence() -> None:
    ending = run_guarded(lambda: os._exit(3), limits=ROOMY)
    assert ending.crash == "the process ended with exit code 3 and no answer"


def test_memory_is_limited() -> None:
    limits = Limits(seconds=30.0, memory_mb=200)
    ending = run_guarded(lambda: bytearray(1024**3), limits=limits)
    assert ending.crash == "needed more than 200 MiB of memory"
    assert len(run_guarded(lambda: bytearray(1024**2), limits=limits).value) == 1024**2


def test_a_bug_raises_with_the_childs_traceback() -> None:
    def buggy() -> None:
        raise KeyError("the culprit")

    with pytest.raises(RuntimeError, match="the culprit"):
        run_guarded(buggy, limits=ROOMY)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        (signal.SIGINT, "SIGINT"),
        (signal.SIGUSR1, "SIGUSR1"),
        (40, "real-time signal 40"),
    ],
)
def test_any_signal_that_is_no_crash_comes_from_outside(number: int, name: str) -> None:
    """What is sent with Ctrl-C, or by a scheduler, says nothing about a model."""

    def stopped() -> None:
        os.kill(os.getpid(), number)
        time.sleep(60)

    with pytest.raises(KilledFromOutside, match=rf"outside \({name}\).*run again"):
        run_guarded(stopped, limits=ROOMY)


HUNGRY = """
import libsbml
from bioripple.runtime.guard import Limits, run_guarded
from tests.hostile.models import another_species, level_3
text = level_3(species="".join(another_species(f"s{k}") for k in range(20_000)))
limits = Limits(seconds=60.0, memory_mb=20)
print(run_guarded(lambda: bool(libsbml.readSBMLFromString(text)), limits=limits).crash)
"""


def test_libsbml_out_of_memory_is_told_as_such() -> None:
    """It throws std::bad_alloc, which nobody catches: the process aborts."""
    # in a process of its own: one that has run other tests has memory to reuse
    done = subprocess.run(
        [sys.executable, "-c", HUNGRY],
        env={"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "needed more than 20 MiB of memory\n"


def test_any_other_abort_is_a_crash() -> None:
    ending = run_guarded(os.abort, limits=ROOMY)
    assert ending.crash == "the process crashed with SIGABRT"


def test_what_a_child_writes_goes_to_the_log_without_commands_to_a_terminal(
    capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    def chatty() -> int:
        os.write(1, b"steps taken\n\x1b[2Jred\xff\x07")
        os.write(2, b"x" * 10**6 + b" the end")  # more than a pipe holds
        return 1

    with caplog.at_level(logging.INFO):
        assert run_guarded(chatty, limits=ROOMY).value == 1
    assert capfd.readouterr() == ("", "")
    (message,) = caplog.messages
    assert message.endswith("x the end")
    assert len(message) < 5000
    with caplog.at_level(logging.INFO):
        run_guarded(lambda: os.write(1, b"\x1b[2Jred"), limits=ROOMY)
    assert caplog.messages[-1] == "a child process wrote: \ufffd[2Jred"


def test_a_child_that_writes_for_ever_is_ended() -> None:
    def shout() -> None:
        while True:
            os.write(1, b"x" * 65536)

    started = time.monotonic()
    ending = run_guarded(shout, limits=Limits(seconds=0.5, memory_mb=100))
    assert ending.crash == "ran longer than 0.5 s"
    assert time.monotonic() - started < 3.0


def test_a_child_that_stops_answering_and_lives_on_is_ended() -> None:
    def quiet() -> None:
        os.closerange(3, 1000)  # the way its answers go
        while True:
            os.write(1, b"x" * 65536)

    started = time.monotonic()
    ending = run_guarded(quiet, limits=Limits(seconds=0.5, memory_mb=100))
    assert ending.crash == "ran longer than 0.5 s"
    assert time.monotonic() - started < 3.0


def test_a_lower_limit_of_the_machine_holds() -> None:
    def limited() -> str:
        allowed = resource.getrlimit(resource.RLIMIT_AS)[0] // 2
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
        limits = Limits(seconds=10.0, memory_mb=10**9)
        return run_guarded(lambda: bytearray(1024**3), limits=limits).crash

    ending = run_guarded(limited, limits=Limits(seconds=30.0, memory_mb=600))
    assert ending.value == f"needed more than {10**9} MiB of memory"


ACTS: dict[str, Callable[[], Any]] = {
    "sound": lambda: "fine",
    "hang": lambda: time.sleep(60),
    "crash": lambda: ctypes.string_at(0),
    "greed": lambda: bytearray(4 * 1024**3),
    "exit": lambda: os._exit(3),
}


@pytest.mark.parametrize("workers", [1, 2, 3, 20])
def test_no_item_ends_another(workers: int) -> None:
    items = ["sound", "hang", "sound", "crash", "greed", "sound", "exit", "sound"]
    limits = Limits(seconds=0.5, memory_mb=500)
    endings = run_each(lambda name: ACTS[name](), items, limits=limits, workers=workers)
    told = {
        "sound": Ending("fine"),
        "hang": Ending(crash="ran longer than 0.5 s"),
        "crash": Ending(crash="the process crashed with SIGSEGV"),
        "greed": Ending(crash="needed more than 500 MiB of memory"),
        "exit": Ending(crash="the process ended with exit code 3 and no answer"),
    }
    assert endings == [told[name] for name in items]


def test_each_item_has_the_whole_time() -> None:
    limits = Limits(seconds=1.0, memory_mb=500)
    endings = run_each(lambda _: time.sleep(0.4), range(4), limits=limits)
    assert endings == [Ending()] * 4


def test_what_others_have_left_behind_ends_no_item() -> None:
    """Items share a child, but each that fails is tried in one of its own."""
    kept: list[bytearray] = []

    def hoard(item: int) -> int:
        kept.append(bytearray(200 * 1024**2))
        return item

    limits = Limits(seconds=30.0, memory_mb=500)
    endings = run_each(hoard, range(7), limits=limits)
    assert [ending.value for ending in endings] == list(range(7))


def test_a_bug_names_the_item() -> None:
    with pytest.raises(RuntimeError, match=r"(?s)ZeroDivisionError.*working on 0\)"):
        run_each(lambda item: 1 / item, [2, 0, 1], limits=ROOMY)


def test_what_goes_wrong_before_any_item_is_a_bug() -> None:
    """It would be taken for what became of the model: of every one of a run."""
    limits = Limits(seconds=30.0, memory_mb=cast("int", 2000.0))
    with pytest.raises(RuntimeError, match=r"_limit_memory(.*\n)*TypeError"):
        run_guarded(lambda: 1, limits=limits)
