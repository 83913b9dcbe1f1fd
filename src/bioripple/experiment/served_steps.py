"""Have Snakemake's scripts run by a server that has imported what they import.

To start Python and import what a step of a model needs takes ten times as long as the
step. Where Snakemake would start a Python for a script, the script goes to a server of
this run instead, which forks. It is done as Snakemake does it wherever something else
is asked for: a conda environment, a container, a module, a shadow folder, a cluster,
several threads, a system that is no Linux. So it is if the server ends or hangs, or if
Snakemake has come to run scripts in another way.
"""

import inspect
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

from snakemake.common import get_snakemake_searchpaths
from snakemake.logging import logger
from snakemake.script import PythonScript
from snakemake.shell import shell

from bioripple.runtime.forks.client import JobServer, ServerLost
from bioripple.runtime.forks.messages import Ended, Job

SWITCH = "BIORIPPLE_JOB_SERVER"  # `off` has every step start a Python of its own
FEWEST = 4  # jobs for which it is worth to start a server
TEMPORARY = ("TMPDIR", "TMP", "TEMPDIR", "TEMP")
EXPECTED = ["self", "fname", "edit"]
LOST = "Steps start a Python of their own from now on; results are the same."

Execute = Callable[..., None]


class ServedSteps:
    """Puts a server in the place where Snakemake runs scripts, and takes it away."""

    def __init__(self) -> None:
        self.server: JobServer | None = None
        self.plain: Execute | None = None
        self.lock = threading.Lock()

    def begin(self, workflow: Any) -> None:
        """Start a server for a run, if it may use one.

        Parameters
        ----------
        workflow
            Snakemake's, as its jobs are about to start.
        """
        if not is_wanted(workflow):
            return
        plain = getattr(PythonScript, "execute_script", None)
        if plain is None or list(inspect.signature(plain).parameters) != EXPECTED:
            logger.warning(f"This Snakemake runs scripts in a way of its own. {LOST}")
            return
        try:
            self.server = JobServer(get_snakemake_searchpaths())
        except OSError as problem:
            logger.warning(f"No server for steps could be started: {problem}. {LOST}")
            return
        self.plain = plain
        PythonScript.execute_script = self._as_method()

    def end(self) -> None:
        """End the server, if there is one."""
        if self.plain is not None:
            PythonScript.execute_script, self.plain = self.plain, None
        server, self.server = self.server, None
        if server is not None:
            server.close()

    def _as_method(self) -> Execute:
        def execute_script(script: Any, fname: str, edit: bool = False) -> None:
            self._execute(script, fname, edit=edit)

        return execute_script

    def _execute(self, script: Any, fname: str, *, edit: bool) -> None:
        assert self.plain is not None
        server = self.server
        if server is None or edit or not is_plain(script):
            return self.plain(script, fname, edit=edit)
        start = time.monotonic()
        try:
            ended = server.run(job_of(script, fname))
        except ServerLost as reason:
            self._do_without(server, reason)
            return self.plain(script, fname, edit=edit)
        if script.bench_record is not None:
            record(script.bench_record, ended, time.monotonic() - start)
        if ended.code:
            raise CalledProcessError(ended.code, f"{sys.executable} {fname}")
        return None

    def _do_without(self, server: JobServer, reason: ServerLost) -> None:
        with self.lock:  # of the threads that lose it, one tells
            if self.server is not server:
                return
            self.server = None
        logger.warning(f"The server for steps is not used: {reason}. {LOST}")
        server.close()


def is_wanted(workflow: Any) -> bool:
    """Return whether a run may and should have a server."""
    scripts = (job for job in workflow.dag.needrun_jobs() if job.rule.script)
    return (
        sys.platform == "linux"
        and os.environ.get(SWITCH, "") != "off"
        and workflow.local_exec
        and workflow.exec_mode.name == "DEFAULT"
        and not workflow.touch
        and not workflow.execution_settings.debug
        and not workflow.deployment_settings.deployment_method
        and sum(1 for _ in scripts) >= FEWEST
    )


def is_plain(script: Any) -> bool:
    """Return whether a script asks for nothing but a Python with one thread."""
    elsewhere = (
        *(script.conda_env, script.container_img, script.env_modules),
        *(script.shadow_dir, script.resources.get("shell_exec")),
        *(shell._process_prefix, shell._process_suffix),
    )
    return type(script) is PythonScript and script.threads == 1 and not any(elsewhere)


def job_of(script: Any, fname: str) -> Job:
    """Return what the server is asked for in the place of Snakemake's call."""
    temporary = script.resources.get("tmpdir")
    return Job(
        script=str(Path(fname).absolute()),
        folder=str(Path.cwd()),
        environment=dict.fromkeys(TEMPORARY, str(temporary)) if temporary else {},
    )


def record(told: Any, ended: Ended, seconds: float) -> None:
    """Fill what Snakemake writes to a benchmark file with what the system has counted.

    Parameters
    ----------
    told
        Snakemake's record.
    ended
        How the job ended.
    seconds
        How long it took [s].
    """
    told.running_time = seconds
    told.cpu_time = ended.cpu_seconds
    told.cpu_usage = 100.0 * ended.cpu_seconds  # per cent, times seconds
    told.max_rss = ended.max_rss_mb
    told.max_vms, told.max_uss = ended.max_vms_mb, ended.uss_mb
    told.max_pss = ended.pss_mb
    told.io_in, told.io_out = ended.read_mb, ended.written_mb
    told.data_collected = True
