"""Downloads against a local server that misbehaves in every way we know of."""

import hashlib
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bioripple.datasets.download import Missing, Patience, download
from bioripple.errors import Failed
from tests.support.misbehaving_server import (
    Answer,
    cut,
    drip,
    endless,
    saying,
    serving,
    silence,
    stall,
    status,
    whole,
)

CONTENT = np.random.default_rng(0).bytes(200_000)
DIGEST = hashlib.sha256(CONTENT).hexdigest()
QUICK = Patience(timeout_s=0.3, retries=2, backoff_s=1.0)


class Trial:
    """One download."""

    def __init__(self) -> None:
        self.waits: list[float] = []
        self.requests: list[tuple[str, dict[str, str]]] = []

    def run(self, *answers: Answer, **options: Any) -> bytes:
        """Download from a server that gives these answers."""
        defaults: dict[str, Any] = {
            "sha256": DIGEST,
            "max_bytes": 10**6,
            "patience": QUICK,
        }
        with serving(*answers) as server:
            try:
                return download(
                    f"{server.url}/file",
                    sleep=self.waits.append,
                    **(defaults | options),
                )
            finally:
                self.requests = server.requests


@pytest.fixture
def trial() -> Trial:
    """Return a download that has not begun."""
    return Trial()


def test_downloads_a_file_at_the_first_attempt(trial: Trial) -> None:
    assert trial.run(whole(CONTENT)) == CONTENT
    assert trial.waits == []
    assert len(trial.requests) == 1


def test_retries_after_server_errors(trial: Trial) -> None:
    assert trial.run(status(500), status(503), whole(CONTENT)) == CONTENT
    assert len(trial.requests) == 3


def test_gives_up_after_the_configured_retries(trial: Trial) -> None:
    with pytest.raises(Failed, match=r"attempt 3 of 3: .* 502 .*gave up"):
        trial.run(status(502))
    assert len(trial.requests) == 3


def test_waits_twice_as_long_before_each_retry(trial: Trial) -> None:
    patience = Patience(timeout_s=1.0, retries=9, backoff_s=1.0)
    with pytest.raises(Failed, match="gave up"):
        trial.run(status(500), patience=patience)
    means = [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert len(trial.waits) == len(means)
    for wait, mean in zip(trial.waits, means, strict=True):
        assert 0.5 * mean <= wait <= 1.5 * mean
    assert len({wait / mean for wait, mean in zip(trial.waits, means, strict=True)}) > 1


@pytest.mark.parametrize(
    ("header", "least"), [("7", 7.0), ("100000", 60.0), ("soon", 0.5), ("-3", 0.5)]
)
def test_waits_as_long_as_the_server_asks_up_to_a_minute(
    trial: Trial, header: str, least: float
) -> None:
    trial.run(status(429, Retry_After=header), whole(CONTENT))
    assert least <= trial.waits[0] <= max(least, 1.5)


@pytest.mark.parametrize("code", [400, 403, 404, 410])
def test_does_not_retry_what_will_not_change(trial: Trial, code: int) -> None:
    with pytest.raises(Missing, match=f"answered {code}"):
        trial.run(status(code))
    assert len(trial.requests) == 1


@pytest.mark.parametrize("sha256", [DIGEST, ""])
def test_starts_over_after_an_answer_that_was_cut_off(
    trial: Trial, sha256: str
) -> None:
    """The file that was cut off may have been another version."""
    answers = cut(CONTENT[::-1], 70_000), whole(CONTENT)
    assert trial.run(*answers, sha256=sha256) == CONTENT
    assert all("Range" not in headers for _, headers in trial.requests)


def test_starts_over_after_a_stall_within_the_timeout(trial: Trial) -> None:
    began = time.monotonic()
    assert trial.run(stall(CONTENT, 50_000), whole(CONTENT)) == CONTENT
    assert time.monotonic() - began < 3.0


def test_a_part_is_not_taken_for_the_whole(trial: Trial) -> None:
    rest = status(206, Content_Range="bytes 9-9/10")
    assert trial.run(rest, whole(CONTENT)) == CONTENT


def test_gives_up_on_a_server_that_never_answers(trial: Trial) -> None:
    began = time.monotonic()
    with pytest.raises(Failed, match="no answer"):
        trial.run(silence)
    assert time.monotonic() - began < 5.0


def test_gives_up_on_a_server_that_drips(trial: Trial) -> None:
    patience = Patience(timeout_s=0.1, retries=0)
    began = time.monotonic()
    with pytest.raises(Failed, match="took too long"):
        trial.run(drip(CONTENT, 0.02), patience=patience)
    assert 0.9 < time.monotonic() - began < 3.0


def test_refuses_a_file_with_another_digest(trial: Trial) -> None:
    with pytest.raises(Failed, match=r"has sha256 .* but the model sheet says"):
        trial.run(whole(CONTENT + b"changed"))
    assert len(trial.requests) == 1


def test_accepts_any_file_without_a_digest(trial: Trial) -> None:
    assert trial.run(whole(b"anything"), sha256="") == b"anything"


@pytest.mark.parametrize(
    "answer", [whole(CONTENT), endless(CONTENT, 100)], ids=["announced", "endless"]
)
def test_refuses_a_file_that_is_too_large(trial: Trial, answer: Answer) -> None:
    with pytest.raises(Failed, match="at most 150000"):
        trial.run(answer, max_bytes=150_000)
    assert len(trial.requests) == 1


def test_accepts_a_file_of_just_the_largest_size(trial: Trial) -> None:
    assert trial.run(whole(CONTENT), max_bytes=len(CONTENT)) == CONTENT


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/x", "data:,x", "gopher://x/"]
)
def test_follows_no_redirect_to_another_scheme(trial: Trial, target: str) -> None:
    with pytest.raises(Failed, match=r"(?i)redirect"):
        trial.run(status(302, Location=target))
    assert len(trial.requests) == 1


def test_follows_a_redirect_to_http(trial: Trial) -> None:
    assert trial.run(status(302, Location="/elsewhere"), whole(CONTENT)) == CONTENT
    assert [path for path, _ in trial.requests] == ["/file", "/elsewhere"]


def test_ends_a_redirect_loop_in_one_line(trial: Trial) -> None:
    with pytest.raises(Failed, match="302") as caught:
        trial.run(status(302, Location="/file"))
    assert "\n" not in str(caught.value)


def test_gives_up_on_a_redirect_to_no_address(trial: Trial) -> None:
    with pytest.raises(Failed, match="gave up"):
        trial.run(status(302, Location="http://[oops/"))


def test_refuses_compressed_content_it_did_not_ask_for(trial: Trial) -> None:
    with pytest.raises(Failed, match="gzip"):
        trial.run(whole(CONTENT, Content_Encoding="gzip"))


def test_refuses_other_schemes_at_once(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("x")
    with pytest.raises(Failed, match="expected an http"):
        download(secret.as_uri(), sha256="", max_bytes=9, patience=QUICK)


def test_retries_when_nobody_listens() -> None:
    with serving(whole(CONTENT)) as server:
        url = server.url
    waits: list[float] = []
    with pytest.raises(Failed, match="gave up"):
        download(
            url,
            sha256="",
            max_bytes=9,
            patience=QUICK,
            sleep=waits.append,
        )
    assert len(waits) == QUICK.retries


def test_the_longest_time_bounds_every_attempt_and_wait() -> None:
    patience = Patience(timeout_s=2.0, retries=3, backoff_s=1e9)
    waits = sum(1.5 * 60.0 for _ in range(3))
    assert patience.longest_s == 4 * 10 * 2.0 + waits
    assert patience.wait_s(3) <= 90.0


@pytest.mark.parametrize("code", [404, 302, 503])
def test_what_a_server_says_is_on_one_line(
    trial: Trial, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    phrase = "\x1b[2J\x1b]0;owned\x07 \x9b31m" + "x" * 10_000
    with pytest.raises(Failed) as caught:
        trial.run(saying(code, phrase))
    for text in (str(caught.value), *caplog.messages):
        assert text.isprintable()
        assert len(text) < 400
