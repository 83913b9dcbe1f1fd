"""The steps that train the predictor that ships and write its card."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import score_shipped
import train_shipped
from numpy.typing import ArrayLike

from bioripple.network.tiers import write_keys
from bioripple.predictors import passing_runs
from bioripple.predictors.passing_weights import KINDS, read_weights
from bioripple.runtime.files import read_arrays, sha256, write_arrays, write_text
from bioripple.runtime.rows import read_rows
from tests.support.kinetic_networks import processes_of, random_kinetics, response
from tests.support.mapped_models import LIMITS
from tests.support.synthetic_networks import write_families

# Paths by the names of arguments, beside which numbers go in.
Paths = dict[str, Any]
NAMES = [f"m{k}" for k in range(6)]


@pytest.fixture
def collection(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    tiny = replace(passing_runs.SETTINGS, epochs=2, width=4)
    monkeypatch.setattr(passing_runs.train_kinds, "__defaults__", (tiny,))
    names = ("wirings.npz", "inputs.npz", "truths.npz", "summary.tsv", "families.tsv")
    paths = {Path(name).stem: tmp_path / name for name in names}
    inputs: dict[str, ArrayLike] = {}
    answers: dict[str, ArrayLike] = {}
    wirings: dict[str, ArrayLike] = {}
    rows = ["model\ttruth\tscored"]
    for k, name in enumerate(NAMES):
        known, jacobian = random_kinetics(8 + k, seed=k)
        inputs |= write_keys(name, known)
        wirings[f"{name}/sign"] = known.sign
        behind = processes_of(known).arrays()
        wirings |= {f"{name}/{field}": array for field, array in behind.items()}
        for truth in ("relative", "steady_state"):
            answers[f"{name}/{truth}"] = response(jacobian)
            rows.append(f"{name}\t{truth}\ttrue")
    write_arrays(paths["inputs"], inputs)
    write_arrays(paths["truths"], answers)
    write_arrays(paths["wirings"], wirings)
    write_text(paths["summary"], "\n".join(rows) + "\n")
    write_families(paths["families"], {name: name for name in NAMES})
    return paths


def train(collection: Paths, folder: Path, scored: list[str]) -> Paths:
    outcomes = folder / "outcomes.tsv"
    states = [f"{n}\t{'scored' if n in scored else 'mapped'}\tfalse" for n in NAMES]
    write_text(outcomes, "\n".join(["model\tstatus\tpaper87", *states]) + "\n")
    made: Paths = {
        "weights": folder / "weights.npz",
        "held_out": folder / "held_out.npz",
        "facts": folder / "facts.json",
    }
    train_shipped.main(
        **collection, **made, outcomes=outcomes, folds=2, threads=1, **LIMITS
    )
    return made


def test_models_become_weights_and_a_card(collection: Paths, tmp_path: Path) -> None:
    made = train(collection, tmp_path / "one", NAMES)
    inputs = collection["inputs"]
    found = read_weights(made["weights"])
    assert set(found) == set(KINDS)
    predictions = read_arrays(made["held_out"])
    assert set(predictions) == {f"{name}/{kind}" for name in NAMES for kind in KINDS}
    told: Paths = {
        "card_file": tmp_path / "card.json",
        "scores": tmp_path / "scores.tsv",
        "lost": tmp_path / "lost.tsv",
    }
    del collection["inputs"]
    score_shipped.main(**collection, **made, **told, seed=0, **LIMITS)
    card = json.loads(told["card_file"].read_text())
    assert card["weights_sha256"] == sha256(made["weights"])
    assert card["trained_on"]["wiring"] == {"n_models": 6, "n_families": 6}
    for kind in KINDS:
        for answer in ("relative", "lasting"):
            scores = card["accuracy"][kind][answer]
            assert scores["n_models"] == 6
            assert ("no_reactions" in scores["gain"]) == ("structure" in kind)
    assert len(read_rows(told["scores"])) == 6 * len(KINDS) * 2 * 4
    assert read_rows(told["lost"]) == []
    collection["inputs"] = inputs
    again = train(collection, tmp_path / "two", NAMES)
    assert sha256(again["weights"]) == sha256(made["weights"])
    np.testing.assert_array_equal(
        read_arrays(again["held_out"])["m0/wiring"], predictions["m0/wiring"]
    )


def test_a_collection_of_one_trains_nothing(collection: Paths, tmp_path: Path) -> None:
    made = train(collection, tmp_path / "one", NAMES[:1])
    assert read_arrays(made["held_out"]) == {}
    assert "2 families" in json.loads(made["facts"].read_text())["not_trained"]
    card_file = tmp_path / "card.json"
    del collection["inputs"]
    score_shipped.main(
        **collection,
        **made,
        card_file=card_file,
        scores=tmp_path / "scores.tsv",
        lost=tmp_path / "lost.tsv",
        seed=0,
        **LIMITS,
    )
    assert json.loads(card_file.read_text())["accuracy"] == {}
