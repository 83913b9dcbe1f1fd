"""One program that trains, in a process of its own, for `benchmarks/training.py`.

It reads lines such as `full_graph` or `epoch`, does what they say once, and answers
each with a line of JSON. `bioripple` is that of PYTHONPATH: of this checkout, or
another.
"""

import argparse
import json
import resource
import subprocess
import sys
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bioripple.collection.family_folds import make_kinetics_folds
from bioripple.collection.splits import (
    make_folds,
    read_families,
    read_fold_plan,
    read_scored_models,
)
from bioripple.predictors.gcn.build import count_classes
from bioripple.predictors.gcn.graph import join, read_networks, sizes_of
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.table import N_FEATURES, draw_sources, tabulate
from bioripple.predictors.gcn.training import train
from bioripple.predictors.kinetics.examples import read_examples
from bioripple.predictors.kinetics.folds import trainer
from bioripple.predictors.kinetics.settings import Settings as KineticsSettings
from bioripple.runtime.guard import Limits

EPOCHS = 8
HIDDEN, LAYERS, DROPOUT, RATE, SLOTS = 32, 3, 0.5, 0.01, 2
LIMITS = Limits(seconds=120, memory_mb=4000)
SAMPLED_S = 0.2
Task = Callable[[], dict[str, float]]


class Clock:
    """Seconds of processor time on a CPU, of the clock beside a GPU."""

    def __init__(self, device: torch.device) -> None:
        self._is_gpu = device.type == "cuda"

    def __call__(self) -> float:
        """Return the time, once the device has done what it was given."""
        if self._is_gpu:
            torch.cuda.synchronize()
            return time.perf_counter()
        return time.process_time()


class Gcn:
    """Our classifiers; an epoch is what more epochs take longer."""

    def __init__(self, results: Path, device: torch.device) -> None:
        self.networks = read_networks(results / "enhancement_factor.npz")
        self.table = tabulate(self.networks).to(device)
        self.device, self.clock = device, Clock(device)
        plan = read_fold_plan(
            sizes_of(self.networks),
            outcomes=results / "outcomes.tsv",
            families=results / "families.tsv",
            n_folds=5,
            labelled_share=0.5,
        )
        self.fold = make_folds(plan, kind="transductive", seed=0)[0]
        self._seconds("full_graph", 1)  # what torch imports at its first step

    def epoch(self, graph: Any) -> dict[str, float]:
        """Return the seconds of an epoch; only the last looks at the fit."""
        short, long = (self._seconds(graph, n) for n in (1, 1 + EPOCHS))
        return {"seconds": (long - short) / EPOCHS}

    def _seconds(self, graph: Any, epochs: int) -> float:
        settings = Settings(
            *(graph, "transductive", 0.5, 5, 0),
            *(HIDDEN, LAYERS, DROPOUT, RATE, epochs, SLOTS),
        )
        start = self.clock()
        train(
            self.networks,
            self.fold.labelled,
            settings,
            device=self.device,
            table=self.table,
        )
        return self.clock() - start


class Pyg(Gcn):
    """The same network, slots, loss and steps with PyTorch Geometric."""

    def __init__(self, results: Path, device: torch.device, layout: str) -> None:
        super().__init__(results, device)
        self.layout = layout

    def _edges(self, graph: Any) -> torch.Tensor:
        found = join(self.networks, kind=graph).adjacency.tocoo()
        others = found.coords[0] != found.coords[1]  # it adds self-links by itself
        ends = np.stack([found.coords[1][others], found.coords[0][others]])
        edges = torch.from_numpy(ends.astype(np.int64))
        if self.layout == "csr":
            ones = torch.ones(edges.shape[1])
            size = (found.shape[0],) * 2
            turned = torch.sparse_coo_tensor(edges.flip(0), ones, size)
            edges = turned.coalesce().to_sparse_csr()
        return edges.to(self.device)

    def epoch(self, graph: Any) -> dict[str, float]:
        """Return the seconds of an epoch."""
        step = self._stepper(graph)
        step(draw_sources([n.size for n in self.networks], slots=SLOTS, rng=_rng()))
        rng, start = _rng(), self.clock()
        for _ in range(EPOCHS):
            step(draw_sources([n.size for n in self.networks], slots=SLOTS, rng=rng))
        return {"seconds": (self.clock() - start) / EPOCHS}

    def _stepper(self, graph: Any) -> Callable[[Any], None]:
        from training_pyg import PygGcn

        edges, table = self._edges(graph), self.table
        masks = [self.fold.labelled[n.model] for n in self.networks]
        known = torch.from_numpy(np.concatenate(masks)).to(self.device)
        sizes = torch.tensor([n.size for n in self.networks])
        batch = torch.repeat_interleave(sizes).to(self.device)
        torch.manual_seed(0)
        gcn = PygGcn(
            graph,
            n_features=N_FEATURES,
            n_classes=count_classes(self.networks),
            hidden=HIDDEN,
            layers=LAYERS,
            dropout=DROPOUT,
        ).to(self.device)
        optimizer = torch.optim.Adam(gcn.parameters(), lr=RATE)

        def step(sources: Any) -> None:
            for slot in range(SLOTS):
                optimizer.zero_grad()
                rows = table.rows(sources[:, slot : slot + 1])
                logits = gcn(table.features(rows)[:, 0], edges, batch, len(sizes))
                classes = table.classes[rows[known]].flatten()
                loss = torch.nn.functional.cross_entropy(logits[known], classes)
                loss.backward()
                optimizer.step()

        return step


def _rng() -> np.random.Generator:
    return np.random.default_rng(0)


class Kinetics:
    """The learned kinetics: what a run reads, and how it trains on its first fold."""

    def __init__(self, results: Path, device: torch.device, tier: Any) -> None:
        self.results, self.device, self.tier = results, device, tier
        self.clock = Clock(device)
        self.examples = self._compute().found
        family = read_families(results / "families.tsv")
        self.fold = make_kinetics_folds(
            self.examples, family, split="families", n_folds=5, seed=0
        )[0]
        self._seconds(1)  # what torch imports at its first step

    def _compute(self) -> Any:
        return read_examples(
            read_scored_models(self.results / "outcomes.tsv"),
            self.tier,
            inputs=self.results / "predictor_inputs.npz",
            truths=self.results / "truths.npz",
            summary=self.results / "truths.tsv",
            limits=LIMITS,
        )

    def compute(self) -> dict[str, float]:
        """Return the seconds that the examples take to compute, children included."""
        start = _all_seconds()
        self._compute()
        return {"seconds": _all_seconds() - start}

    def read(self) -> dict[str, float]:
        """Return the seconds that a run takes to have its examples."""
        try:
            from bioripple.predictors.kinetics import example_files as files
        except ImportError:  # a checkout in which every run computes them
            return self.compute()
        path = self.results / f"kinetics/{self.tier}/examples.npz"
        if not path.is_file():
            raise SystemExit(f"{path} is not there: make it by `make comparison`")
        start = _all_seconds()
        files.read_examples_file(path)
        return {"seconds": _all_seconds() - start}

    def epoch(self) -> dict[str, float]:
        """Return the seconds of an epoch, and of all that a fold needs before it."""
        before, first, last = (self._seconds(epochs) for epochs in (0, 1, 4))
        return {"seconds": (last - first) / 3, "before": before}

    def _seconds(self, epochs: int) -> float:
        settings = KineticsSettings(
            *(self.tier, "families", 5, 0, 64, 0.15, 0.004, 0.02, epochs, 6, 96, 110)
        )
        start = self.clock()
        trainer(self.examples, device=self.device)(self.fold, settings, "benchmark")
        return self.clock() - start


def _all_seconds() -> float:
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@contextmanager
def utilisation(device: torch.device) -> Iterator[list[float]]:
    """Gather the share of time that a GPU is at work; nothing on a CPU."""
    found: list[float] = []
    done = threading.Event()
    ask = ["nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits"]

    def sample() -> None:
        while not done.wait(SAMPLED_S):
            said = subprocess.run(ask, capture_output=True, text=True, check=False)
            found.extend(float(line) for line in said.stdout.split()[:1])

    watcher = threading.Thread(target=sample, daemon=True)
    if device.type == "cuda":
        watcher.start()
    yield found
    done.set()


def tasks(program: str, results: Path, device: torch.device) -> dict[str, Task]:
    """Return what can be asked of a program, by name."""
    if program.startswith("kinetics"):
        kinetics = Kinetics(results, device, program.removeprefix("kinetics-"))
        return {name: getattr(kinetics, name) for name in ("compute", "read", "epoch")}
    made = Gcn(results, device)
    if program != "gcn":
        made = Pyg(results, device, program.removeprefix("pyg-"))
    return {
        graph: lambda graph=graph: made.epoch(graph)  # type: ignore[misc]
        for graph in ("full_graph", "sparse_graph")
    }


def main() -> None:
    """Answer until the input ends, then say how much memory it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program")
    parser.add_argument("results", type=Path)
    parser.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    asked = parser.parse_args()
    torch.set_num_threads(1)
    warnings.simplefilter("ignore")
    device = torch.device(asked.device)
    with utilisation(device) as shares:
        known = tasks(asked.program, asked.results, device)
        print(json.dumps({"torch": torch.__version__}), flush=True)
        for line in sys.stdin:
            print(json.dumps(known[line.strip()]()), flush=True)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    share = float(np.mean(shares)) if shares else None
    print(json.dumps({"memory": memory, "utilisation": share}), flush=True)


if __name__ == "__main__":
    main()
