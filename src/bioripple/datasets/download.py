"""Download one file over HTTP from a server that may fail, stall or cut off.

Attempts are repeated with exponential back-off and go on where the last one stopped.
Only HTTP and HTTPS are spoken; see `datasets.http_only`.
"""

import hashlib
import logging
import random
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

from bioripple.datasets.http_only import SCHEMES, http_opener
from bioripple.errors import Failed
from bioripple.runtime.files import sha256 as digest_of
from bioripple.runtime.text import one_line

RETRIED_STATUSES = (408, 425, 429)  # of those below 500; they ask to come again
LONGEST_WAIT_S = 60.0
CHUNK_BYTES = 64 * 1024
# A server that sends a byte now and then never stalls, yet never ends either.
TIMEOUTS_PER_ATTEMPT = 10

log = logging.getLogger(__name__)


class Missing(Failed):
    """The server answered that there is no such file."""


@dataclass(frozen=True)
class Patience:
    """How long to go on with a server.

    Attributes
    ----------
    timeout_s
        Silence after which an attempt is given up; an attempt as a whole may take ten
        times as long [s].
    retries
        Attempts after the first.
    backoff_s
        Mean wait before the first retry [s]; it doubles with each, up to a minute.
    """

    timeout_s: float = 60.0
    retries: int = 5
    backoff_s: float = 1.0

    def wait_s(self, retry: int) -> float:
        """Return the wait before retry 1, 2, …, jittered by a factor 0.5 to 1.5 [s].

        The jitter keeps jobs that failed together from coming back together; it has no
        bearing on any result and is not seeded.
        """
        mean = min(LONGEST_WAIT_S, self.backoff_s * 2.0 ** (retry - 1))
        return mean * random.uniform(0.5, 1.5)

    @property
    def longest_s(self) -> float:
        """Upper bound on the time that `download` takes [s]."""
        attempts = (self.retries + 1) * TIMEOUTS_PER_ATTEMPT * self.timeout_s
        return attempts + self.retries * 1.5 * LONGEST_WAIT_S


class _TryAgain(Exception):
    """An attempt failed in a way that another may not."""

    def __init__(self, reason: str, *, wait_s: float = 0.0) -> None:
        super().__init__(reason)
        self.wait_s = wait_s


@dataclass
class _Progress:
    """What is known of the file while attempts come and go.

    Two versions of a file must not be joined. A digest tells them apart in the end;
    without one the server has to name versions by strong validators (ETag).
    """

    url: str
    part: Path
    max_bytes: int
    has_digest: bool
    etag: str = ""

    @property
    def have(self) -> int:
        """How many bytes are there that the next attempt may go on from."""
        if not self.part.exists():
            return 0
        if not (self.has_digest or self.etag):
            self.start_over()
            return 0
        return self.part.stat().st_size

    def start_over(self) -> None:
        self.part.unlink(missing_ok=True)
        self.etag = ""


def download(
    url: str,
    part: Path,
    *,
    sha256: str,
    max_bytes: int,
    patience: Patience,
    sleep: Callable[[float], None] = time.sleep,
) -> None:
    """Download a file, resuming what an earlier attempt left.

    Parameters
    ----------
    url
        Where the file is; HTTP or HTTPS.
    part
        File to write. What is there already is taken for the beginning of the file if
        `sha256` can prove it, else it is dropped. It is complete when the function
        returns; after a failure it holds what may be resumed later. Without `sha256`
        an attempt that broke off is gone on from only where the server names the
        version of the file.
    sha256
        Digest of the file in lower-case hexadecimal digits; empty if unknown.
    max_bytes
        Largest file to accept [bytes].
    patience
        When to retry and when to give up.
    sleep
        Called with the seconds to wait between attempts.

    Raises
    ------
    Missing
        If the server says that it has no such file: any 4xx but a plea to wait.
    Failed
        If the file is not what was asked for, or the server fails for too long.
    """
    if urlsplit(url).scheme not in SCHEMES:
        raise Failed(f"{url}: expected an http:// or https:// address")
    if not sha256:
        part.unlink(missing_ok=True)
    elif part.exists() and digest_of(part) == sha256:
        return
    progress = _Progress(url, part, max_bytes, has_digest=bool(sha256))
    for attempt in range(1, patience.retries + 2):
        try:
            resumed = _attempt(progress, patience.timeout_s)
            _check_digest(progress, sha256, resumed=resumed)
            return
        except _TryAgain as trouble:
            reason = f"{url}: attempt {attempt} of {patience.retries + 1}: {trouble}"
            log.warning("%s", reason)
            if attempt <= patience.retries:
                sleep(max(patience.wait_s(attempt), trouble.wait_s))
    raise Failed(f"{reason}; gave up")


def _attempt(progress: _Progress, timeout_s: float) -> bool:
    have = progress.have
    deadline = time.monotonic() + TIMEOUTS_PER_ATTEMPT * timeout_s
    with _open(progress, have, timeout_s) as response:
        start, total = _what_comes(response, progress, have)
        if total is not None and total > progress.max_bytes:
            _refuse_size(progress, total)
        got = start
        with progress.part.open("ab" if start else "wb") as stream:
            for chunk in _chunks(response, deadline):
                got += len(chunk)
                if got > progress.max_bytes:
                    _refuse_size(progress, got)
                stream.write(chunk)
    if total is not None and got < total:
        raise _TryAgain(f"the answer ended after {got} of {total} bytes")
    if total is not None and got > total:
        progress.start_over()
        raise _TryAgain(f"the server sent {got} bytes of a file of {total}")
    return start > 0


def _open(progress: _Progress, have: int, timeout_s: float) -> HTTPResponse:
    headers = {"User-Agent": "bioripple", "Accept-Encoding": "identity"}
    if have:
        headers["Range"] = f"bytes={have}-"
        if progress.etag:
            headers["If-Range"] = progress.etag
    request = urllib.request.Request(progress.url, headers=headers)
    try:
        response: HTTPResponse = http_opener().open(request, timeout=timeout_s)
        return response
    except urllib.error.HTTPError as error:
        with error:
            _judge(error, progress)
    except (OSError, HTTPException, ValueError) as error:  # the last: a bad redirect
        raise _TryAgain(f"no answer: {error!r}") from None
    raise AssertionError("unreachable")


def _judge(error: urllib.error.HTTPError, progress: _Progress) -> None:
    answer = f"the server answered {error.code} {one_line(str(error.reason), most=100)}"
    if error.code == 416:  # what is there is longer than the file
        progress.start_over()
        raise _TryAgain(answer)
    if error.code >= 500 or error.code in RETRIED_STATUSES:
        raise _TryAgain(answer, wait_s=_retry_after(error.headers.get("Retry-After")))
    if error.code >= 400:
        raise Missing(f"{progress.url}: {answer}")
    raise Failed(f"{progress.url}: {answer}")


def _retry_after(header: str | None) -> float:
    seconds = header.strip() if header else ""
    usable = seconds.isascii() and seconds.isdigit() and len(seconds) < 10
    return min(LONGEST_WAIT_S, float(seconds)) if usable else 0.0


def _what_comes(
    response: HTTPResponse, progress: _Progress, have: int
) -> tuple[int, int | None]:
    """Return the offset of the answer's first byte and the file's size if known."""
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding != "identity":
        raise Failed(f"{progress.url}: sent compressed ({encoding}), though not asked")
    etag = response.headers.get("ETag", "")
    before, progress.etag = progress.etag, "" if etag.startswith("W/") else etag
    if response.status == 200:
        return 0, response.length
    is_other = before != etag and bool(etag or not progress.has_digest)
    if before and is_other:  # against what If-Range asks for
        progress.start_over()
        raise _TryAgain("the file was changed while it was sent")
    span = response.headers.get("Content-Range", "")
    match = re.fullmatch(r"bytes ([0-9]{1,18})-[0-9]{1,18}/([0-9]{1,18}|\*)", span)
    if response.status != 206 or not match or int(match[1]) != have:
        progress.start_over()
        raise _TryAgain(
            f"expected the bytes from {have} on, got {response.status} {span!r}"
        )
    return have, None if match[2] == "*" else int(match[2])


def _chunks(response: HTTPResponse, deadline: float) -> Iterator[bytes]:
    while True:
        if time.monotonic() > deadline:
            raise _TryAgain("the answer took too long")
        try:
            chunk = response.read1(CHUNK_BYTES)
        except (OSError, HTTPException) as error:
            raise _TryAgain(f"the answer broke off: {error!r}") from None
        if not chunk:
            return
        yield chunk


def _check_digest(progress: _Progress, sha256: str, *, resumed: bool) -> None:
    if not sha256:
        return
    found = hashlib.sha256(progress.part.read_bytes()).hexdigest()
    if found == sha256:
        return
    progress.start_over()
    if resumed:  # the two halves may stem from different versions of the file
        raise _TryAgain(f"the resumed file has sha256 {found}, expected {sha256}")
    raise Failed(
        f"{progress.url}: has sha256 {found}, but the model sheet says {sha256}; the "
        "file was changed since. To accept it, enter the new digest in the sheet"
    )


def _refuse_size(progress: _Progress, size: int) -> None:
    progress.start_over()
    raise Failed(
        f"{progress.url}: has {size} bytes or more; at most {progress.max_bytes}"
    )
