"""Time SBML → ODEs → state → Jacobian of a folder of models, beside two simulators.

`python benchmarks/mapping.py FOLDER` feeds each model to each program in turn, every
program a process of its own that is as long at work as the others, and prints what each
took. With `--peers PYTHON` COPASI and libRoadRunner run as well, by an interpreter that
has them; with `--source FOLDER` the code of another checkout, as `before`. Who takes
longer than `CAP` for a model is stopped there, and starts anew with the next one.
"""

import argparse
import json
import os
import select
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from mapping_report import PEERS, Found, page
from mapping_worker import without_events

from bioripple.runtime.files import write_text

WORKER = Path(__file__).with_name("mapping_worker.py")
HERE = WORKER.parents[1]
CAP = 60.0  # processor time that a program has for a model [s]
START = 120.0  # and for its imports [s]
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Worker:
    """One program, in a process that is started when it is needed."""

    program: str
    python: str
    source: Path
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0  # what its imports took [s]
    version: str = ""
    _rest: bytes = field(default=b"", repr=False)

    def map(self, path: Path) -> Found:
        """Return what mapping a model took."""
        if self.process is None:
            self._start()
        assert self.process is not None and self.process.stdin is not None
        self.process.stdin.write(f"{path}\n".encode())
        self.process.stdin.flush()
        return self._read(CAP, "end")

    def close(self) -> None:
        """Let the process end."""
        if self.process is not None and self.process.stdin is not None:
            self.process.stdin.close()
            self.process.wait()

    def _start(self) -> None:
        threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
        self.process = subprocess.Popen(
            [self.python, str(WORKER), self.program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, **threads, "PYTHONPATH": str(self.source / "src")},
        )
        self._rest = b""
        found = self._read(START, "ready")
        if "ready" not in found:
            raise SystemExit(f"{self.program} does not start: {found}")
        self.started = found["ready"]
        self.version = found["version"] or _commit(self.source)

    def _read(self, cap: float, last: str) -> Found:
        """Collect what the process says, up to a word; stop it if that takes long."""
        process = self.process
        assert process is not None and process.stdout is not None
        found: Found = {}
        start = self._spent()
        while last not in found:
            if not select.select([process.stdout], [], [], 0.5)[0]:
                if self._spent() - start > cap:
                    return self._stopped(found, f"stopped after {cap:g} s")
                continue
            content = os.read(process.stdout.fileno(), 65_536)
            if not content:
                return self._stopped(found, "crashed")
            *lines, self._rest = (self._rest + content).split(b"\n")
            for line in lines:
                found |= json.loads(line)
        return found

    def _spent(self) -> float:
        assert self.process is not None
        try:
            text = Path(f"/proc/{self.process.pid}/stat").read_text("ascii")
        except OSError:
            return 0.0
        user, system = text.rsplit(")", 1)[1].split()[11:13]
        return (int(user) + int(system)) / TICK

    def _stopped(self, found: Found, problem: str) -> Found:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        self.process = None
        return found | {"problem": problem}


def _commit(folder: Path) -> str:
    asked = ["git", "-C", str(folder), "describe", "--always", "--dirty"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    return done.stdout.strip() or "no commit"


def workers(options: argparse.Namespace) -> list[Worker]:
    """Return the programs to compare."""
    found = [Worker("ours", sys.executable, HERE)]
    if options.source:
        found.append(Worker("before", sys.executable, options.source))
    if options.peers:
        found += [Worker(name, options.peers, HERE) for name in PEERS]
    return found


def main() -> None:
    """Time every program on every model, in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="SBML files, *.xml")
    parser.add_argument("--last", default="~", help="last model id to map")
    parser.add_argument("--every", type=int, default=1, help="take each so-many-th")
    parser.add_argument("--first", type=int, default=0, help="leave out so many")
    parser.add_argument(
        "--peers", help="interpreter of `make crosscheck`'s environment"
    )
    parser.add_argument("--source", type=Path, help="another checkout to run as before")
    parser.add_argument("--page", type=Path, help="Markdown file to write")
    parser.add_argument("--raw", type=Path, help="file for all times, a line a model")
    options = parser.parse_args()
    paths = sorted(options.folder.glob("*.xml"))
    paths = [path for path in paths if path.stem <= options.last]
    programs = workers(options)
    found: dict[str, dict[str, Any]] = {worker.program: {} for worker in programs}
    with tempfile.TemporaryDirectory() as folder:
        for turn, path in enumerate(paths[options.first :: options.every]):
            copy = Path(folder) / path.name
            copy.write_bytes(without_events(path.read_bytes()))
            first = turn % len(programs)
            for worker in programs[first:] + programs[:first]:
                found[worker.program][path.stem] = worker.map(copy)
            copy.unlink()
    for worker in programs:
        worker.close()
    if options.raw:
        write_text(options.raw, json.dumps(found) + "\n")
    text = page(
        found,
        {worker.program: worker.started for worker in programs},
        {worker.program: worker.version for worker in programs},
    )
    print(text)
    if options.page:
        write_text(options.page, text)


if __name__ == "__main__":
    main()
