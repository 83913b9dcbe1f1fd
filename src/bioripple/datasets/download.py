"""Download one file over HTTP from a server that may fail, stall or cut off.

Attempts are repeated with exponential back-off, each from the file's first byte: models
are small. Only HTTP and HTTPS are spoken; see `datasets.http_only`.
"""

import hashlib
import logging
import random
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse
from urllib.parse import urlsplit

from bioripple.datasets.http_only import SCHEMES, http_opener
from bioripple.errors import Failed
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


def download(
    url: str,
    *,
    sha256: str,
    max_bytes: int,
    patience: Patience,
    sleep: Callable[[float], None] = time.sleep,
) -> bytes:
    """Download a file.

    Parameters
    ----------
    url
        Where the file is; HTTP or HTTPS.
    sha256
        Digest of the file in lower-case hexadecimal digits; empty if unknown.
    max_bytes
        Largest file to accept [bytes].
    patience
        When to retry and when to give up.
    sleep
        Called with the seconds to wait between attempts.

    Returns
    -------
    bytes
        The whole file, out of one answer.

    Raises
    ------
    Missing
        If the server says that it has no such file: any 4xx but a plea to wait.
    Failed
        If the file is not what was asked for, or the server fails for too long.
    """
    if urlsplit(url).scheme not in SCHEMES:
        raise Failed(f"{url}: expected an http:// or https:// address")
    for attempt in range(1, patience.retries + 2):
        try:
            content = _attempt(url, max_bytes, patience.timeout_s)
            _check_digest(url, content, sha256)
            return content
        except _TryAgain as trouble:
            reason = f"{url}: attempt {attempt} of {patience.retries + 1}: {trouble}"
            log.warning("%s", reason)
            if attempt <= patience.retries:
                sleep(max(patience.wait_s(attempt), trouble.wait_s))
    raise Failed(f"{reason}; gave up")


def _attempt(url: str, max_bytes: int, timeout_s: float) -> bytes:
    deadline = time.monotonic() + TIMEOUTS_PER_ATTEMPT * timeout_s
    content = bytearray()
    with _open(url, timeout_s) as response:
        encoding = response.headers.get("Content-Encoding", "identity")
        if encoding != "identity":
            raise Failed(f"{url}: sent compressed ({encoding}), though not asked")
        if response.status != 200:
            raise _TryAgain(f"the server answered {response.status}, expected 200")
        total = response.length
        _check_size(url, total or 0, max_bytes)
        for chunk in _chunks(response, deadline):
            content += chunk
            _check_size(url, len(content), max_bytes)
    if total is not None and len(content) < total:
        raise _TryAgain(f"the answer ended after {len(content)} of {total} bytes")
    return bytes(content)


def _open(url: str, timeout_s: float) -> HTTPResponse:
    headers = {"User-Agent": "bioripple", "Accept-Encoding": "identity"}
    request = urllib.request.Request(url, headers=headers)
    try:
        response: HTTPResponse = http_opener().open(request, timeout=timeout_s)
        return response
    except urllib.error.HTTPError as error:
        with error:
            raise _judged(url, error) from None
    except (OSError, HTTPException, ValueError) as error:  # the last: a bad redirect
        raise _TryAgain(f"no answer: {error!r}") from None


def _judged(url: str, error: urllib.error.HTTPError) -> Exception:
    answer = f"the server answered {error.code} {one_line(str(error.reason), most=100)}"
    if error.code >= 500 or error.code in RETRIED_STATUSES:
        wait_s = _retry_after(error.headers.get("Retry-After"))
        return _TryAgain(answer, wait_s=wait_s)
    kind = Missing if error.code >= 400 else Failed
    return kind(f"{url}: {answer}")


def _retry_after(header: str | None) -> float:
    seconds = header.strip() if header else ""
    usable = seconds.isascii() and seconds.isdigit() and len(seconds) < 10
    return min(LONGEST_WAIT_S, float(seconds)) if usable else 0.0


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


def _check_digest(url: str, content: bytes, sha256: str) -> None:
    found = hashlib.sha256(content).hexdigest()
    if sha256 and found != sha256:
        raise Failed(
            f"{url}: has sha256 {found}, but the model sheet says {sha256}; the file "
            "was changed since. To accept it, enter the new digest in the sheet"
        )


def _check_size(url: str, size: int, most: int) -> None:
    if size > most:
        raise Failed(f"{url}: has {size} bytes or more; at most {most}")
