"""Repeat trainings of a finished run on another device.

`python benchmarks/devices.py RESULTS OUT --device cuda gcn/*/*/seed0` takes the
settings of each training from its checkpoint in RESULTS, and writes to OUT, under the
same name, the checkpoint that the device comes to and `metrics.json`: its seconds, the
share of them that a GPU was at work, and its memory. Names are patterns; what is told
by `--until` begins no more trainings after so many seconds.
`benchmarks/devices_page.py` compares the two.
"""

import argparse
import logging
import os
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import torch
from training_worker import LIMITS, utilisation

from bioripple.collection.splits import (
    read_families,
    read_scored_models,
)
from bioripple.network.tiers import Tier
from bioripple.predictors.checkpoint import read_checkpoint, write_checkpoint
from bioripple.predictors.gcn.folds import plan_of
from bioripple.predictors.gcn.folds import train_split as train_gcn
from bioripple.predictors.gcn.graph import read_networks
from bioripple.predictors.gcn.settings import Settings as GcnSettings
from bioripple.predictors.kinetics.example import Example
from bioripple.predictors.kinetics.examples import read_examples
from bioripple.predictors.kinetics.folds import train_split as train_kinetics
from bioripple.predictors.kinetics.settings import Settings as KineticsSettings
from bioripple.predictors.torch_runs import choose_device, machine_facts
from bioripple.runtime.files import write_json

LOGGER = logging.getLogger(__name__)
CHECKPOINT = "checkpoint.pt"
MIB = 2**20
Training = Callable[[], Any]


@cache
def examples_of(results: Path, tier: Tier) -> dict[str, Example]:
    """Return what a tier knows of the models of a run."""
    found = read_examples(
        read_scored_models(results / "outcomes.tsv"),
        tier,
        inputs=source_of_signs(results, tier),
        truths=results / "truths.npz",
        summary=results / "truths.tsv",
        limits=LIMITS,
    )
    return dict(found.found)


def source_of_signs(results: Path, tier: Tier) -> Path:
    """Return the file that a tier is read from."""
    return results / f"{'wirings' if tier == 'wiring' else 'predictor_inputs'}.npz"


def gcn(results: Path, checkpoint: Path, device: torch.device) -> Training:
    """Return what trains the classifiers of a checkpoint again."""
    settings = read_checkpoint(checkpoint, GcnSettings).settings
    networks = read_networks(results / "enhancement_factor.npz", more=settings.needs)
    plan = plan_of(
        networks,
        settings,
        outcomes=results / "outcomes.tsv",
        families=results / "families.tsv",
    )
    return lambda: train_gcn(networks, plan, settings, device=device)


def kinetics(results: Path, checkpoint: Path, device: torch.device) -> Training:
    """Return what trains the learned kinetics of a checkpoint again."""
    settings = read_checkpoint(checkpoint, KineticsSettings).settings
    known = examples_of(results, settings.tier)
    family = read_families(results / "families.tsv")
    return lambda: train_kinetics(known, family, settings, device=device)


KINDS = {"gcn": gcn, "kinetics": kinetics}


def named(results: Path, patterns: list[str]) -> Iterator[str]:
    """Yield the names of the trainings that patterns mean, in their order."""
    for pattern in patterns:
        for path in sorted(results.glob(f"{pattern}/{CHECKPOINT}")):
            yield path.parent.relative_to(results).as_posix()


def repeat(results: Path, out: Path, name: str, device: torch.device) -> None:
    """Train once more, and write what came of it."""
    train = KINDS[name.split("/")[0]](results, results / name / CHECKPOINT, device)
    if device.type == "cuda":
        torch.cuda.reset_peak_memory_stats(device)
    with utilisation(device) as shares:
        start, begun = time.perf_counter(), time.process_time()
        found = train()
        if device.type == "cuda":
            torch.cuda.synchronize(device)
        seconds = time.perf_counter() - start
        processor = time.process_time() - begun
    memory = torch.cuda.max_memory_allocated(device) if shares else 0
    facts = {
        "seconds": seconds,
        "processor_seconds": processor,
        "epochs": sum(len(each.curve) for each in found.trained),
        "at_work": sum(shares) / len(shares) if shares else None,
        "device_memory_mib": memory / MIB if shares else None,
        "processors": os.cpu_count(),
    }
    write_checkpoint(out / name / CHECKPOINT, found)
    threads = torch.get_num_threads()
    write_json(
        out / name / "metrics.json", facts | machine_facts(device, threads=threads)
    )
    LOGGER.info("%s: %.1f s, %s", name, seconds, facts["at_work"])


def main() -> None:
    """Train what is asked for, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, help="of `make comparison`")
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="+", help="such as 'gcn/*/*/seed0'")
    parser.add_argument("--device", default="cuda", choices=("cpu", "cuda"))
    parser.add_argument("--until", type=float, default=float("inf"))
    asked = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    LOGGER.setLevel(logging.INFO)
    torch.set_num_threads(1)
    device, start = choose_device(asked.device), time.perf_counter()
    for name in named(asked.results, asked.names):
        if time.perf_counter() - start > asked.until:
            LOGGER.info("%s: no time left", name)
        else:
            repeat(asked.results, asked.out, name, device)


if __name__ == "__main__":
    main()
