"""What `many.py` runs: Snakemake on N models, watched while it works."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from synthetic_kinetics import network

from bioripple.runtime.rows import read_rows

ROOT = Path(__file__).parents[1]
STEPS = ("parse_sbml", "jacobian", "sensitivity", "baselines")
# Steps that gather, and a file of each: a rule that is asked for by its name is run
# again in any case.
GATHER = {
    "collect_outcomes": "results/outcomes.tsv",
    "families": "results/families.tsv",
    "predictor_inputs": "results/predictor_inputs.npz",
    "truths": "results/truths.npz",
    "enhancement_factor": "results/enhancement_factor.npz",
    "network_properties": "results/network_properties.tsv",
    "leakage": "results/leakage.tsv",
}
SMALLEST, LARGEST = 2, 12  # species of a model
LOOK_S = 0.2  # between two looks at a process
SERVER = b"bioripple.runtime.forks.server"
MIB = 1024**2


@dataclass
class Cost:
    """What a run of Snakemake has cost, of `models` models.

    Attributes
    ----------
    start
        Until its first job: configuration, plan, what is to be made [s].
    wall, processor
        Of all of it, jobs included [s].
    main
        Processor time of Snakemake's own process [s].
    memory, server
        The most that this and the server of steps had in memory [MiB].
    files, mb
        That it left, without the models, and what they take on the disk [MiB].
    steps
        Processor time of the jobs of a step, all together [s].
    walls
        The same by the clock.
    peak
        The most memory that a job of a step had [MiB].
    """

    models: int
    start: float
    wall: float
    processor: float
    main: float
    memory: float
    server: float = 0.0
    files: int = 0
    mb: float = 0.0
    steps: dict[str, float] = field(default_factory=dict)
    walls: dict[str, float] = field(default_factory=dict)
    peak: dict[str, float] = field(default_factory=dict)


def write_models(folder: Path, number: int) -> None:
    """Write so many different models, their sheet and a configuration."""
    files = folder / "models"
    files.mkdir(parents=True)
    ids = [f"m{k:06d}" for k in range(number)]
    for k, name in enumerate(ids):
        species = SMALLEST + k % (LARGEST - SMALLEST + 1)
        text = network(species, seed=k, prefix=f"{name}x")
        (files / f"{name}.xml").write_text(text, encoding="utf-8")
    sheet = folder / "models.tsv"
    sheet.write_text("\n".join(["id", *ids]) + "\n", encoding="utf-8")
    source = {"source": "directory", "directory": str(files), "sheet": str(sheet)}
    (folder / "config.yaml").write_text(yaml.safe_dump({"models": source}))


def run(
    folder: Path, place: Path, targets: Sequence[str], *more: str, **environment: str
) -> Cost:
    """Run Snakemake in a place, for the models of a folder, to its end.

    Parameters
    ----------
    folder
        Where `write_models` has written.
    place
        Where the run works.
    targets
        Rules or files.
    *more
        Options of Snakemake.
    **environment
        Variables that it has besides those here.
    """
    command = [sys.executable, "-m", "snakemake", "--cores", "2"]
    command += ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(place)]
    command += ["--configfile", str(folder / "config.yaml"), *more, "--", *targets]
    before, began = _processor(), time.monotonic()
    with (folder / "output.txt").open("w") as output:
        process = subprocess.Popen(
            command,
            cwd=ROOT,
            env=os.environ | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        cost = _watch(process, began, place)
    if process.returncode:
        raise SystemExit((folder / "output.txt").read_text()[-5_000:])
    cost.wall = time.monotonic() - began
    cost.processor = _processor() - before
    cost.models = len((folder / "models.tsv").read_text().split()) - 1
    found = [path.stat() for path in place.rglob("*") if path.is_file()]
    cost.files, cost.mb = len(found), sum(each.st_blocks for each in found) * 512 / MIB
    for step in (*STEPS, *GATHER):
        _note_step(cost, step, place / f"results/benchmarks/{step}.tsv")
    return cost


def _watch(process: subprocess.Popen[bytes], began: float, place: Path) -> Cost:
    """Look at a run until it ends."""
    mark = place / "results/UNFINISHED.txt"  # is written before the first job
    cost = Cost(0, 0.0, 0.0, 0.0, 0.0, 0.0)
    server = 0
    while process.poll() is None:
        if not cost.start and mark.is_file():
            cost.start = time.monotonic() - began
        with suppress(OSError, ValueError, IndexError):
            cost.main = _processor_of(process.pid)
            cost.memory = _most_memory(process.pid)
            server = server or _server_of(process.pid)
            if server:
                cost.server = _most_memory(server)
        time.sleep(LOOK_S)
    cost.start = cost.start or time.monotonic() - began  # it had no jobs
    return cost


def _note_step(cost: Cost, step: str, table: Path) -> None:
    rows = read_rows(table) if table.is_file() else []
    if rows:
        cost.steps[step] = sum(float(row["cpu_time"]) for row in rows)
        cost.walls[step] = sum(float(row["s"]) for row in rows)
        cost.peak[step] = max(float(row["max_rss"]) for row in rows)


def _processor() -> float:
    """Return the processor time of all children that have ended [s]."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _processor_of(process: int) -> float:
    """Return the processor time of a process that runs, without its children [s]."""
    fields = Path(f"/proc/{process}/stat").read_bytes().rpartition(b")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _most_memory(process: int) -> float:
    """Return the most memory that a process has had so far [MiB]."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmHWM:"))
    return float(line.split()[1]) / 1024


def _server_of(process: int) -> int:
    """Return the process of a run's server of steps; 0 if it has none."""
    # a thread starts it: the children of a process are those of all its threads
    for task in Path(f"/proc/{process}/task").iterdir():
        for child in (task / "children").read_text().split():
            if SERVER in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    return 0
