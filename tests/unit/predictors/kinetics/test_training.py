"""Training of learned kinetics: folds, repeatability, and that something is learned."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from bioripple.arrays import Floats
from bioripple.collection.family_folds import (
    Fold,
    KineticsSplit,
    make_kinetics_folds,
    thin_folds,
)
from bioripple.collection.splits import TooFewModels
from bioripple.network.influence import reachable
from bioripple.network.tiers import Topology, restrict
from bioripple.predictors.kinetics.example import Example, make_example, rank_truths
from bioripple.predictors.kinetics.folds import ablate, trainer
from bioripple.predictors.kinetics.inverse import LEAKS
from bioripple.predictors.kinetics.perceptron import KineticsPerceptron, predict
from bioripple.predictors.kinetics.settings import Settings
from bioripple.predictors.kinetics.training import train
from bioripple.predictors.learning import Trained, train_each
from bioripple.predictors.ordering import ordered
from bioripple.vocabulary import LEARNED_TRUTHS, PER_CENT
from tests.support.kinetic_networks import random_kinetics, response

CPU = torch.device("cpu")
SETTINGS = Settings(
    tier="abundance_both",
    split="families",
    folds=2,
    seed=0,
    width=16,
    dropout=0.1,
    learning_rate=0.01,
    weight_decay=0.01,
    epochs=8,
    batch=3,
    pairs=30,
    max_nodes=50,
)


def example(n: int, seed: int) -> Example:
    inputs, jacobian = random_kinetics(n, seed=seed)
    truth = response(jacobian)
    relative = truth * inputs.state / inputs.state[:, None]
    return make_example(inputs, {"dynamo": truth, "relative": relative})


@pytest.fixture(scope="module")
def examples() -> list[Example]:
    return [example(6 + k % 4, seed=k) for k in range(12)]


def without_guess(one: Example) -> Example:
    """Return the same, with all sizes guessed to be 1."""
    nothing = np.zeros(len(one.table.base))
    return Example(
        one.sign, replace(one.table, base=nothing, relative_base=nothing), one.aims
    )


def weights(trained: Trained[KineticsPerceptron]) -> dict[str, torch.Tensor]:
    return dict(trained.learner.state_dict())


def same(one: Trained[KineticsPerceptron], other: Trained[KineticsPerceptron]) -> bool:
    pairs = zip(weights(one).values(), weights(other).values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)


def test_training_lowers_the_loss(examples: list[Example]) -> None:
    blind = [without_guess(each) for each in examples]
    curve = train(blind, replace(SETTINGS, epochs=16), device=CPU).curve
    assert [row.epoch for row in curve] == list(range(1, 17))
    for truth in ("dynamo", "relative"):
        assert curve[-1].figures[f"{truth}_loss"] < (
            0.7 * curve[0].figures[f"{truth}_loss"]
        )
    # no model has this truth: nothing is learned and nothing is an error
    assert all("steady_state_loss" not in row.figures for row in curve)


def test_what_no_model_has_is_left_as_guessed(examples: list[Example]) -> None:
    trained = train(examples, SETTINGS, device=CPU)
    last = weights(trained)["parts.steady_state.6.weight"]
    assert last.shape == (1, 16)
    assert not last.any()


def test_a_seed_gives_the_same_bits_and_another_does_not(
    examples: list[Example],
) -> None:
    short = replace(SETTINGS, epochs=2)
    torch.manual_seed(1)
    one = train(examples, short, device=CPU)
    torch.manual_seed(2)
    assert same(one, train(examples, short, device=CPU))
    assert not same(one, train(examples, replace(short, seed=1), device=CPU))


def test_training_leaves_the_random_state_alone(examples: list[Example]) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    train(examples[:3], replace(SETTINGS, epochs=1), device=CPU)
    assert torch.equal(torch.rand(3), expected)


def test_truths_of_held_out_models_do_not_matter(examples: list[Example]) -> None:
    named = {f"m{k}": each for k, each in enumerate(examples)}
    fold = Fold(tuple(f"m{k}" for k in range(9)), ("m9", "m10", "m11"))
    short = replace(SETTINGS, epochs=1)
    (one,) = train_each([fold], short, trainer(named, device=CPU))
    wrong = {
        name: replace(each, aims=rank_truths(each.sign, {"dynamo": -np.eye(each.size)}))
        if name in fold.held_out
        else each
        for name, each in named.items()
    }
    (other,) = train_each([fold], short, trainer(wrong, device=CPU))
    assert same(one, other)
    for name in fold.held_out:
        first = predict(one.learner, named[name])
        second = predict(other.learner, wrong[name])
        assert all(np.array_equal(first[t], second[t]) for t in LEARNED_TRUTHS)


def test_folds_have_weights_of_their_own(examples: list[Example]) -> None:
    named = {f"m{k}": each for k, each in enumerate(examples)}
    fold = Fold(tuple(named), ())
    short = replace(SETTINGS, epochs=1)
    one, other = train_each([fold, fold], short, trainer(named, device=CPU))
    assert not same(one, other)


def test_large_models_and_models_without_truth_are_left_out(
    examples: list[Example],
) -> None:
    small = replace(SETTINGS, epochs=1, max_nodes=7)
    count = sum(each.size <= 7 for each in examples)
    silent = Example(examples[0].sign, examples[0].table)
    trained = train([*examples, silent], small, device=CPU)
    assert trained.made_of["n_training_models"] == count < len(examples)
    with pytest.raises(ValueError, match="nothing to learn from"):
        train(examples, replace(small, max_nodes=3), device=CPU)
    with pytest.raises(ValueError, match="nothing to learn from"):
        train([silent], SETTINGS, device=CPU)


def test_losses_that_are_no_numbers_are_skipped_and_counted(
    examples: list[Example], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(LEAKS, "dynamo", 1.0)
    triangle = np.tril(np.ones((7, 7), dtype=np.int8))  # I - J has no diagonal
    aim = np.arange(49.0).reshape(7, 7)
    known = replace(random_kinetics(7, seed=0)[0], sign=triangle)
    bad = make_example(known, {"dynamo": aim, "relative": aim})
    trained = train([*examples, bad], replace(SETTINGS, epochs=1, batch=13), device=CPU)
    assert trained.curve[0].counts["skipped"] == 1
    assert all(torch.isfinite(values).all() for values in weights(trained).values())
    before = train(examples, replace(SETTINGS, epochs=1, batch=13), device=CPU)
    assert not same(before, trained)
    assert np.isfinite(list(trained.curve[0].figures.values())).all()


def test_every_scored_model_is_held_out_once_with_its_family() -> None:
    names = [f"m{k}" for k in range(20)]
    family = {name: f"f{k // 3}" for k, name in enumerate(names)}
    folds = make_kinetics_folds(names, family, split="families", n_folds=4, seed=1)
    assert len(folds) == 4
    assert sorted(name for fold in folds for name in fold.held_out) == sorted(names)
    for fold in folds:
        assert sorted((*fold.training, *fold.held_out)) == sorted(names)
        kin = {family[name] for name in fold.held_out}
        assert not kin & {family[name] for name in fold.training}
    apart = make_kinetics_folds(names, family, split="models", n_folds=4, seed=1)
    assert {len(fold.held_out) for fold in apart} == {5}
    assert any(
        {family[name] for name in fold.held_out}
        & {family[name] for name in fold.training}
        for fold in apart
    )


@pytest.mark.parametrize("split", ["families", "models"])
def test_models_of_no_known_family_are_left_out(split: KineticsSplit) -> None:
    family = {f"m{k}": f"f{k // 2}" for k in range(8)}
    options: dict[str, Any] = {"split": split, "n_folds": 3, "seed": 0}
    assert make_kinetics_folds([*family, "odd"], family, **options) == (
        make_kinetics_folds(family, family, **options)
    )


def test_one_family_cannot_be_split() -> None:
    with pytest.raises(
        TooFewModels, match="needs 2 families of scored models, found 1"
    ):
        make_kinetics_folds(
            ["a", "b"], {"a": "f", "b": "f"}, split="families", n_folds=5, seed=0
        )


def first_response(one: Example, base: Floats, leak: float) -> Floats:
    """Return (λI - J)⁻¹ of the first guess, columns divided by their diagonal."""
    jacobian = np.zeros(one.sign.shape)
    place = one.table.target, one.table.source
    jacobian[place] = one.sign[place] * 10.0**base
    inverse = np.linalg.inv(leak * np.eye(one.size) - jacobian)
    return np.asarray(np.abs(inverse / np.diagonal(inverse)))


def test_no_epochs_leave_the_response_of_the_first_guess(
    examples: list[Example],
) -> None:
    trained = train(examples, replace(SETTINGS, epochs=0), device=CPU)
    assert trained.curve == []
    one = examples[3]
    bases = {truth: one.table.base for truth in LEARNED_TRUTHS}
    bases |= dict.fromkeys(PER_CENT, one.table.relative_base)
    linked = reachable(one.sign) & ~np.eye(one.size, dtype=bool)
    for truth, found in predict(trained.learner, one).items():
        expected = first_response(one, bases[truth], LEAKS[truth])
        ranks = ordered(np.log10(expected + 1e-30), one.sign)
        assert np.allclose(found[linked], ranks[linked])
        assert len(np.unique(found[linked])) > linked.sum() / 2


def test_a_run_looks_at_what_its_settings_leave() -> None:
    inputs, _ = random_kinetics(7, seed=2)
    one = {"m": make_example(inputs, {"dynamo": np.eye(7)})}
    assert ablate(one, SETTINGS)["m"].table.names == one["m"].table.names
    blind = ("initial", "state", "change", "relaxed", "structure")
    settings = replace(SETTINGS, without=blind, first_guess=False)
    found = ablate(one, settings)["m"]
    lowest = make_example(restrict(inputs, Topology)).table
    assert found.table.names == lowest.names
    assert np.array_equal(found.table.features, lowest.features, equal_nan=True)
    assert np.array_equal(found.table.base, lowest.base)
    assert np.array_equal(found.table.relative_base, lowest.relative_base)
    assert found.aims is one["m"].aims


FAMILY = {f"m{k}": f"f{k // 3}" for k in range(60)}


@pytest.mark.parametrize("share", [0.01, 0.1, 0.25, 0.5, 1.0])
def test_thinning_takes_whole_families_from_training_only(share: float) -> None:
    folds = make_kinetics_folds(FAMILY, FAMILY, split="families", n_folds=4, seed=1)
    thinned = thin_folds(folds, FAMILY, share=share, seed=1)
    for before, after in zip(folds, thinned, strict=True):
        assert after.held_out == before.held_out
        kept = {FAMILY[name] for name in after.training}
        assert len(kept) == max(1, round(share * 15))
        assert after.training == tuple(
            name for name in before.training if FAMILY[name] in kept
        )


def test_a_smaller_share_is_part_of_a_larger_one_of_the_same_seed() -> None:
    folds = make_kinetics_folds(FAMILY, FAMILY, split="families", n_folds=4, seed=1)
    small, large, other = (
        thin_folds(folds, FAMILY, share=share, seed=seed)
        for share, seed in ((0.2, 0), (0.6, 0), (0.2, 5))
    )
    for one, two in zip(small, large, strict=True):
        assert set(one.training) < set(two.training)
    assert small == thin_folds(folds, FAMILY, share=0.2, seed=0)
    assert small != other
