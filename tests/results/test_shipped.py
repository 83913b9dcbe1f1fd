"""What ships with the package is what the rule makes of a default run."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from scipy.sparse import csr_array
from scipy.stats import spearmanr

from bioripple.predictors.edge_context import edge_context
from bioripple.predictors.passing_weights import (
    ABUNDANCES,
    KINDS,
    STRUCTURE,
    read_weights,
    shares,
)
from bioripple.predictors.process_context import process_context
from bioripple.predictors.shipped import CARD, WEIGHTS
from bioripple.runtime.files import sha256
from tests.support.signed_networks import drawn_processes

# On another processor round-off grows in training, as another seed would.
ALIKE = 0.95
SAME_ACCURACY = 0.01


@pytest.fixture(scope="module")
def made(results: Path) -> Path:
    folder = results / "shipped"
    if not (folder / "card.json").is_file():
        pytest.skip("no predictor was trained here; `make shipped` does")
    told = yaml.safe_load((results / "config.yaml").read_text()) or {}
    if told.keys() & {"models", "mapping", "evaluation", "kinetics"}:
        pytest.skip("made with other settings than what ships")
    return folder


def card_of(path: Path) -> dict[str, Any]:
    card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return card


def test_it_was_made_of_the_same_models_in_the_same_way(made: Path) -> None:
    mine, shipped = card_of(made / "card.json"), card_of(CARD)
    for name in ("settings", "folds", "members", "trained_on", "not_trained"):
        assert mine[name] == shipped[name], name


def test_it_passes_on_the_same(made: Path) -> None:
    if sha256(made / "weights.npz") == sha256(WEIGHTS):
        return
    rng = np.random.default_rng(0)
    sign = rng.choice([-1, 0, 1], p=[0.03, 0.9, 0.07], size=(50, 50)).astype(np.int8)
    size = 10.0 ** rng.normal(size=50)
    mine, shipped = read_weights(made / "weights.npz"), read_weights(WEIGHTS)
    edges = csr_array(sign)
    for kind in KINDS:
        context = (
            process_context(edges, drawn_processes(edges))
            if kind == STRUCTURE
            else edge_context(edges, size if kind == ABUNDANCES else None)
        )
        one, two = (
            np.mean([np.abs(shares(each, context).data) for each in members], axis=0)
            for members in (mine[kind], shipped[kind])
        )
        assert spearmanr(one, two)[0] > ALIKE, kind


def test_it_is_as_accurate(made: Path) -> None:
    mine, shipped = card_of(made / "card.json"), card_of(CARD)
    for kind, answers in shipped["accuracy"].items():
        for answer, scores in answers.items():
            found = mine["accuracy"][kind][answer]
            for measure in ("order", "sign"):
                for name, value in scores[measure].items():
                    told = found[measure][name]
                    assert told == pytest.approx(value, abs=SAME_ACCURACY), name
