"""What an epoch draws, held against loops over its networks, truths and pairs."""

import numpy as np
import pytest
import torch

from bioripple.arrays import Floats
from bioripple.predictors.kinetics.descent import Descent
from bioripple.predictors.kinetics.example import Example, make_example
from bioripple.predictors.kinetics.inverse import (
    leaks,
    log_responses,
    log_responses_at,
)
from bioripple.predictors.kinetics.loss import soft_spearman_loss
from bioripple.predictors.kinetics.perceptron import (
    KineticsPerceptron,
    batch_of,
    jacobians,
)
from bioripple.predictors.kinetics.stock import Step, Stock
from bioripple.predictors.kinetics.training import _step, losses
from bioripple.vocabulary import LEARNED_TRUTHS, TruthName
from tests.support.device_waits import device_waits
from tests.support.kinetic_networks import random_kinetics, response
from tests.support.synthetic_networks import random_jacobian


def examples() -> list[Example]:
    """Return networks of several sizes; every third lacks a truth."""
    found = []
    for k in range(7):
        inputs, jacobian = random_kinetics(5 + k % 4, seed=k)
        truth = response(jacobian)
        truths: dict[TruthName, Floats] = {"dynamo": truth}
        if k % 3:
            truths["relative"] = truth * inputs.state
        found.append(make_example(inputs, truths))
    return found


def made(known: list[Example]) -> KineticsPerceptron:
    torch.manual_seed(0)
    count = known[0].table.features.shape[1]
    perceptron = KineticsPerceptron(count, width=16, dropout=0.0)
    perceptron.look_at([each.table for each in known])
    for values in perceptron.parameters():
        torch.nn.init.normal_(values, std=0.3)
    return perceptron


def members(known: list[Example], step: Step) -> list[Example]:
    """Find a step's networks again by their features, which no two have alike."""
    perceptron = made(known)
    parts = [perceptron.standardise(each.table.features) for each in known]
    found, start = [], 0
    while start < len(step.batch.z):
        for each, z in zip(known, parts, strict=True):
            if torch.equal(step.batch.z[start : start + len(z)], z):
                found.append(each)
                start += len(z)
                break
        else:
            pytest.fail("a step holds what is no network")
    return found


def test_losses_are_those_of_networks_one_by_one() -> None:
    known = examples()
    perceptron = made(known)
    seen = []
    for step in Stock(perceptron, known).epoch(3, 20, np.random.default_rng(1)):
        batch = members(known, step)
        seen += batch
        found = losses(perceptron, step).detach()
        assert found.shape == (3, len(batch))
        aims = dict(zip(step.cells.tolist(), step.aims, strict=True))
        n = step.batch.size
        first = torch.arange(len(step.cells))[:, None] * n * n  # a matrix a loss
        drawn = step.places[step.drawn] - first
        places = dict(zip(step.cells.tolist(), drawn, strict=True))
        for column, each in enumerate(batch):
            alone = jacobians(perceptron, batch_of(perceptron, [each]))
            scores = log_responses(alone, leaks(alone))[:, 0]
            for row, truth in enumerate(LEARNED_TRUTHS):
                cell = row * len(batch) + column
                assert (cell in aims) == (truth in each.aims) == step.asked[row, column]
                if cell not in aims:
                    assert torch.isnan(found[row, column])
                    continue
                i, j = places[cell] // n, places[cell] % n
                ranks = dict(
                    zip(each.aims[truth].pairs, each.aims[truth].ranks, strict=True)
                )
                pairs = (i * each.size + j).tolist()
                assert [ranks[pair] for pair in pairs] == aims[cell].tolist()
                expected = soft_spearman_loss(scores[row, i, j].detach(), aims[cell])
                assert found[row, column] == pytest.approx(expected.item(), abs=1e-5)
    assert len(seen) == len(known) == len({id(each) for each in seen})


def test_gradients_at_some_places_are_those_of_all() -> None:
    rng = np.random.default_rng(0)
    jacobian = torch.tensor(
        np.stack([random_jacobian(5, rng, links_per_node=9.0) for _ in range(3)]),
        requires_grad=True,
    )
    leak = torch.tensor([1.0, 0.1, 2.0], dtype=torch.float64)
    places = torch.tensor([3, 11, 12, 26, 49, 50, 74])  # of them 12, 50, 74 diagonal
    assert torch.autograd.gradcheck(log_responses_at, (jacobian, leak, places))
    inverse = torch.linalg.inv(leak[:, None, None] * torch.eye(5) - jacobian)
    itself = torch.diagonal(inverse, dim1=-2, dim2=-1)[:, None, :]
    everywhere = torch.log10((inverse / itself).abs()).flatten()[places]
    weights = torch.arange(1.0, 8.0)
    (expected,) = torch.autograd.grad((everywhere * weights).sum(), jacobian)
    at = log_responses_at(jacobian, leak, places)
    (found,) = torch.autograd.grad((at * weights).sum(), jacobian)
    assert torch.allclose(found, expected, rtol=1e-9, atol=1e-12)


def test_no_step_waits_for_the_device() -> None:
    known = examples()
    perceptron = made(known)
    descent = Descent(
        list(perceptron.parts.values()), learning_rate=0.1, weight_decay=0.1, steps=9
    )
    stock = Stock(perceptron, known)
    with device_waits() as waits:
        for step in stock.epoch(3, 20, np.random.default_rng(1)):
            _step(perceptron, descent, step)
        assert waits == []
        torch.ones(2).any().item()
        _ = torch.ones(2)[torch.tensor([True, False])]
    assert waits[0] == "item"
    assert any("aten.index" in name for name in waits)
