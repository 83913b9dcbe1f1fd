"""A server runs a script as `python SCRIPT` does, and can be done without."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from bioripple.runtime.forks import messages
from bioripple.runtime.forks.client import SOURCE, JobServer, ServerLost
from bioripple.runtime.forks.messages import Ended, Job

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="there is a server on Linux only"
)
SITUATION = """
import json, os, signal, sys, tempfile
def depth(n=1):
    try:
        return depth(n + 1)
    except RecursionError:
        return n
files = {int(n) for n in os.listdir("/proc/self/fd")}
links = [os.readlink(f"/proc/self/fd/{n}") for n in files
         if n > 2 and os.path.exists(f"/proc/self/fd/{n}")]
told = {
    "name": __name__, "file": __file__, "argv": sys.argv, "path": sys.path[0],
    "folder": os.getcwd(), "temporary": tempfile.gettempdir(), "depth": depth(),
    "main": sys.modules["__main__"].__dict__ is globals(),
    "signals": [str(signal.getsignal(n)) for n in (2, 15, 1, 17)],
    "group": os.getpgrp(), "sockets": [x for x in links if x.startswith("socket")],
    "call": [x for x in open("/proc/self/cmdline").read().split(chr(0)) if x],
}
json.dump(told, open(sys.argv[0] + ".json", "w"))
"""
ENDINGS = {
    "nothing": "",
    "a number": "import sys; sys.exit(3)",
    "a large number": "import sys; sys.exit(259)",
    "words": "import sys; sys.exit('in words')",
    "an error": "def f():\n    raise ValueError('bad')\nf()",
    "a hook": "import sys\nsys.excepthook = lambda *e: print(e[0])\n1/0",
    "an import": "import nowhere_to_be_found",
    "no Python": "this is no Python",
    "an interrupt": "raise KeyboardInterrupt",
    "a kill": "import os; os.kill(os.getpid(), 9)",
    "a crash": "import os; os.abort()",
    "at exit": "import atexit, sys; atexit.register(print, 'last', file=sys.stderr)",
    "a thread": "import threading, time\n"
    "threading.Thread(target=lambda: (time.sleep(0.1), print('late'))).start()",
}


@pytest.fixture(scope="module")
def shared() -> Iterator[JobServer]:
    """Return a server that no test does harm to."""
    server = JobServer()
    yield server
    server.close()


@pytest.fixture
def server() -> Iterator[JobServer]:
    """Return a server of the test's own, that is impatient."""
    server = JobServer(start_s=20.0, pause_s=0.1)
    yield server
    server.close()


def write(folder: Path, text: str) -> Path:
    path = folder / "script.py"
    path.write_text(text)
    return path


def job(script: Path) -> Job:
    return Job(str(script), str(script.parent), {"TMPDIR": str(script.parent)})


def run_alone(script: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(script)],
        cwd=script.parent,
        env=os.environ | {"TMPDIR": str(script.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


def wait_for(path: Path) -> str:
    deadline = time.monotonic() + 20
    while not (path.exists() and path.read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return path.read_text()


def is_gone(process: int) -> bool:
    deadline = time.monotonic() + 10
    while messages.state(process) not in "XZ":
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


SLEEPER = "import os, time\nopen('pid', 'w').write(str(os.getpid()))\ntime.sleep({})"


def test_a_job_finds_what_a_script_of_its_own_finds(
    shared: JobServer, tmp_path: Path
) -> None:
    script = write(tmp_path, SITUATION)
    situation = tmp_path / "script.py.json"
    assert shared.run(job(script)).code == 0
    served: dict[str, Any] = json.loads(situation.read_text())
    assert run_alone(script).returncode == 0
    assert served == json.loads(situation.read_text())
    assert served["sockets"] == []


@pytest.mark.parametrize("name", ENDINGS)
def test_a_job_ends_and_tells_as_a_script_of_its_own(
    tmp_path: Path, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    script = write(tmp_path, ENDINGS[name])
    alone = run_alone(script)
    ended = in_a_server_here(script)
    told = capfd.readouterr()
    assert ended.code == alone.returncode
    assert (told.out, told.err) == (alone.stdout, alone.stderr)


def in_a_server_here(script: Path) -> Ended:
    """Run a job in a server that writes where this test does."""
    server = JobServer()
    try:
        return server.run(job(script))
    finally:
        server.close()


def test_what_is_imported_is_there_for_the_next_job(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    imports = tmp_path / "imports"
    (tmp_path / "told.py").write_text(
        f"open({str(imports)!r}, 'a').write('x')\nprint('imported')"
    )
    script = write(tmp_path, "import told\ntold")
    server = JobServer([str(SOURCE), str(tmp_path)])
    try:
        assert [server.run(job(script)).code for _ in range(3)] == [0, 0, 0]
    finally:
        server.close()
    assert imports.read_text() == "x"
    assert capfd.readouterr().out == "imported\n"


def test_what_a_job_uses_is_counted(shared: JobServer, tmp_path: Path) -> None:
    script = write(
        tmp_path,
        "import time\nkept = bytearray(200 * 1024**2)\n"
        "while time.process_time() < 0.3: pass",
    )
    ended = shared.run(job(script))
    assert 0.3 <= ended.cpu_seconds < 3
    assert ended.max_rss_mb > 200
    assert ended.max_vms_mb is not None
    assert ended.max_vms_mb > ended.max_rss_mb
    assert ended.uss_mb is not None
    assert ended.pss_mb is not None
    assert 200 < ended.uss_mb < ended.pss_mb < ended.max_vms_mb


def test_jobs_run_at_the_same_time(shared: JobServer, tmp_path: Path) -> None:
    jobs = []
    for number in range(4):
        folder = tmp_path / str(number)
        folder.mkdir()
        # each waits for all others to have started
        text = (
            "import pathlib, time\npathlib.Path('here').touch()\n"
            "end = time.monotonic() + 20\n"
            "while len(list(pathlib.Path('..').glob('*/here'))) < 4:\n"
            "    assert time.monotonic() < end\n    time.sleep(0.01)\n"
            f"raise SystemExit({number})"
        )
        jobs.append(job(write(folder, text)))
    with ThreadPoolExecutor(4) as pool:
        assert [it.code for it in pool.map(shared.run, jobs)] == [0, 1, 2, 3]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_all_of_a_run_ends_its_jobs_and_the_server_tells(
    server: JobServer, tmp_path: Path, number: signal.Signals
) -> None:
    script = write(tmp_path, SLEEPER.format(60))
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(server.run, job(script))
        process = int(wait_for(tmp_path / "pid"))
        for each in (server.process.pid, process):
            os.kill(each, number)
        assert ended.result().code == -number
    assert server.process.poll() is None


def test_a_job_whose_server_is_killed_ends_and_is_to_be_done_without(
    server: JobServer, tmp_path: Path
) -> None:
    script = write(tmp_path, SLEEPER.format(60))
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(server.run, job(script))
        process = int(wait_for(tmp_path / "pid"))
        server.process.kill()
        with pytest.raises(ServerLost, match="SIGKILL"):
            ended.result()
    assert messages.state(process) in "XZ"
    with pytest.raises(ServerLost):
        server.run(job(script))


def test_a_server_that_does_not_start_a_job_is_ended(tmp_path: Path) -> None:
    server = JobServer(start_s=0.2)
    try:
        os.kill(server.process.pid, signal.SIGSTOP)
        with pytest.raises(ServerLost, match="did not start a job within"):
            server.run(job(write(tmp_path, "")))
        assert server.process.poll() == -signal.SIGKILL
    finally:
        server.close()


def test_a_server_that_does_not_tell_of_an_end_is_ended(
    server: JobServer, tmp_path: Path
) -> None:
    script = write(tmp_path, SLEEPER.format(0.5))
    with ThreadPoolExecutor(1) as pool:
        ended = pool.submit(server.run, job(script))
        wait_for(tmp_path / "pid")
        os.kill(server.process.pid, signal.SIGSTOP)
        with pytest.raises(ServerLost, match="SIGKILL"):
            ended.result(timeout=20)


def test_a_server_with_two_threads_does_not_fork(tmp_path: Path) -> None:
    (tmp_path / "threaded.py").write_text(
        "import threading, time\n"
        "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    )
    server = JobServer([str(SOURCE), str(tmp_path)])
    try:
        with pytest.raises(ServerLost, match="an import started a thread"):
            server.run(job(write(tmp_path, "import threaded")))
    finally:
        server.close()


def test_what_started_a_server_takes_it_and_its_jobs_along(tmp_path: Path) -> None:
    script = write(tmp_path, SLEEPER.format(60))
    code = (
        "from bioripple.runtime.forks.client import JobServer, Job\n"
        "server = JobServer()\n"
        "open('server', 'w').write(str(server.process.pid))\n"
        f"server.run(Job({str(script)!r}, {str(tmp_path)!r}, {{}}))\n"
    )
    environment = os.environ | {"PYTHONPATH": str(SOURCE)}
    run = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=environment)
    try:
        started = [int(wait_for(tmp_path / name)) for name in ("server", "pid")]
    finally:
        run.kill()
        run.wait()
    assert all(map(is_gone, started))


def test_what_each_job_would_make_for_itself_is_made_once(
    shared: JobServer, tmp_path: Path
) -> None:
    text = "import sys\nfrom bioripple.symbolic.machine import machine\n"
    text += "import bioripple.symbolic.exact_function\n"
    text += "open(sys.argv[0] + '.made', 'w').write(str(machine.cache_info().currsize))"
    script = write(tmp_path, text)
    assert shared.run(job(script)).code == 0
    assert script.with_suffix(".py.made").read_text() == "1"
