"""Which files of all models and trainings the rules wait for."""

from types import SimpleNamespace
from typing import Any

import pytest

from bioripple.experiment.config_check import load_config
from bioripple.experiment.config_files import ConfigError
from bioripple.experiment.result_files import (
    ABLATIONS,
    COMPARISON,
    READINGS,
    RENAMED,
    RESULTS,
    ResultFiles,
    check_targets,
    inputs_of_tier,
)

CONFIG: dict[str, Any] = {
    "gcn": {"graphs": ["g", "h"], "splits": ["models"], "seeds": [0, 1]},
    "comparison": {"gcn_splits": ["families"], "gcn_seeds": [5]},
    "kinetics": {"tiers": ["topology"], "splits": ["families"], "seeds": [2, 3]},
    "ablations": {
        "seeds": [2],
        "variants": {
            "none": {"tiers": ["state", "topology"]},
            "half": {"tiers": ["topology"], "share": 0.5},
        },
    },
}
CONFIG["readings"] = {"seeds": [0], "variants": {"one": {}, "other": {}}}
FILES = ResultFiles(CONFIG, ("a", "b"))


def test_targets_are_told_once_and_apart() -> None:
    every = [*RESULTS, *COMPARISON, *ABLATIONS, *READINGS]
    assert len(set(every)) == len(every)
    assert all(name.startswith("results/") for name in every)
    assert "results/figures/figure9.png" in ABLATIONS
    assert "results/lost/leakage.tsv" in RESULTS


def test_a_target_by_its_old_name_is_answered_with_the_new_one() -> None:
    check_targets(["all", "comparison", "results/oracles.tsv"])
    with pytest.raises(ConfigError, match=r"'benchmark' is called 'comparison' now"):
        check_targets(["all", "benchmark"])
    assert {*RENAMED.values()} - {"comparison"} <= {
        *RESULTS,
        "results/comparison/untrained.tsv",
        "results/comparison/gcn.tsv",
    }


def test_models_keep_their_order() -> None:
    assert FILES.of_every_model("x.json") == [
        "results/models/a/x.json",
        "results/models/b/x.json",
    ]
    assert FILES.of_models("x.json")(None) == FILES.of_every_model("x.json")


def test_runs_are_all_combinations() -> None:
    assert FILES.of_every_run("m") == [
        "results/gcn/g/models/seed0/m",
        "results/gcn/g/models/seed1/m",
        "results/gcn/h/models/seed0/m",
        "results/gcn/h/models/seed1/m",
    ]
    gcn = ["results/gcn/g/families/seed5/m", "results/gcn/h/families/seed5/m"]
    assert FILES.of_every_compared_run("m") == gcn
    assert FILES.of_every_further_run("m") == gcn
    kinetics = [f"results/kinetics/topology/families/seed{seed}/m" for seed in (2, 3)]
    assert FILES.of_every_kinetics("m") == kinetics
    assert FILES.of_whole_comparison("m") == gcn + kinetics


def test_a_reading_is_trained_on_every_graph() -> None:
    assert FILES.of_every_reading("m") == [
        "results/readings/one/g/seed0/m",
        "results/readings/one/h/seed0/m",
        "results/readings/other/g/seed0/m",
        "results/readings/other/h/seed0/m",
    ]


def test_ablations_stand_behind_the_whole_runs_of_their_tiers() -> None:
    ablated = [
        "results/ablations/none/state/families/seed2/m",
        "results/ablations/none/topology/families/seed2/m",
        "results/ablations/half/topology/families/seed2/m",
    ]
    assert FILES.of_every_ablation("m") == ablated
    assert FILES.of_all_ablations("m") == [
        "results/kinetics/state/families/seed2/m",
        "results/kinetics/topology/families/seed2/m",
        *ablated,
    ]


def test_the_shipped_configuration_has_what_is_asked_of_it() -> None:
    files = ResultFiles(load_config(), ("a",))
    assert len(files.of_every_run("m")) == len(set(files.of_every_run("m"))) == 12
    assert len(files.of_whole_comparison("m")) == 2 * 3 * 5 + 6 * 5
    # what is scored for Table 1 is not scored again
    further, known = files.of_every_further_run("m"), files.of_every_run("m")
    assert len(further) == 2 * 3 * 5 - 12
    assert set(further) | set(known) == set(files.of_every_compared_run("m"))


def test_each_tier_knows_its_file() -> None:
    known = {
        tier: inputs_of_tier(SimpleNamespace(tier=tier))
        for tier in load_config()["kinetics"]["tiers"]
    }
    assert known.pop("wiring") == "results/wirings.npz"
    assert set(known.values()) == {"results/predictor_inputs.npz"}
