"""The profiles: they fit each other and the rules, and jobs may use what steps need."""

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.support import tiny_models
from tests.support.workflow_runner import ROOT, Workflow

PROFILES = {
    path.parent.name: path for path in (ROOT / "profiles").glob("*/profile.yaml")
}
CLUSTERS = ("slurm", "cluster")
LIMITS = {"max_seconds": 300, "max_memory_mb": 3000}
ALONE = {
    *("train_gcn", "accuracy", "train_kinetics", "score_untrained", "score_gcn"),
    *("train_shipped", "score_shipped", "train_reading", "score_readings"),
    *("score_pilots", "score_measured"),
    *("respond", "respond_from_block", "join_blocks", "collect_predictions"),
}
LOCAL = {"fetch_models", "fetch_model", "fetch_measured", "provenance"}
BORROWED = {"score_ablations"}  # rules that run another's script, in a group
OUTPUTS = ("outcome", "baselines")
STEPS = {"parse_sbml", "jacobian", "sensitivity", "baselines"}


def read(profile: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load(PROFILES[profile].read_text())
    return content


@pytest.mark.parametrize("profile", CLUSTERS)
def test_the_default_profile_overrules_nothing(profile: str) -> None:
    # Snakemake reads it too, and its keys win.
    assert not read("default").keys() & read(profile).keys()


@pytest.mark.parametrize("profile", CLUSTERS)
def test_groups_and_resources_are_of_rules_that_exist(profile: str) -> None:
    scripts = {path.stem for path in (ROOT / "workflow/scripts").glob("*.py")}
    content = read(profile)
    groups = dict(pair.split("=") for pair in content["groups"])
    assert groups.keys() - scripts == BORROWED
    assert scripts - groups.keys() == ALONE | LOCAL | {"test"}
    trainings = {"train_gcn", "train_kinetics", "train_ablation", "train_reading"}
    assert content["set-resources"].keys() == trainings
    sizes = dict(pair.split("=") for pair in content["group-components"])
    assert sizes.keys() == set(groups.values())
    assert {groups[step] for step in STEPS} == {"model"}
    assert int(sizes["model"]) >= 20


def test_both_clusters_group_alike() -> None:
    slurm, cluster = map(read, CLUSTERS)
    assert slurm["groups"] == cluster["groups"]
    assert slurm["group-components"] == cluster["group-components"]


@pytest.mark.snakemake
def test_a_plan_needs_snakemake_and_no_plugin(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "snakemake", "--dry-run"]
    command += ["--snakefile", str(ROOT / "Snakefile"), "--directory", str(tmp_path)]
    command += ["--configfile", str(ROOT / "config/demo.yaml")]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "profiles/default" in done.stderr


def asked(printed: str) -> dict[str, tuple[int, int]]:
    """Return the memory [MB] and the minutes that a dry run prints for each rule."""
    found = {}
    for text in re.split(r"(?m)^(?:local)?rule (?=\w+:$)", printed)[1:]:
        numbers = dict(re.findall(r"\b(mem_mb|runtime)=(\d+)", text))
        if numbers:
            found[text.split(":")[0]] = int(numbers["mem_mb"]), int(numbers["runtime"])
    return found


@pytest.mark.snakemake
def test_a_job_may_use_more_than_its_step_and_more_at_each_attempt(
    tmp_path: Path,
) -> None:
    few = {"sheet": "config/demo.tsv"}
    workflow = Workflow(tmp_path, {"models": few, "mapping": LIMITS})
    first, second = (
        asked(workflow.succeed("--dry-run", "--attempt", attempt)) for attempt in "12"
    )
    assert first.keys() >= STEPS | {"train_gcn", "accuracy", "figure3"}
    for rule, (memory_mb, minutes) in first.items():
        if rule in STEPS:
            assert memory_mb >= LIMITS["max_memory_mb"] + 500
            assert minutes * 60 >= LIMITS["max_seconds"] + 60
        assert second[rule] == (2 * memory_mb, 2 * minutes)


@pytest.mark.snakemake
def test_many_models_leave_eight_files_each_and_changes_are_noticed(
    tmp_path: Path,
) -> None:
    names = tiny_models.IDS[:2]
    tiny_models.write_models(tmp_path / "files")
    (tmp_path / "models.tsv").write_text("\n".join(["id", *names]) + "\n")
    models = {"source": "directory", "directory": str(tmp_path / "files")}
    models["sheet"] = str(tmp_path / "models.tsv")
    workflow = Workflow(tmp_path / "run", {"models": models})
    results = [f"results/models/{n}/{f}.json" for n in names for f in OUTPUTS]
    asked = ("--profile", str(PROFILES["many"].parent), "--", *results)
    workflow.succeed(*asked)
    files = [path for path in workflow.folder.rglob("*") if path.is_file()]
    of_models = [path for path in files if set(names) & {*path.parts, path.stem}]
    assert len(of_models) == 8 * len(names)
    few = (".snakemake/log", ".snakemake/metadata.db", "benchmarks", "config.yaml")
    others = {str(path) for path in files if path not in of_models}
    assert [path for path in others if not any(name in path for name in few)] == []
    assert "Nothing to be done" in workflow.succeed(*asked)
    changed = replace(workflow, config={"models": models, "baselines": {"alpha": 0.5}})
    assert changed.planned(*asked) == {"baselines": 2}
