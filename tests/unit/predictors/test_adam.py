"""Adam and the one-cycle schedule, held against torch's own."""

import subprocess
import sys

import pytest
import torch
from torch import nn

from bioripple.predictors.adam import Adam, one_cycle

TRAINS = """
import sys, torch
from bioripple.predictors.adam import Adam
from bioripple.predictors.kinetics.descent import Descent
part = torch.nn.Linear(2, 2)
part(torch.ones(1, 2)).sum().backward()
Adam(part.parameters(), learning_rate=0.1).step()
Descent([part], learning_rate=0.1, weight_decay=0.1, steps=9).step(torch.ones(1) > 0)
print("torch._dynamo" in sys.modules)
"""


@pytest.mark.parametrize("decay", [0.0, 0.02])
def test_steps_are_those_of_torch_bit_for_bit(decay: float) -> None:
    found = []
    for mine in (True, False):
        torch.manual_seed(0)
        network = nn.Sequential(nn.Linear(6, 40), nn.ReLU(), nn.Linear(40, 3))
        if mine:
            adam = Adam(network.parameters(), learning_rate=0.03, weight_decay=decay)
        else:
            theirs = torch.optim.Adam(network.parameters(), lr=0.03, weight_decay=decay)
        for _ in range(20):
            adam.forget_gradients() if mine else theirs.zero_grad()
            network(torch.randn(11, 6)).square().mean().backward()
            adam.step() if mine else theirs.step()
        found.append([each.detach() for each in network.parameters()])
    assert all(torch.equal(*each) for each in zip(*found, strict=True))


@pytest.mark.parametrize("steps", [1, 2, 7, 12, 100, 1200])
def test_a_cycle_is_that_of_torch_bit_for_bit(steps: int) -> None:
    optimizer = torch.optim.AdamW([nn.Parameter(torch.zeros(1))], lr=0.004)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, 0.004, total_steps=steps + 1, pct_start=0.15
    )
    rows = []
    for _ in range(steps + 1):
        group = optimizer.param_groups[0]
        rows.append([group["lr"], group["betas"][0]])
        optimizer.step()
        if len(rows) <= steps:
            schedule.step()
    assert one_cycle(0.004, steps, warm_up=0.15).tolist() == rows


def test_a_training_does_not_import_a_compiler() -> None:
    said = subprocess.run(
        [sys.executable, "-c", TRAINS], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "False"
