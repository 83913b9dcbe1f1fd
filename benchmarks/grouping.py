"""Run the demonstration through a real Slurm, by the number of models in one job.

`python benchmarks/grouping.py` starts a one-node Slurm on this machine (as root, on
Debian; see tests/slurm), runs `config/demo.yaml` with `profiles/slurm` once without
groups and once for each `--models-per-job`, and prints the table of docs/cluster.md.
The models are fetched before. Processor time is that of all jobs; on a machine that
does something else besides, it says more than wall time.
"""

import argparse
import ctypes
import os
import resource
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from bioripple.runtime.markdown import table_lines, table_row
from tests.slurm import one_node

ROOT = Path(__file__).parents[1]
PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>
# Twenty seconds between looks at the queue would be most of what is measured here.
PATIENCE = ("--slurm-init-seconds-before-status-checks", "2")
PER_MODEL = ("parse_sbml", "jacobian", "sensitivity", "baselines")


@dataclass(frozen=True)
class Cost:
    """What a run cost: its Slurm jobs, those for models, and its times [s]."""

    jobs: int
    model_jobs: int
    wall: float
    processor: float


def snakemake(folder: Path, *arguments: str) -> None:
    """Run the demonstration in a folder."""
    command = [sys.executable, "-m", "snakemake", "--directory", str(folder)]
    command += ["--configfile", "config/demo.yaml", *arguments]
    subprocess.run(command, cwd=ROOT, check=True)


def measure(folder: Path, grouping: Sequence[str]) -> Cost:
    """Run the demonstration through Slurm in a fresh folder with the models in it."""
    shutil.rmtree(folder / "results", ignore_errors=True)
    before = processor_seconds()
    with one_node.running():
        start = time.monotonic()
        snakemake(folder, "--profile", "profiles/slurm", *PATIENCE, *grouping)
        wall = time.monotonic() - start
        names = Counter(job.name for job in one_node.jobs(folder.resolve()))
    return Cost(
        jobs=names.total(),
        model_jobs=sum(names[name] for name in names if is_of_models(name)),
        wall=wall,
        processor=processor_seconds() - before,
    )


def is_of_models(name: str) -> bool:
    """Return whether a Slurm job of this name does steps of single models."""
    return name.startswith("model_") or name in PER_MODEL


def processor_seconds() -> float:
    """Return the processor time of all children so far, Slurm's among them [s]."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=ROOT / "runs/grouping")
    parser.add_argument("--models-per-job", type=int, nargs="*", default=[5, 20])
    options = parser.parse_args()
    # what Slurm's daemons leave behind becomes ours, and so does its processor time
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    snakemake(options.folder, "--cores", "2", "--", "resources/archive")
    rest = ["gather=10", "prediction=20", "figures=5"]
    ways = {"no groups": ["--groups", "none=none"]} | {
        f"{number} models": ["--group-components", f"model={number}", *rest]
        for number in options.models_per_job
    }
    heads = ["in one Slurm job", "jobs", "of them for models", "wall [s]"]
    print("\n".join(table_lines([*heads, "processor [s]"], [])))
    for way, grouping in ways.items():
        cost = measure(options.folder, grouping)
        seconds = f"{cost.wall:.0f}", f"{cost.processor:.0f}"
        print(table_row([way, cost.jobs, cost.model_jobs, *seconds]), flush=True)


if __name__ == "__main__":
    main()
