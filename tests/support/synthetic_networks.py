"""Random influence networks, classes of their own responses, and a small classifier."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from scipy.stats import rankdata

from bioripple.collection.splits import Split
from bioripple.predictors.gcn.build import build_classifier
from bioripple.predictors.gcn.folds import GcnRun, feature_names
from bioripple.predictors.gcn.graph import Sample
from bioripple.predictors.gcn.settings import Settings
from bioripple.predictors.gcn.training import COLUMNS
from bioripple.predictors.learning import Epoch, Trained
from bioripple.runtime.files import write_arrays, write_text

TINY_SETTINGS = Settings(
    graph="sparse_graph",
    split="transductive",
    labelled_share=0.5,
    folds=2,
    seed=7,
    hidden=4,
    layers=2,
    dropout=0.5,
    learning_rate=0.01,
    epochs=2,
    sources_per_epoch=1,
)
NAMES = feature_names(TINY_SETTINGS)


def tiny_run(*, n_classes: Sequence[int]) -> GcnRun:
    """Return a run with a fresh classifier of so many classes for each fold.

    Each fold learns from M1 and M2; the first scores M2, the second M1.
    """
    labelled = {"M1": np.array([True, False]), "M2": np.array([True, True, False])}
    sizes = {"M2": 3, "M1": 2}
    scored = [{m: np.ones((n, n), dtype=bool)} for m, n in sizes.items()]
    torch.manual_seed(0)
    trained = [
        Trained(
            build_classifier(TINY_SETTINGS, n_classes=count).eval(),
            [Epoch(1, {"training_loss": 1.5})],
            {"n_classes": count},
        )
        for count in n_classes
    ]
    folds = tuple(Split(labelled, each) for each in scored[: len(trained)])
    return GcnRun(TINY_SETTINGS, NAMES, COLUMNS, folds, tuple(trained))


def random_jacobian(
    n: int, rng: np.random.Generator, *, links_per_node: float = 2.0
) -> NDArray[np.float64]:
    """Draw a stable sparse Jacobian; every node decays, so that none is a satellite."""
    linked = rng.random((n, n)) < links_per_node / n
    jacobian = np.where(linked, rng.normal(size=(n, n)), 0.0)
    np.fill_diagonal(jacobian, -rng.uniform(1.0, 2.0, size=n) * (1 + links_per_node))
    return jacobian


def scaled_impact(jacobian: NDArray[np.float64]) -> NDArray[np.int16]:
    """Return ⌈log2(rank)⌉ + 1 of |(I − J)⁻¹| within each column, ties `min`."""
    n = len(jacobian)
    response = np.linalg.inv(np.eye(n) - jacobian)
    reach = np.eye(n) + (jacobian != 0)
    for _ in range(n.bit_length()):
        reach = (reach @ reach).clip(max=1)
    response = np.where(reach > 0, np.abs(response / np.diagonal(response)), 0.0)
    ranks = rankdata(response, method="min", axis=0)
    return (np.ceil(np.log2(ranks)) + 1).astype(np.int16)


def make_network(model: str, jacobian: NDArray[np.float64]) -> Sample:
    """Make the network that a Jacobian stands for."""
    return Sample(model, np.sign(jacobian).astype(np.int8), scaled_impact(jacobian))


def random_networks(sizes: Sequence[int], *, seed: int) -> tuple[Sample, ...]:
    """Draw one network of each size, named by their order."""
    rng = np.random.default_rng(seed)
    return tuple(
        make_network(f"BIOMD{k:010d}", random_jacobian(n, rng))
        for k, n in enumerate(sizes, start=1)
    )


def write_collection(path: Path, networks: Sequence[Sample]) -> None:
    """Write networks as the enhancement_factor step does."""
    arrays: dict[str, ArrayLike] = {}
    for network in networks:
        arrays[f"{network.model}/sign"] = network.sign
        arrays[f"{network.model}/bio_impact"] = network.scaled_impact.astype(np.int32)
        arrays[f"{network.model}/scaled_impact"] = network.scaled_impact
    write_arrays(path, arrays)


def write_outcomes(
    path: Path, networks: Sequence[Sample], *, paper87: Sequence[str]
) -> None:
    """Write the columns of the outcome table that a split needs."""
    lines = ["model\tname\tstatus\tpaper87"]
    lines += [
        f'{network.model}\t"open quote\t'
        f"{'scored' if network.size >= 10 else 'mapped'}\t"
        f"{'true' if network.model in paper87 else 'false'}"
        for network in networks
    ]
    write_text(path, "\n".join(lines) + "\n")


def write_families(path: Path, family: Mapping[str, str]) -> None:
    """Write the columns of the table of families that a split needs."""
    lines = [f"{model}\t{head}" for model, head in family.items()]
    write_text(path, "\n".join(["model\tfamily", *lines]) + "\n")
