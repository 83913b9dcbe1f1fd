"""What runs again after a change: that, what follows from it, and nothing else."""

import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import Any

import pytest

from tests.support.workflow_runner import ROOT, Workflow, job_counts

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]

FIGURES = {f"figure{number}": 1 for number in (3, 4, 5, 6)}
SCORES = {"accuracy": 1, "table1": 1, **FIGURES, "provenance": 1}
TRAINING = {"train_gcn": 8, "predict_enhancement": 8}
AT_REST = {"steady_states": 1, "predictor_inputs": 1, "truths": 1}
KNOWN = {"families": 1, **AT_REST, "leakage": 1}
GATHER = {
    "collect_outcomes": 1,
    **KNOWN,
    "enhancement_factor": 1,
    "network_properties": 1,
    **TRAINING,
    **SCORES,
}
WITHOUT_RESPONSES = ("families",)
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


def test_each_hyperparameter_reruns_training_and_what_follows(
    finished: Workflow,
) -> None:
    values = {"learning_rate": 0.025, "epochs": 31, "hidden": 91, "dropout": 0.135}
    printed = changed(finished, {"gcn": values}).succeed("--dry-run")
    assert job_counts(printed) == TRAINING | SCORES
    reasons = [line for line in printed.splitlines() if "Params have changed" in line]
    assert len(reasons) == TRAINING["train_gcn"]
    for value in values.values():  # of each job's parameters those that differ are told
        assert all(str(value) in line for line in reasons), value


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
    assert planned == {"predict_enhancement": 8} | SCORES


def test_a_further_seed_trains_only_that_seed(finished: Workflow) -> None:
    planned = changed(finished, {"gcn": {"seeds": [0, 1, 2]}}).planned()
    training = {"train_gcn": 4, "predict_enhancement": 4}
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


UNSEEN = ("experiment/config_docs", "__init__")  # what no step imports
SEEN: dict[tuple[str, ...], dict[str, int]] = {
    ("odes/system",): dict.fromkeys(PER_MODEL, 14) | GATHER,
    ("collection/health",): {"sensitivity": 14} | AFTER_SENSITIVITY,
    ("network/properties", "evaluation/table1"): {
        **{"network_properties": 1, "figure6": 1},
        **{"table1": 1, "provenance": 1},
    },
    ("predictors/registry",): SCORES,
    ("experiment/provenance",): {"provenance": 1},
}


@contextmanager
def edited(repository: Path, modules: Iterable[str], added: str) -> Iterator[None]:
    """Add a line to modules of the package, and take it away again."""
    paths = [repository / "src/bioripple" / f"{module}.py" for module in modules]
    before = [path.read_text() for path in paths]
    for path, text in zip(paths, before, strict=True):
        path.write_text(f"{text}\n{added}\n")
    try:
        yield
    finally:
        for path, text in zip(paths, before, strict=True):
            path.write_text(text)


@pytest.mark.parametrize("modules", SEEN, ids="+".join)
def test_an_edit_of_the_package_reruns_the_steps_that_use_it(
    finished: Workflow, repository: Path, modules: tuple[str, ...]
) -> None:
    with edited(repository, modules, "_EDITED = True"):
        planned = changed(finished, {}, repository).planned()
    assert planned == SEEN[modules]


def test_a_comment_and_what_no_step_imports_rerun_nothing(
    finished: Workflow, repository: Path
) -> None:
    comment = "# a comment is no change of the code"
    with (
        edited(repository, chain.from_iterable(SEEN), comment),
        edited(repository, UNSEEN, "_EDITED = True"),
    ):
        assert changed(finished, {}, repository).planned() == {}


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
