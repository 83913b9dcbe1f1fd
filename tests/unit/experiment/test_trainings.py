"""What a training is given, and what a variant of it."""

from types import SimpleNamespace
from typing import get_args

import pytest

from bioripple.collection.splits import FoldPlan, make_folds
from bioripple.experiment.config_check import load_config
from bioripple.experiment.trainings import Trainings
from bioripple.predictors.gcn import settings as gcn
from bioripple.predictors.kinetics import settings as kinetics
from bioripple.vocabulary import SplitKind

CONFIG = load_config()
TRAININGS = Trainings(CONFIG)


def test_settings_and_wildcards_are_what_a_classifier_is_made_of() -> None:
    made = gcn.Settings(graph="full_graph", split="models", seed=0, **TRAININGS.gcn())
    assert made.hidden == CONFIG["gcn"]["hidden"]


def test_settings_and_wildcards_are_what_learned_kinetics_are_made_of() -> None:
    made = kinetics.Settings(
        tier="topology", split="families", seed=0, **TRAININGS.kinetics()
    )
    assert made.max_nodes == CONFIG["kinetics"]["max_nodes"]


def test_a_variant_differs_in_what_it_names_only() -> None:
    whole = TRAININGS.kinetics()
    for name, variant in CONFIG["ablations"]["variants"].items():
        found = TRAININGS.ablation(SimpleNamespace(variant=name))
        changed = {key for key in found if found[key] != whole.get(key)}
        assert changed == variant.keys() - {"tiers"}
        kinetics.Settings(tier="topology", split="families", seed=0, **found)
    without = TRAININGS.ablation(SimpleNamespace(variant="no_topology"))["without"]
    assert without == ("topology",)  # as a setting that can be hashed


def test_a_reading_differs_in_what_it_names_only() -> None:
    usual = TRAININGS.gcn() | {"folds": CONFIG["readings"]["folds"]}
    for name, variant in CONFIG["readings"]["variants"].items():
        wildcards = SimpleNamespace(reading=name)
        found = TRAININGS.reading(wildcards)
        assert {key for key in found if found[key] != usual.get(key)} <= variant.keys()
        made = gcn.Settings(graph="full_graph", seed=0, **found)
        hash(made)
        in_folds = made.split in ("models", "families")
        assert TRAININGS.reading_folds(wildcards) == (made.folds if in_folds else 1)


@pytest.mark.parametrize("kind", get_args(SplitKind))
def test_trainings_of_more_folds_start_first(kind: SplitKind) -> None:
    """The order of jobs knows without models what a split will make of them."""
    names = [f"m{k}" for k in range(20)]
    plan = FoldPlan(
        sizes=dict.fromkeys(names, 10),
        scored=names,
        family={name: name for name in names},
        n_folds=CONFIG["gcn"]["folds"],
        labelled_share=CONFIG["gcn"]["labelled_share"],
    )
    folds = make_folds(plan, kind=kind, seed=0)
    assert TRAININGS.gcn_folds(SimpleNamespace(split=kind)) == len(folds)
