"""What runs again after a change: that, what follows from it, and nothing else."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.support.workflow_runner import ROOT, Workflow

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]

FIGURES = {f"figure{number}": 1 for number in (3, 4, 5, 6)}
SCORES = {"accuracy": 1, "table1": 1, **FIGURES, "provenance": 1}
TRAINING = {"train_gcn": 12, "predict_enhancement": 12}
KNOWN = {"families": 1, "predictor_inputs": 1, "truths": 1, "leakage": 1}
GATHER = {
    "collect_outcomes": 1,
    **KNOWN,
    "enhancement_factor": 1,
    "network_properties": 1,
    **TRAINING,
    **SCORES,
}
WITHOUT_RESPONSES = ("families", "predictor_inputs")
AFTER_SENSITIVITY = {
    step: n for step, n in GATHER.items() if step not in WITHOUT_RESPONSES
}
PER_MODEL = ("parse_sbml", "jacobian", "sensitivity", "baselines")


def changed(
    workflow: Workflow, change: Mapping[str, Mapping[str, Any]], root: Path = ROOT
) -> Workflow:
    """Return the workflow with other values of the configuration."""
    config = {
        section: {**workflow.config.get(section, {}), **change.get(section, {})}
        for section in {*workflow.config, *change}
    }
    return Workflow(workflow.folder, config, root)


@pytest.mark.parametrize(
    "change",
    [
        {"learning_rate": 0.02},
        {"epochs": 3},
        {"hidden": 9},
        {"dropout": 0.1},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_hyperparameter_reruns_training_and_what_follows(
    finished: Workflow, change: dict[str, Any]
) -> None:
    assert changed(finished, {"gcn": change}).planned() == TRAINING | SCORES


def test_another_split_is_looked_at_for_leakage(finished: Workflow) -> None:
    planned = changed(finished, {"gcn": {"labelled_share": 0.4}}).planned()
    assert planned == {"leakage": 1} | TRAINING | SCORES


def test_values_that_change_places_are_a_change(finished: Workflow) -> None:
    layers = {"layers": finished.config["gcn"]["epochs"]}
    places = changed(finished, {"gcn": layers | {"epochs": 3}})
    assert places.planned() == TRAINING | SCORES
    tolerances = changed(finished, {"mapping": {"rtol": 1e-12, "atol": 1e-8}})
    assert tolerances.planned()["jacobian"] == 14


def test_the_readout_reruns_no_training(finished: Workflow) -> None:
    planned = changed(finished, {"gcn": {"readout": "most_likely"}}).planned()
    assert planned == {"predict_enhancement": 12} | SCORES


def test_a_further_seed_trains_only_that_seed(finished: Workflow) -> None:
    planned = changed(finished, {"gcn": {"seeds": [0, 1, 2]}}).planned()
    training = {"train_gcn": 6, "predict_enhancement": 6}
    assert planned == training | {"leakage": 1} | SCORES


def test_a_further_model_runs_that_model_and_the_gather(
    finished: Workflow, tmp_path: Path
) -> None:
    folder = Path(finished.config["models"]["directory"])
    more = tmp_path / "models.tsv"
    sheet = Path(finished.config["models"]["sheet"])
    shutil.copy(sheet, more)
    with more.open("a") as stream:
        stream.write("one_more\t\tAnother model\n")
    assert not (folder / "one_more.xml").exists()
    planned = changed(finished, {"models": {"sheet": str(more)}}).planned()
    assert planned == dict.fromkeys(PER_MODEL, 1) | GATHER


def test_alpha_reruns_the_baselines_and_no_training(finished: Workflow) -> None:
    planned = changed(finished, {"baselines": {"alpha": 0.8}}).planned()
    assert planned == {"baselines": 14} | SCORES


@pytest.mark.parametrize(
    ("module", "rerun"),
    [
        ("odes/system", dict.fromkeys(PER_MODEL, 14) | GATHER),
        ("collection/health", {"sensitivity": 14} | AFTER_SENSITIVITY),
        (
            "network/properties",
            {"network_properties": 1, "figure6": 1, "provenance": 1},
        ),
        ("evaluation/table1", {"table1": 1, "provenance": 1}),
        ("predictors/registry", SCORES),
        ("experiment/provenance", {"provenance": 1}),
        ("experiment/config_docs", {}),
        ("__init__", {}),
    ],
)
def test_an_edit_of_the_package_reruns_the_steps_that_use_it(
    finished: Workflow, repository: Path, module: str, rerun: dict[str, int]
) -> None:
    path = repository / "src/bioripple" / f"{module}.py"
    before = path.read_text()
    edited = changed(finished, {}, repository)
    path.write_text(f"{before}\n# a comment is no change of the code\n")
    assert edited.planned() == {}
    path.write_text(f"{before}\n_EDITED = True\n")
    try:
        assert edited.planned() == rerun
    finally:
        path.write_text(before)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what the workflow is made of."""
    copy = tmp_path_factory.mktemp("repository")
    shutil.copy(ROOT / "Snakefile", copy)
    for name in ("workflow", "src", "config", "envs", "profiles"):
        shutil.copytree(ROOT / name, copy / name)
    return copy


def test_a_commit_reruns_nothing(finished: Workflow, repository: Path) -> None:
    with_git = changed(finished, {}, repository)
    for command in (
        ("init", "--quiet"),
        ("add", "."),
        ("-c", "user.name=T", "-c", "user.email=t@t", "commit", "-qm", "A change"),
    ):
        subprocess.run(["git", *command], cwd=repository, check=True)
        assert with_git.planned() == {}


def test_the_reasons_are_told(finished: Workflow) -> None:
    printed = changed(finished, {"gcn": {"epochs": 3}}).succeed("--dry-run")
    reasons = [line for line in printed.splitlines() if "reason:" in line]
    assert sum("Params have changed" in line for line in reasons) == 12
