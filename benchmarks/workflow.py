"""Time the four steps of a model in Snakemake, forked by the server and not.

`python benchmarks/workflow.py FOLDER [--models 60] [--repeats 2]` runs some models of
the sheet, evenly chosen, in folders of their own: with the server and without, in turn,
each from nothing. It prints medians of wall and processor time [s], how many files each
leaves, and whether the results are the same bytes. Processor time is that of Snakemake,
its server and all jobs.
"""

import argparse
import hashlib
import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import yaml

from bioripple.datasets.sheet import read_sheet
from bioripple.runtime.markdown import table_lines

ROOT = Path(__file__).parents[1]
WAYS = {
    "a Python for each step": {"BIORIPPLE_JOB_SERVER": "off"},
    "the server": {"BIORIPPLE_JOB_SERVER": "on"},
}
STEPS = 4
COLUMNS = ("", "jobs", "wall", "processor", "ms of processor a job", "files a model")


@dataclass(frozen=True)
class Cost:
    """What a run cost: times [s], files, and a digest of the results."""

    wall: float
    processor: float
    files: int
    digest: str


def prepare(folder: Path, models: Path, number: int) -> list[str]:
    """Write a sheet and a configuration for so many models; return their ids."""
    rows = [row for row in read_sheet(ROOT / "config/models.tsv")]
    rows = [row for row in rows if (models / f"{row.id}.xml").is_file()]
    chosen = [rows[k * len(rows) // number].id for k in range(min(number, len(rows)))]
    (folder / "models.tsv").write_text("\n".join(["id", *chosen]) + "\n")
    source = {"source": "directory", "directory": str(models.resolve())}
    config = {"models": source | {"sheet": str(folder / "models.tsv")}}
    (folder / "config.yaml").write_text(yaml.safe_dump(config))
    return chosen


def measure(
    folder: Path, where: Path, ids: list[str], way: dict[str, str], arguments: list[str]
) -> Cost:
    """Make the models' results in a fresh folder."""
    targets = [
        f"results/models/{model}/{name}.json"
        for model in ids
        for name in ("outcome", "baselines")
    ]
    command = [sys.executable, "-m", "snakemake", "--cores", "2"]
    command += ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(where)]
    command += ["--configfile", str(folder / "config.yaml"), *arguments]
    before, start = processor_seconds(), time.monotonic()
    with (folder / "output.txt").open("w") as output:
        subprocess.run(
            [*command, "--", *targets],
            cwd=ROOT,
            env=os.environ | way,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=True,
        )
    wall = time.monotonic() - start
    files = sum(path.is_file() for path in where.rglob("*"))
    cost = processor_seconds() - before
    return Cost(wall, cost, files, digest(where / "results/models"))


def digest(results: Path) -> str:
    """Return the SHA-256 of all results but for what they say of their own time."""
    found = hashlib.sha256()
    for path in sorted(path for path in results.rglob("*") if path.is_file()):
        content = path.read_bytes()
        if path.suffix == ".json":
            told = json.loads(content)
            told.pop("seconds", None)
            content = json.dumps(told).encode()
        found.update(f"{path.relative_to(results)}\n".encode() + content)
    return found.hexdigest()


def processor_seconds() -> float:
    """Return the processor time of all children that have ended [s]."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    """Run the models in turn, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the models' files, ID.xml")
    parser.add_argument("--models", type=int, default=60)
    parser.add_argument("--repeats", type=int, default=2)
    parser.add_argument("--page", type=Path, help="write it there too")
    parser.add_argument("--arguments", default="", help="more for Snakemake")
    options = parser.parse_args()
    found: dict[str, list[Cost]] = {name: [] for name in WAYS}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ids = prepare(folder, options.folder, options.models)
        for turn in range(options.repeats):
            for way, environment in WAYS.items():
                where = folder / f"{turn}{len(found[way])}{way[:5]}"
                more = options.arguments.split()
                cost = measure(folder, where, ids, environment, more)
                found[way].append(cost)
                print(f"{way}: {cost.wall:.1f} s", file=sys.stderr)
    text = "\n".join(page(found, len(ids))) + "\n"
    print(text, end="")
    if options.page:
        options.page.write_text(text)


def page(found: dict[str, list[Cost]], models: int) -> list[str]:
    """Return the table, with what it was measured on above it."""
    rows, medians = [], []
    jobs = STEPS * models
    for way, costs in found.items():
        wall = statistics.median(cost.wall for cost in costs)
        processor = statistics.median(cost.processor for cost in costs)
        medians.append((wall, processor))
        each = 1000 * processor / jobs
        files = costs[0].files / models
        rows.append(
            [
                way,
                jobs,
                f"{wall:.1f}",
                f"{processor:.1f}",
                f"{each:.0f}",
                f"{files:.1f}",
            ]
        )
    (plain, plain_cpu), (served, served_cpu) = medians
    rows.append(
        ["ratio", "", f"{served / plain:.2f}", f"{served_cpu / plain_cpu:.2f}", "", ""]
    )
    digests = {cost.digest for costs in found.values() for cost in costs}
    same = (
        "the same bytes" if len(digests) == 1 else f"{len(digests)} different results"
    )
    repeats = len(next(iter(found.values())))
    machine = f"{platform.machine()}, {os.cpu_count()} processors"
    command = f"make bench-workflow MODELS={models} ARGS=--repeats={repeats}"
    return [
        "# Steps of models in Snakemake",
        "",
        f"By `{command}`, Python {platform.python_version()}, Snakemake "
        f"{version('snakemake')}, {machine}, on a machine that may have done other "
        f"things, too: compare ratios. Results are {same}.",
        "",
        *table_lines(COLUMNS, rows, numbers=COLUMNS[1:]),
    ]


if __name__ == "__main__":
    main()
