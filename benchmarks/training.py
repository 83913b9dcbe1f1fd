"""Time trainings beside PyTorch Geometric, and beside another checkout of ours.

`python benchmarks/training.py RESULTS` takes the models of a finished run. Every
program is a process of its own (`benchmarks/training_worker.py`) on one thread; they
take turns, so that what else the machine does meets all of them alike. Times are of the
processor, or of the clock with `--device cuda`: medians over the turns. An epoch is
what more epochs take longer. `--source DIR` is a checkout to compare with; without one
its rows are left out.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from bioripple.runtime.files import write_text
from bioripple.runtime.markdown import table_lines

ROOT = Path(__file__).resolve().parents[1]
WORKER = ROOT / "benchmarks/training_worker.py"
GRAPHS = ("full_graph", "sparse_graph")
OURS, BEFORE = "ours", "before"
PYG = {
    "pyg-edge_index": "PyTorch Geometric, edge_index",
    "pyg-csr": "PyTorch Geometric, CSR",
}
FOLDS, EPOCHS = 5, 30  # of a run of the learned kinetics
PEERS = ("torch", "torch_geometric", "numpy", "scipy")


@dataclass
class Program:
    """A worker, the times of its turns [s] by task, and its memory [MB]."""

    name: str
    process: subprocess.Popen[str]
    times: dict[str, list[float]] = field(default_factory=dict)
    memory: float = 0.0
    utilisation: float | None = None

    def answer(self) -> dict[str, Any]:
        """Return the next line of JSON."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} has ended; see its message above")
        found: dict[str, Any] = json.loads(line)
        return found

    def turn(self, task: str) -> None:
        """Do a task once."""
        assert self.process.stdin
        self.process.stdin.write(f"{task}\n")
        self.process.stdin.flush()
        found = self.answer()
        self.times.setdefault(task, []).append(found["seconds"])
        if "before" in found:
            self.times.setdefault("before", []).append(found["before"])

    def end(self) -> None:
        """Let it end, and take down its memory."""
        assert self.process.stdin
        self.process.stdin.close()
        last = self.answer()
        self.memory, self.utilisation = last["memory"], last["utilisation"]
        self.process.wait()

    def seconds(self, task: str) -> float:
        """Return the median of a task."""
        return median(self.times[task])


def start(name: str, program: str, source: Path, asked: argparse.Namespace) -> Program:
    """Start a worker, and wait until it has read what it needs."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    process = subprocess.Popen(
        [sys.executable, WORKER, program, asked.results, "--device", asked.device],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | threads | {"PYTHONPATH": str(source / "src")},
    )
    found = Program(name, process)
    found.answer()
    return found


def take_turns(programs: list[Program], tasks: tuple[str, ...], turns: int) -> None:
    """Let every program do every task once a turn, then end."""
    for _ in range(turns):
        for task in tasks:
            for program in programs:
                program.turn(task)
    for program in programs:
        program.end()


def measure_gcn(asked: argparse.Namespace) -> list[str]:
    """Measure the classifiers; return the lines of their table."""
    programs = [start(OURS, "gcn", ROOT, asked)]
    if asked.source:
        programs.append(start(BEFORE, "gcn", asked.source, asked))
    programs += [start(name, each, ROOT, asked) for each, name in PYG.items()]
    take_turns(programs, GRAPHS, asked.turns)
    rows = []
    for program in programs:
        shown = [
            f"{1000 * program.seconds(graph):.1f} ms "
            f"({programs[0].seconds(graph) / program.seconds(graph):.2f})"
            for graph in GRAPHS
        ]
        memory = f"{program.memory:.0f} MB"
        ratio = f"({programs[0].memory / program.memory:.2f})"
        rows.append([program.name, *shown, f"{memory} {ratio}", _at_work(program)])
    return table_lines(("", *GRAPHS, "peak memory", "GPU at work"), rows)


def measure_kinetics(asked: argparse.Namespace) -> list[str]:
    """Measure the learned kinetics in a tier; return the lines of their table."""
    worker = f"kinetics-{asked.tier}"
    programs = [start(OURS, worker, ROOT, asked)]
    if asked.source:
        programs.append(start(BEFORE, worker, asked.source, asked))
    take_turns(programs, ("compute", "read", "epoch"), asked.turns)
    rows = []
    for program in programs:
        ratios = [(task, program.seconds(task)) for task in ("compute", "read")]
        ratios += [("epoch", program.seconds("epoch")), ("run", _run(program))]
        ours = {task: programs[0].seconds(task) for task in ("compute", "read")}
        ours |= {"epoch": programs[0].seconds("epoch"), "run": _run(programs[0])}
        shown = [f"{value:.2f} s ({ours[task] / value:.2f})" for task, value in ratios]
        rows.append([program.name, *shown, f"{program.memory:.0f} MB"])
    columns = ("", "compute examples", "have examples", "epoch", "run", "peak memory")
    return table_lines(
        (*columns, "GPU at work"),
        [[*r, _at_work(p)] for r, p in zip(rows, programs, strict=True)],
    )


def _run(program: Program) -> float:
    of_fold = program.seconds("before") + EPOCHS * program.seconds("epoch")
    return program.seconds("read") + FOLDS * of_fold


def _at_work(program: Program) -> str:
    share = program.utilisation
    return "" if share is None else f"{share:.0f} %"


def versions() -> str:
    """Return the versions of what is timed."""
    from importlib.metadata import version

    return ", ".join(f"{name} {version(name)}" for name in PEERS)


def page(asked: argparse.Namespace, gcn: list[str], kinetics: list[str]) -> str:
    """Return what was measured as Markdown."""
    what = "processor time" if asked.device == "cpu" else "time of the clock"
    return "\n".join(
        [
            "# Training",
            "",
            f"By `{asked.command}`: Python {platform.python_version()}, {versions()}; "
            f"{platform.machine()}, {os.cpu_count()} processors, which did other "
            f"things, too; device {asked.device}, one thread. Medians of {asked.turns} "
            f"turns of {what}; in brackets ours over this.",
            "",
            "## Classifiers: an epoch, two steps over all networks",
            "",
            *gcn,
            "",
            "Transductive fold, three layers of 32, dropout .5; in PyTorch Geometric "
            "`GCNConv` with `cached=True` and no bias, the same inputs, sources, loss "
            "and Adam. Memory is the largest of the process, both graphs included.",
            "",
            f"## Learned kinetics: tier `{asked.tier}`",
            "",
            *kinetics,
            "",
            "*compute examples*: features and ranks of all models, which was done in "
            "every run and is done once. *have examples*: what a run takes to have "
            "them. *epoch*: of the first fold. *run*: from these, "
            f"{FOLDS} folds of {EPOCHS} epochs.",
            "",
            "*before* is another checkout of this project, with its own code.",
            "",
        ]
    )


def main() -> None:
    """Measure, print, and write the page if one is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, help="of `make comparison`")
    parser.add_argument("--source", type=Path, help="a checkout to compare with")
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    parser.add_argument("--tier", default="abundance_both")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--page", type=Path, help="Markdown to write")
    asked = parser.parse_args()
    asked.command = "make bench-training"
    if asked.source:
        asked.command += ' ARGS="--source DIR"'
    text = page(asked, measure_gcn(asked), measure_kinetics(asked))
    print(text)
    if asked.page:
        write_text(asked.page, text)


if __name__ == "__main__":
    main()
