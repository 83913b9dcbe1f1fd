"""The step that lays out models for those who learn kinetics, and its file."""

from dataclasses import replace
from pathlib import Path

import kinetics_examples
import numpy as np
import pytest
from numpy.typing import ArrayLike

from bioripple.arrays import Floats
from bioripple.network.tiers import TIER_ORDER, AbundanceBoth, Tier, write_keys
from bioripple.predictors.kinetics.example import Example, make_example
from bioripple.predictors.kinetics.example_files import (
    read_examples_file,
    write_examples,
)
from bioripple.runtime.each_model import Gathered
from bioripple.runtime.files import read_arrays, write_arrays, write_text
from bioripple.vocabulary import TRUTHS, TruthName
from tests.support.kinetic_networks import known_to, random_kinetics, response

INPUTS = {f"m{n}": random_kinetics(n, seed=n) for n in (5, 9, 7)}


def at_rest(inputs: AbundanceBoth) -> AbundanceBoth:
    """Return another state, in which the first link is lost."""
    sign = inputs.sign.copy()
    sign[tuple(np.argwhere(sign != 0)[0])] = 0
    return replace(inputs, sign=sign, state=inputs.state * 7.0)


def write_inputs(folder: Path) -> dict[str, Path]:
    """Write three models: one has no truth but `dynamo`, one has none at all."""
    arrays: dict[str, ArrayLike] = {}
    answers: dict[str, ArrayLike] = {}
    rows = ["model\ttruth\tscored"]
    for name, (inputs, jacobian) in INPUTS.items():
        arrays |= write_keys(name, inputs, at_rest(inputs))
        for truth in TRUTHS:
            answers[f"{name}/{truth}"] = response(jacobian)
            known = name == "m5" or (name == "m9" and truth == "dynamo")
            rows.append(f"{name}\t{truth}\t{str(known).lower()}")
    paths = {
        "inputs": folder / "predictor_inputs.npz",
        "truths": folder / "truths.npz",
        "summary": folder / "truths.tsv",
        "outcomes": folder / "outcomes.tsv",
    }
    write_arrays(paths["inputs"], arrays)
    write_arrays(paths["truths"], answers)
    write_text(paths["summary"], "\n".join(rows) + "\n")
    scored = [f"{name}\tscored" for name in INPUTS]
    write_text(paths["outcomes"], "\n".join(["model\tstatus", *scored]) + "\n")
    return paths


@pytest.mark.parametrize("tier", TIER_ORDER)
def test_what_is_read_again_is_what_was_computed(tier: Tier, tmp_path: Path) -> None:
    path = tmp_path / "examples.npz"
    kinetics_examples.main(
        **write_inputs(tmp_path),
        tier=tier,
        max_seconds=60,
        max_memory_mb=2000,
        examples=path,
    )
    gathered = read_examples_file(path)
    assert (list(gathered.found), gathered.lost) == (["m5", "m9"], {})
    for name, found in gathered.found.items():
        inputs, jacobian = INPUTS[name]
        matrix = response(jacobian)
        truths: dict[TruthName, Floats] = {"relative": matrix, "dynamo": matrix}
        if name == "m9":
            truths = {"dynamo": matrix}
            assert found.at_rest is None
        else:
            there = known_to(tier, inputs if tier == "wiring" else at_rest(inputs))
            assert found.at_rest is not None
            check(found.at_rest, make_example(there, {"steady_state": matrix}))
        check(found, make_example(known_to(tier, inputs), truths))


def check(found: Example, expected: Example) -> None:
    """Compare two examples, but for the one at rest."""
    assert np.array_equal(found.sign, expected.sign)
    assert found.sign.dtype == expected.sign.dtype
    for part, values in vars(expected.table).items():
        again = getattr(found.table, part)
        if part == "names":
            assert again == values
        else:
            assert np.array_equal(again, values, equal_nan=part == "features")
            assert again.dtype == values.dtype
    assert list(found.aims) == list(expected.aims)
    for truth, aims in expected.aims.items():
        assert np.array_equal(found.aims[truth].pairs, aims.pairs)
        assert np.array_equal(found.aims[truth].ranks, aims.ranks)
        assert found.aims[truth].ranks.dtype == np.float32


@pytest.mark.parametrize(
    ("tier", "hidden"), [("structure", "state"), ("abundance_state", "initial")]
)
def test_a_tier_holds_nothing_of_what_it_may_not_know(
    tier: Tier, hidden: str, tmp_path: Path
) -> None:
    paths = write_inputs(tmp_path)
    written = []
    for name in ("one", "other"):
        examples = tmp_path / f"{name}.npz"
        kinetics_examples.main(
            **paths,
            tier=tier,
            max_seconds=60,
            max_memory_mb=2000,
            examples=examples,
        )
        written.append(examples.read_bytes())
        arrays = read_arrays(paths["inputs"])
        for model in INPUTS:
            for state in (f"{model}/{hidden}", f"{model}/rest/{hidden}"):
                if state in arrays:
                    arrays[state] = arrays[state] * 3.0 + 1.0
        write_arrays(paths["inputs"], arrays)
    assert written[0] == written[1]


def test_of_no_models_there_is_a_file_with_the_reasons(tmp_path: Path) -> None:
    path = tmp_path / "examples.npz"
    write_examples(path, Gathered({}, {"m1": "a 'reason' — as it is"}))
    gathered = read_examples_file(path)
    assert gathered.found == {}
    assert gathered.lost == {"m1": "a 'reason' — as it is"}
