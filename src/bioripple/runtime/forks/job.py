"""What a forked child does to be the process that runs a script."""

import atexit
import ctypes
import os
import signal
import sys
import tempfile
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

from bioripple.runtime.forks.messages import Job

BROKEN_STREAM = 120  # Python's own exit code where it cannot write all that is left
ARGUMENTS_START = 45  # place in /proc/self/stat behind the name; the next is their end
OWN_FRAMES = 3  # of `run`, `_call` and `exec`
KIB_OF = {"VmPeak": "vms", "Pss": "pss", "Private_Clean": "uss", "Private_Dirty": "uss"}


@dataclass(frozen=True)
class Script:
    """A script that was read.

    Attributes
    ----------
    job
        What it is run for.
    code
        Compiled; None if it is no Python, as the job will then find out itself.
    """

    job: Job
    code: CodeType | None


def run(script: Script, *, parent_frames: int) -> int:
    """Run a script as `python SCRIPT` would, and return the exit code.

    Parameters
    ----------
    script
        With the folder and the environment of its job.
    parent_frames
        Frames above this one, which a script of its own would not have: it may go as
        deep as it could without them.
    """
    job = script.job
    os.chdir(job.folder)
    os.environ.update(job.environment)
    tempfile.tempdir = None  # it is found anew, in the job's environment
    sys.setrecursionlimit(sys.getrecursionlimit() + parent_frames + OWN_FRAMES)
    sys.argv = [job.script]
    sys.path.insert(0, str(Path(job.script).parent))
    show_as(f"{sys.executable} {job.script}")
    module = ModuleType("__main__")
    module.__dict__["__file__"] = job.script
    sys.modules["__main__"] = module
    code = _call(script, module)
    with suppress(Exception):
        threading._shutdown()  # type: ignore[attr-defined] # as Python itself ends
    atexit._run_exitfuncs()
    return _flushed(code)


def _call(script: Script, module: ModuleType) -> int:
    try:
        code = script.code
        if code is None:
            path = script.job.script
            code = compile(Path(path).read_bytes(), path, "exec", dont_inherit=True)
        exec(code, module.__dict__)
    except SystemExit as end:
        if end.code is None or isinstance(end.code, int):
            return (end.code or 0) & 0xFF
        print(end.code, file=sys.stderr)
        return 1
    except BaseException as error:
        trace = error.__traceback__
        # without this frame, which a script of its own would not have
        told = error.with_traceback(trace.tb_next if trace else None)
        try:
            sys.excepthook(type(told), told, told.__traceback__)
        except BaseException:
            traceback.print_exc()
        return -signal.SIGINT if isinstance(error, KeyboardInterrupt) else 1
    return 0


def _flushed(code: int) -> int:
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):
            code = code or BROKEN_STREAM
    return code


def end(code: int) -> None:
    """End this process with an exit code, or by a signal where it is negative."""
    if code < 0:
        signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


def memory() -> dict[str, float]:
    """Return what Snakemake's benchmarks tell of a process, of this one [MiB]."""
    kib = dict.fromkeys(("vms", "pss", "uss"), 0.0)
    for name in ("status", "smaps_rollup"):
        with suppress(OSError):
            text = Path(f"/proc/self/{name}").read_text(encoding="utf-8")
            for line in text.splitlines():
                field, _, value = line.partition(":")
                if field in KIB_OF:
                    kib[KIB_OF[field]] += float(value.split()[0])
    return {name: value / 1024 for name, value in kib.items()}


def show_as(call: str) -> None:
    """Have `ps` and `top` show another call: what a job is, and not its server.

    The text takes the place of the arguments that this process was started with.
    """
    with suppress(OSError, ValueError, IndexError):
        stat = Path("/proc/self/stat").read_text(encoding="utf-8", errors="replace")
        fields = stat.rpartition(")")[2].split()
        start, stop = (int(fields[ARGUMENTS_START + k]) for k in (0, 1))
        room = stop - start
        if start > 0 and room > 1:
            text = call.encode(errors="replace").replace(b" ", b"\0")[: room - 1]
            ctypes.memmove(start, text.ljust(room, b"\0"), room)
