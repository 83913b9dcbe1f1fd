"""A signal that asks for an end is never lost."""

import signal

import pytest

from bioripple.cli.stopping import SIGNALS, Stopped, stoppable


class Noisy:
    """Gets a signal where Python drops every exception."""

    def __del__(self) -> None:
        signal.raise_signal(signal.SIGTERM)


@pytest.mark.parametrize("number", SIGNALS)
def test_it_is_there_when_it_is_looked_at(number: signal.Signals) -> None:
    with stoppable() as stop:
        stop.look()
        signal.raise_signal(number)
        with pytest.raises(Stopped) as caught:
            stop.look()
    assert caught.value.number == number


def test_also_one_that_comes_while_exceptions_are_dropped() -> None:
    with stoppable() as stop:
        Noisy()
        with pytest.raises(Stopped):
            stop.look()


def test_the_first_one_counts() -> None:
    with stoppable() as stop:
        signal.raise_signal(signal.SIGHUP)
        signal.raise_signal(signal.SIGINT)
        with pytest.raises(Stopped) as caught:
            stop.look()
    assert caught.value.number == signal.SIGHUP


def test_what_is_ignored_from_the_start_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stoppable() as stop:
            signal.raise_signal(signal.SIGHUP)
            stop.look()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_handlers_are_as_before_afterwards() -> None:
    before = [signal.getsignal(it) for it in SIGNALS]
    with stoppable():
        assert [signal.getsignal(it) for it in SIGNALS] != before
    assert [signal.getsignal(it) for it in SIGNALS] == before
