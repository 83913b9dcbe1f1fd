"""Trainings on a GPU: nearly the numbers of a CPU, and a host that is not kept waiting.

Without a GPU these are skipped; `tests/support/device_waits.py` then finds what would
make a host wait.
"""

import warnings
from collections.abc import Callable

import numpy as np
import pytest
import torch

from bioripple.predictors.gcn.settings import Settings as GcnSettings
from bioripple.predictors.gcn.training import train as train_gcn
from bioripple.predictors.kinetics.example import Example, make_example
from bioripple.predictors.kinetics.settings import Settings as KineticsSettings
from bioripple.predictors.kinetics.training import train as train_kinetics
from tests.support.kinetic_networks import random_kinetics, response
from tests.support.synthetic_networks import random_networks

pytestmark = pytest.mark.skipif(
    not torch.cuda.is_available(), reason="torch finds no GPU"
)
CPU, GPU = torch.device("cpu"), torch.device("cuda")
NETWORKS = random_networks([6, 12, 9, 15], seed=6)
HALF = {network.model: np.arange(network.size) % 2 == 0 for network in NETWORKS}
WEIGHTS = dict[str, torch.Tensor]


def example(n: int, seed: int) -> Example:
    inputs, jacobian = random_kinetics(n, seed=seed)
    return make_example(inputs, {"dynamo": response(jacobian)})


EXAMPLES = [example(6 + k % 4, seed=k) for k in range(12)]


def gcn(device: torch.device, *, epochs: int = 3, steps: int = 2) -> WEIGHTS:
    run = GcnSettings(
        graph="full_graph",
        split="transductive",
        labelled_share=0.5,
        folds=2,
        seed=0,
        hidden=8,
        layers=2,
        dropout=0.0,
        learning_rate=0.01,
        epochs=epochs,
        sources_per_epoch=steps,
    )
    return dict(train_gcn(NETWORKS, HALF, run, device=device).learner.state_dict())


def kinetics(device: torch.device, *, epochs: int = 3, steps: int = 4) -> WEIGHTS:
    run = KineticsSettings(
        tier="abundance_both",
        split="families",
        folds=2,
        seed=0,
        width=16,
        dropout=0.0,
        learning_rate=0.01,
        weight_decay=0.01,
        epochs=epochs,
        batch=len(EXAMPLES) // steps,
        pairs=30,
        max_nodes=50,
    )
    return dict(train_kinetics(EXAMPLES, run, device=device).learner.state_dict())


TRAIN = pytest.mark.parametrize("train", [gcn, kinetics])


@TRAIN
def test_the_weights_are_nearly_those_of_the_cpu(
    train: Callable[..., WEIGHTS],
) -> None:
    """Without dropout, whose draws differ, only the order of sums does."""
    start = train(CPU, epochs=0) if train is kinetics else train(CPU, epochs=1)
    one, other = train(CPU), train(GPU)
    for name, weights in one.items():
        near = other[name].cpu()
        assert torch.allclose(weights, near, rtol=0.02, atol=2e-4), name
    assert any(not torch.equal(one[name], start[name]) for name in one)


def waits(train: Callable[..., WEIGHTS], *, epochs: int, steps: int) -> int:
    """Return how often the host waits for the GPU in a training."""
    torch.cuda.set_sync_debug_mode("warn")
    try:
        with warnings.catch_warnings(record=True) as found:
            warnings.simplefilter("always")
            train(GPU, epochs=epochs, steps=steps)
    finally:
        torch.cuda.set_sync_debug_mode("default")
    return sum("synchroniz" in str(each.message) for each in found)


@TRAIN
def test_no_step_makes_the_host_wait(train: Callable[..., WEIGHTS]) -> None:
    """An epoch may, to write its losses down; more steps in it do not."""
    train(GPU)  # what the first training sets up
    few = waits(train, epochs=4, steps=2) - waits(train, epochs=2, steps=2)
    many = waits(train, epochs=4, steps=4) - waits(train, epochs=2, steps=4)
    assert few == many
    assert few <= 2 * 4
