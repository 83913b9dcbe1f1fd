"""A guarded call ends with a value or a sentence, whatever the function does."""

import ctypes
import os
import signal
import time

import pytest

from bioripple.guard import KilledFromOutside, Limits, run_guarded

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
