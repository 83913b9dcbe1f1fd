"""What a run and its server say to each other; needs nothing that Snakemake has not.

A run asks through a pair of sockets that has no name: nobody else can. With each
question goes the end of another such pair, on which the server says first which process
the job is, and at last how it ended. Whoever finds a socket closed knows that the other
is gone.
"""

import json
import socket
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

LARGEST = 64 * 1024  # of a message [bytes]


@dataclass(frozen=True)
class Job:
    """A script to run.

    Attributes
    ----------
    script
        Its absolute path.
    folder
        Where it works.
    environment
        Variables that it has besides those of the server.
    """

    script: str
    folder: str
    environment: dict[str, str]


@dataclass(frozen=True)
class Started:
    """The process that a job is."""

    process: int


@dataclass(frozen=True)
class Refusal:
    """Why a job was not started."""

    reason: str


@dataclass(frozen=True)
class Ended:
    """How a job ended, and what it and its children used.

    Attributes
    ----------
    code
        As of a process: 0, an exit code, or a signal with a minus.
    cpu_seconds
        Of the processor, by user and system [s].
    max_rss_mb
        The most memory that one of its processes had [MiB].
    read_mb, written_mb
        From and to disks [MiB].
    max_vms_mb, uss_mb, pss_mb
        The most that it had mapped; at its end, what it had for itself, and with its
        share of what it had in common with others [MiB]. None if it was killed.
    """

    code: int
    cpu_seconds: float
    max_rss_mb: float
    read_mb: float
    written_mb: float
    max_vms_mb: float | None = None
    uss_mb: float | None = None
    pss_mb: float | None = None


Answer = Started | Refusal | Ended
ANSWERS = {kind.__name__: kind for kind in (Started, Refusal, Ended)}


def pair() -> tuple[socket.socket, socket.socket]:
    """Return two ends of a connection without a name, which keeps messages apart.

    Only Linux has such: elsewhere there is no server.
    """
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def ask(control: socket.socket, job: Job, answers: socket.socket) -> None:
    """Send a job, and where answers go.

    Raises
    ------
    OSError
        If nobody reads there any more, or the message is too large.
    """
    socket.send_fds(control, [json.dumps(asdict(job)).encode()], [answers.fileno()])


def asked(control: socket.socket) -> tuple[Job, socket.socket] | None:
    """Return the next job and where its answers go; None if nobody asks any more."""
    content, files, _, _ = socket.recv_fds(control, LARGEST, 1)
    if not content:
        return None
    (number,) = files
    return Job(**json.loads(content)), socket.socket(fileno=number)


def answer(answers: socket.socket, told: Answer) -> None:
    """Say something of a job; whoever asked need not be there any more."""
    content: dict[str, Any] = {"kind": type(told).__name__, **asdict(told)}
    with suppress(OSError):
        answers.sendall(json.dumps(content).encode())


def answered(answers: socket.socket) -> Answer | None:
    """Return what was said; None if the other end is closed.

    Raises
    ------
    TimeoutError
        If the socket has a limit of time and nothing was said.
    """
    try:
        content = answers.recv(LARGEST)
    except ConnectionError:
        return None
    if not content:
        return None
    told = json.loads(content)
    return ANSWERS[told.pop("kind")](**told)


def state(process: int) -> str:
    """Return the letter that Linux has for the state of a process; X if there is none.

    Z is one that has ended and of which nobody has asked how.
    """
    try:
        content = Path(f"/proc/{process}/stat").read_bytes()
    except OSError:
        return "X"
    return content.rpartition(b")")[2].split()[0].decode()
