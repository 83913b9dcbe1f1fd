"""What is learned: on a few small networks, in two epochs, the same each time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from scipy.sparse import csr_array
from scipy.stats import spearmanr

from bioripple.collection.splits import TooFewModels
from bioripple.predictors.edge_context import edge_context
from bioripple.predictors.kinetics.inverse import responses_at
from bioripple.predictors.passing_examples import PassingExample, prepare_example
from bioripple.predictors.passing_perceptron import batch_shares
from bioripple.predictors.passing_runs import (
    SETTINGS,
    dense_responses,
    predict_held_out,
    train_kinds,
    train_members,
)
from bioripple.predictors.passing_training import train_passing
from bioripple.predictors.passing_weights import (
    ABUNDANCES,
    KINDS,
    MOST_PASSED,
    STRUCTURE,
    Weights,
    read_weights,
    shapes,
    shares,
    write_weights,
)
from bioripple.predictors.process_context import process_context
from bioripple.runtime.each_model import Gathered
from tests.support.signed_networks import drawn_processes

TINY = replace(SETTINGS, epochs=2, width=4, batch=2, pairs=30, max_nodes=12)


def example(seed: int, *, n: int = 8, kind: str = "wiring") -> PassingExample:
    """A random network that passes on little along what inhibits."""
    rng = np.random.default_rng(seed)
    sign = rng.choice([-1, 0, 1], p=[0.15, 0.7, 0.15], size=(n, n)).astype(np.int8)
    np.fill_diagonal(sign, -1)
    passed = np.where(sign < 0, 0.05, 1.0) * (sign - np.diag(np.diag(sign)))
    passed = passed / (1.0 + np.abs(passed).sum(axis=1, keepdims=True))
    state = 10.0 ** rng.normal(size=n)
    edges = csr_array(sign)
    return PassingExample(
        size=n,
        context=process_context(edges, drawn_processes(edges, seed=seed))
        if kind == STRUCTURE
        else edge_context(edges, state if kind == ABUNDANCES else None),
        truths={"relative": dense_responses(csr_array(passed))},
    )


@pytest.fixture(scope="module")
def examples() -> dict[str, PassingExample]:
    return {f"m{k}": example(k, n=6 + k) for k in range(5)}


@pytest.fixture(scope="module")
def weights(examples: dict[str, PassingExample]) -> Weights:
    return train_members(examples, TINY, n_members=1)[0]


def test_training_is_the_same_each_time(
    examples: dict[str, PassingExample], weights: Weights
) -> None:
    again = train_members(examples, TINY, n_members=1)[0]
    assert weights.keys() == again.keys() == shapes("wiring", TINY.width).keys()
    for name, values in weights.items():
        np.testing.assert_array_equal(values, again[name])
        assert values.shape == shapes("wiring", TINY.width)[name]


def test_members_differ(examples: dict[str, PassingExample], weights: Weights) -> None:
    two = train_members(examples, TINY, n_members=2)
    np.testing.assert_array_equal(two[0]["edge.0.weight"], weights["edge.0.weight"])
    assert (two[1]["edge.0.weight"] != weights["edge.0.weight"]).any()


@pytest.mark.parametrize("kind", KINDS)
def test_numpy_gives_what_torch_gives(kind: str) -> None:
    chosen = [example(0, n=6, kind=kind), example(3, n=9, kind=kind)]
    perceptron = train_passing(chosen, TINY, name="test")
    batch = [prepare_example(each) for each in chosen]
    with torch.no_grad():
        theirs = batch_shares(perceptron, batch)
        everywhere = torch.arange(theirs.numel())
        found, lost = responses_at(theirs, theirs.new_ones(len(theirs)), everywhere)
        assert not lost.any()
        answers = found.view_as(theirs).numpy()
    for k, each in enumerate(chosen):
        weights = perceptron.weights()
        wanted = shapes(kind, TINY.width)
        assert {name: it.shape for name, it in weights.items()} == wanted
        mine = shares(weights, each.context)
        n = each.size
        np.testing.assert_allclose(mine.toarray(), theirs[k, :n, :n], rtol=1e-4)
        np.testing.assert_allclose(
            dense_responses(mine), answers[k, :n, :n], rtol=1e-3, atol=1e-9
        )


def test_paths_converge_whatever_was_learned(weights: Weights) -> None:
    rng = np.random.default_rng(3)
    wild = {
        n: (30.0 * rng.normal(size=v.shape)).astype(np.float32)
        for n, v in weights.items()
    }
    wild |= {n: abs(v) for n, v in wild.items() if n.endswith("spread")}
    for seed in range(5):
        passed = abs(shares(wild, example(seed, n=30).context)).toarray()
        radius = np.abs(np.linalg.eigvals(passed)).max()
        assert radius <= MOST_PASSED + 1e-9


def test_what_is_learned_beats_what_is_not(
    examples: dict[str, PassingExample],
) -> None:
    def order(epochs: int) -> float:
        perceptron = train_passing(
            list(examples.values()), replace(TINY, epochs=epochs, width=8), name="test"
        )
        found = []
        for each in examples.values():
            truth = each.truths["relative"]
            mine = dense_responses(shares(perceptron.weights(), each.context))
            found.append(spearmanr(np.abs(truth).ravel(), np.abs(mine).ravel())[0])
        return float(np.mean(found))

    assert order(30) > order(0) + 0.05


def test_each_model_is_predicted_once(examples: dict[str, PassingExample]) -> None:
    family = {name: "a" if name in ("m0", "m1") else name for name in examples}
    found = predict_held_out(examples, family, TINY, n_folds=2)
    assert found.keys() == examples.keys()
    for name, matrix in found.items():
        assert matrix.shape == (examples[name].size,) * 2
        np.testing.assert_allclose(np.diagonal(matrix), 1.0)


def test_what_ships_is_read_as_it_was_made(tmp_path: Path) -> None:
    known = {
        kind: Gathered(
            {f"m{k}": example(k, kind=kind) for k in range(3)},
            {"lost": "no abundance"},
        )
        for kind in KINDS
    }
    family = {f"m{k}": f"m{k}" for k in range(3)}
    made = train_kinds(known, family, TINY, n_folds=2, n_members=2)
    write_weights(tmp_path / "weights.npz", made.members)
    found = read_weights(tmp_path / "weights.npz")
    for kind in KINDS:
        assert len(found[kind]) == 2
        for mine, theirs in zip(found[kind], made.members[kind], strict=True):
            for name, values in mine.items():
                np.testing.assert_array_equal(values, theirs[name])
        assert made.facts["trained_on"][kind] == {"n_models": 3, "n_families": 3}
    assert len(made.predictions) == 3 * len(KINDS)
    assert made.facts["lost"] == {"lost": "no abundance"}


def test_too_few_models_are_said_so() -> None:
    none = {kind: Gathered[PassingExample]({}, {}) for kind in KINDS}
    made = train_kinds(none, {}, TINY, n_folds=2)
    assert made.members == {}
    assert "2 families" in made.facts["not_trained"]
    with pytest.raises(TooFewModels):
        train_passing([example(0, n=13)], TINY, name="too large")
