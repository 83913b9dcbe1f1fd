"""A real Slurm with one node on loopback, as long as a block lasts.

Needs root and Debian's `slurm-wlm` and `munge`, but no systemd. The configuration has
to lie in /etc/slurm: Snakemake's plugin drops SLURM_CONF before a job starts its step.
"""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIG = Path("/etc/slurm/slurm.conf")
DEVICES = Path("/etc/slurm/gres.conf")
TEMPLATE = Path(__file__).with_name("slurm.conf")
PROGRAMS = ("slurmctld", "slurmd", "munged", "sbatch", "squeue", "scontrol")
PACKAGES = ("slurm-wlm", "munge")
START_SECONDS = 30
STOP_SECONDS = 10


class NotHere(Exception):
    """Slurm cannot be started on this machine; says why."""


@dataclass(frozen=True)
class SlurmJob:
    """What Slurm's controller knows about a job.

    Attributes
    ----------
    id
        Slurm's number.
    name
        The rule or the group, as Snakemake's plugin puts it in the comment; or nothing.
    state
        Such as `RUNNING` or `COMPLETED`.
    partition
        Where it ran.
    processors, memory_mb, minutes
        What was asked for; the memory [MB].
    gpus
        How many were given.
    """

    id: str
    name: str
    state: str
    partition: str
    processors: int
    memory_mb: int
    minutes: int
    gpus: int


def install() -> None:
    """Install Slurm if it is missing.

    Raises
    ------
    NotHere
        If it cannot be: not root, no apt, or a cluster is configured here already.
    """
    if os.geteuid() != 0:
        raise NotHere("a Slurm of one's own needs root")
    if not all(map(shutil.which, PROGRAMS)):
        if shutil.which("apt-get") is None:
            raise NotHere(f"{' and '.join(PACKAGES)} are missing, and so is apt-get")
        if not _apt("install", *PACKAGES):
            _apt("update")
            if not _apt("install", *PACKAGES):
                raise NotHere(f"apt-get cannot install {' and '.join(PACKAGES)}")
    if CONFIG.exists() and not _is_left_over(CONFIG):
        raise NotHere(f"{CONFIG} belongs to another Slurm")


def _apt(*arguments: str) -> bool:
    command = ["apt-get", "-y", "-qq", "--no-install-recommends", *arguments]
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=quiet, capture_output=True, check=False)
    return done.returncode == 0


def _is_left_over(config: Path) -> bool:
    """Return whether a configuration is of a run of these tests that was killed."""
    text = config.read_text(encoding="utf-8")
    if not text.startswith(TEMPLATE.read_text(encoding="utf-8").splitlines()[0]):
        return False
    alive = subprocess.run(
        ["pgrep", "-x", "slurmctld"], capture_output=True, check=False
    )
    return alive.returncode != 0


@contextmanager
def running() -> Iterator[None]:
    """Run Slurm, with the partitions `cpu` and `gpu`; take it down whatever happens."""
    install()
    with ExitStack() as stack:
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        stack.callback(signal.signal, signal.SIGTERM, before)
        state = Path(tempfile.mkdtemp(prefix="slurm-"))
        stack.callback(shutil.rmtree, state, ignore_errors=True)
        state.chmod(0o755)
        for name in ("controller", "node"):
            (state / name).mkdir()
        _configure(state, stack)
        munge = ["munged", "--foreground", f"--socket={state}/munge.sock"]
        munge += [f"--key-file={state}/munge.key", f"--pid-file={state}/munged.pid"]
        munge += [f"--log-file={state}/munged.log", f"--seed-file={state}/munge.seed"]
        stack.enter_context(_daemon(munge))
        _wait_until((state / "munge.sock").exists, state)
        stack.enter_context(_daemon(["slurmctld", "-D"]))
        stack.enter_context(_daemon(["slurmd", "-D"]))
        _wait_until(_is_idle, state)
        stack.callback(_cancel_all)
        yield


def _configure(state: Path, stack: ExitStack) -> None:
    key = state / "munge.key"
    key.touch(mode=0o600)
    key.write_bytes(secrets.token_bytes(128))
    controller_port, node_port = _free_ports(2)
    filled = TEMPLATE.read_text(encoding="utf-8").format(
        host=socket.gethostname().split(".")[0],
        state=state,
        controller_port=controller_port,
        node_port=node_port,
    )
    for path, text in (
        (CONFIG, filled),
        (DEVICES, "Name=gpu File=/dev/null,/dev/zero\n"),
    ):
        path.parent.mkdir(exist_ok=True)
        stack.callback(path.unlink, missing_ok=True)
        path.write_text(text, encoding="utf-8")


def _free_ports(number: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@contextmanager
def _daemon(command: list[str]) -> Iterator[None]:
    # setpriv: it ends with this process even if that is killed
    process = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", *command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_until(condition: Callable[[], bool], state: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            logs = [path.read_text()[-2000:] for path in state.glob("*.log")]
            raise RuntimeError("Slurm did not start:\n" + "\n".join(logs))
        time.sleep(0.1)


def _is_idle() -> bool:
    return (
        ask("sinfo", "--noheader", "--partition=cpu", "--format=%t").strip() == "idle"
    )


def _cancel_all() -> None:
    ask("scancel", "--user=root")
    deadline = time.monotonic() + STOP_SECONDS
    while ask("squeue", "--noheader") and time.monotonic() < deadline:
        time.sleep(0.2)


def ask(*command: str) -> str:
    """Run one of Slurm's commands and return what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout


def jobs(folder: Path) -> list[SlurmJob]:
    """Return all jobs submitted from a folder, in the order of submission."""
    lines = ask("scontrol", "--oneliner", "show", "job").splitlines()
    found = [_read_job(line) for line in lines if f" WorkDir={folder} " in line]
    return sorted(found, key=lambda job: int(job.id))


def _read_job(line: str) -> SlurmJob:
    facts = dict(part.split("=", 1) for part in line.split() if "=" in part)
    comment = facts.get("Comment", "")
    return SlurmJob(
        id=facts["JobId"],
        name=comment.removeprefix("rule_").split("_wildcards_")[0],
        state=facts["JobState"],
        partition=facts["Partition"],
        processors=int(facts["NumCPUs"]),
        memory_mb=_megabytes(facts["MinMemoryNode"]),
        minutes=_minutes(facts["TimeLimit"]),
        gpus=int(facts.get("TresPerJob", "gres:gpu:0").removeprefix("gres:gpu:")),
    )


def _minutes(printed: str) -> int:
    days, _, clock = printed.rpartition("-")
    hours, minutes, _ = clock.split(":")
    return 60 * (24 * int(days or 0) + int(hours)) + int(minutes)


def _megabytes(printed: str) -> int:
    number, unit = float(printed[:-1]), printed[-1]
    return round(number * {"M": 1, "G": 1024}[unit])
