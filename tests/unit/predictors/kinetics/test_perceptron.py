"""Learned kinetics against the mathematics of the inverse that they go through."""

import numpy as np
import pytest
import torch
from scipy.stats import rankdata, spearmanr

from bioripple.arrays import Floats
from bioripple.network.influence import reachable
from bioripple.network.tiers import TIER_ORDER, Tier
from bioripple.predictors.kinetics.edge_features import EdgeTable
from bioripple.predictors.kinetics.example import Example, make_example
from bioripple.predictors.kinetics.inverse import LEAKS, leaks, log_responses
from bioripple.predictors.kinetics.loss import soft_spearman_loss
from bioripple.predictors.kinetics.perceptron import (
    KineticsPerceptron,
    batch_of,
    is_silent,
    jacobians,
    predict,
)
from bioripple.vocabulary import LEARNED_TRUTHS, PER_CENT, TruthName
from tests.support.kinetic_networks import known_to, permuted, random_kinetics
from tests.support.synthetic_networks import random_jacobian


def make_perceptron(
    example: Example, *, seed: int = 0, trained: bool = True
) -> KineticsPerceptron:
    torch.manual_seed(seed)
    count = example.table.features.shape[1]
    perceptron = KineticsPerceptron(count, width=16, dropout=0.3)
    perceptron.look_at([example.table])
    if trained:
        for values in perceptron.parameters():
            torch.nn.init.normal_(values, std=0.3)
    return perceptron


def true_sizes(jacobian: Floats, abundance: Floats) -> Example:
    """Return an example whose first guesses are right, and its features empty."""
    target, source = np.nonzero(jacobian)
    size = np.log10(np.abs(jacobian[target, source]))
    ratio = np.log10(abundance[source] / abundance[target])
    features = np.zeros((len(target), 1), dtype=np.float32)
    table = EdgeTable(target, source, features, ("nothing",), size, size + ratio)
    return Example(np.sign(jacobian).astype(np.int8), table)


def test_gradients_go_through_the_inverse() -> None:
    rng = np.random.default_rng(0)
    jacobian = torch.tensor(
        np.stack([random_jacobian(5, rng, links_per_node=9.0) for _ in range(2)]),
        requires_grad=True,
    )
    leak = torch.tensor([1.0, 0.1], dtype=torch.float64)
    assert torch.autograd.gradcheck(log_responses, (jacobian, leak))


def test_responses_are_those_of_the_inverse() -> None:
    jacobian = random_jacobian(7, np.random.default_rng(1), links_per_node=9.0)
    found = log_responses(torch.tensor(jacobian), torch.tensor(0.3))
    inverse = np.linalg.inv(0.3 * np.eye(7) - jacobian)
    expected = np.log10(np.abs(inverse / np.diagonal(inverse)))
    assert np.allclose(found, expected, atol=1e-9)


@pytest.mark.parametrize("truth", LEARNED_TRUTHS)
def test_true_sizes_give_the_true_order(truth: TruthName) -> None:
    rng = np.random.default_rng(2)
    jacobian, abundance = random_jacobian(12, rng), 10.0 ** rng.normal(size=12)
    example = true_sizes(jacobian, abundance)
    found = predict(make_perceptron(example, trained=False), example)[truth]
    inverse = np.linalg.inv(LEAKS[truth] * np.eye(12) - jacobian)
    true = np.abs(inverse / np.diagonal(inverse))
    if truth in PER_CENT:
        true = true * abundance / abundance[:, None]
    others = reachable(example.sign) & ~np.eye(12, dtype=bool)
    assert others.sum() > 20
    assert np.array_equal(rankdata(found[others]), rankdata(true[others]))
    assert (found > 0).tolist() == reachable(example.sign).tolist()
    assert found.max() <= 1.0


def test_a_batch_is_its_members() -> None:
    examples = [make_example(random_kinetics(n, seed=n)[0]) for n in (4, 9, 6)]
    perceptron = make_perceptron(examples[1]).eval().double()
    together = jacobians(perceptron, batch_of(perceptron, examples))
    everything = log_responses(together, leaks(together))
    for k, each in enumerate(examples):
        alone = jacobians(perceptron, batch_of(perceptron, [each]))
        found = log_responses(alone, leaks(alone))[:, 0]
        part = everything[:, k, : each.size, : each.size]
        assert torch.allclose(10.0**part, 10.0**found, atol=1e-12)


@pytest.mark.parametrize("tier", TIER_ORDER)
def test_the_order_of_nodes_does_not_matter(tier: Tier) -> None:
    inputs, _ = random_kinetics(9, seed=5)
    order = np.random.default_rng(3).permutation(9)
    one = make_example(known_to(tier, inputs))
    other = make_example(known_to(tier, permuted(inputs, order)))
    perceptron = make_perceptron(one).eval().double()
    first, second = (
        jacobians(perceptron, batch_of(perceptron, [e])) for e in (one, other)
    )
    assert torch.allclose(first[:, :, order][:, :, :, order], second, rtol=1e-3)
    one_way = 10.0 ** log_responses(first, leaks(first))[:, :, order][:, :, :, order]
    other_way = 10.0 ** log_responses(second, leaks(second))
    assert torch.allclose(one_way, other_way, rtol=1e-2, atol=1e-9)


def test_signs_of_the_learned_jacobian_are_those_of_the_network() -> None:
    inputs, _ = random_kinetics(9, seed=5)
    example = make_example(inputs)
    perceptron = make_perceptron(example)
    found = jacobians(perceptron, batch_of(perceptron, [example]))
    for each in found[:, 0].detach().numpy():
        assert np.array_equal(np.sign(each), inputs.sign)


def test_no_nan_reaches_the_perceptron() -> None:
    inputs, _ = random_kinetics(9, seed=5)
    example = make_example(inputs)
    features = example.table.features.copy()
    features[:, 0] = np.nan
    table = EdgeTable(**(vars(example.table) | {"features": features}))
    perceptron = make_perceptron(example)
    perceptron.look_at([table])
    z = batch_of(perceptron, [Example(example.sign, table)]).z
    assert torch.isfinite(z).all()
    assert (z[:, 0] == 0).all()
    assert z.abs().max() <= 4.0


def test_what_has_no_inverse_is_left_out_of_gradients() -> None:
    sound = random_jacobian(3, np.random.default_rng(4), links_per_node=9.0)
    both = torch.tensor(np.stack([np.eye(3), sound]), requires_grad=True)
    found = log_responses(both, torch.ones(2, dtype=torch.float64))
    assert torch.isnan(found[0]).all()
    assert torch.isfinite(found[1]).all()
    (gradient,) = torch.autograd.grad(found[torch.isfinite(found)].sum(), both)
    assert torch.equal(gradient[0], torch.zeros(3, 3, dtype=torch.float64))
    assert torch.isfinite(gradient).all()
    assert gradient[1].abs().max() > 0


def test_a_jacobian_without_inverse_says_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(LEAKS, "dynamo", 1.0)
    jacobian = np.eye(3) + np.eye(3, k=-1)  # I - J has no diagonal
    example = true_sizes(jacobian, np.ones(3))
    found = predict(make_perceptron(example, trained=False), example)
    assert is_silent(found["dynamo"])
    assert (found["dynamo"] > 0).tolist() == reachable(example.sign).tolist()
    assert not is_silent(found["relative"])


def test_an_untrained_perceptron_adds_nothing_to_the_guess() -> None:
    inputs, jacobian = random_kinetics(9, seed=5)
    example = make_example(inputs)
    perceptron = make_perceptron(example, trained=False)
    batch = batch_of(perceptron, [example])
    row = LEARNED_TRUTHS.index("dynamo")
    found = jacobians(perceptron, batch)[row, 0].detach().numpy()
    table = example.table
    assert np.allclose(
        np.log10(np.abs(found[table.target, table.source])), table.base, atol=1e-9
    )
    assert np.count_nonzero(found) == np.count_nonzero(jacobian)


def test_only_defined_reachable_pairs_are_aimed_at() -> None:
    inputs, jacobian = random_kinetics(6, seed=8)
    truth = np.abs(jacobian) + 1.0
    truth[0, 1:] = np.nan
    example = make_example(inputs, {"dynamo": truth})
    aims = example.aims["dynamo"]
    linked = reachable(inputs.sign) & np.isfinite(truth) & ~np.eye(6, dtype=bool)
    assert np.array_equal(aims.pairs, np.flatnonzero(linked))
    ranks = rankdata(truth.ravel()[aims.pairs]) / len(aims.pairs)
    assert np.allclose(aims.ranks, ranks)
    assert "relative" not in example.aims


def test_the_soft_loss_tends_to_spearman() -> None:
    rng = np.random.default_rng(6)
    scores, aims = rng.normal(size=(2, 40)), rng.integers(0, 9, (2, 40))
    ranks = torch.tensor(rankdata(aims, axis=1))
    exact = [1 - spearmanr(s, a).statistic for s, a in zip(scores, aims, strict=True)]
    errors = []
    for tau in (0.3, 0.03, 1e-5):
        found = soft_spearman_loss(torch.tensor(scores), ranks, tau=tau).numpy()
        errors.append(np.abs(found - exact).max())
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < 1e-5


def test_the_soft_loss_ignores_scale_and_shift() -> None:
    scores = torch.tensor(np.random.default_rng(7).normal(size=20))
    ranks = torch.arange(20.0)
    found = soft_spearman_loss(scores, ranks)
    assert torch.allclose(found, soft_spearman_loss(3 * scores - 7, ranks), atol=1e-5)
