"""What runs for every change, somewhere else: nothing that cannot be run here."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.specifiers import SpecifierSet

ROOT = Path(__file__).parents[3]
JOBS: dict[str, Any]
WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text("utf-8"))
JOBS = WORKFLOW["jobs"]
TRIGGERS = WORKFLOW[True]  # `on` is a truth value to YAML
STEPS = [
    pytest.param(step, id=f"{name}-{number}")
    for name, job in JOBS.items()
    for number, step in enumerate(job["steps"])
]
ACTION = re.compile(r"actions/(checkout|setup-python)@(v\d+|[0-9a-f]{40})")
COMMAND = re.compile(r'make ([a-z-]+)((?: [A-Z]+=(?:"[\w/ -]+"|[\w/.-]+))*)')
TARGETS = re.findall(r"(?m)^([a-z-]+):.*## ", (ROOT / "Makefile").read_text("utf-8"))
WEEKLY = {"conda", "slurm", "suite", "crosscheck"}


@pytest.mark.parametrize("step", STEPS)
def test_a_step_fetches_the_code_or_python_or_makes_one_target(
    step: dict[str, Any],
) -> None:
    if "uses" in step:
        assert ACTION.fullmatch(step["uses"])
        assert set(step) <= {"uses", "with"}
        return
    assert set(step) == {"run"}
    asked = COMMAND.fullmatch(step["run"])
    assert asked, f"{step['run']}: not one call of make"
    assert asked[1] in TARGETS


def test_folders_of_tests_that_are_named_are_there() -> None:
    named = [
        folder
        for job in JOBS.values()
        for step in job["steps"]
        for folder in re.findall(r"tests/[\w/]+", step.get("run", ""))
    ]
    assert named
    assert all((ROOT / folder).is_dir() for folder in named)


def test_a_job_may_read_the_code_and_nothing_else() -> None:
    assert WORKFLOW["permissions"] == {"contents": "read"}
    assert not [name for name, job in JOBS.items() if "permissions" in job]
    checkouts = [
        step
        for job in JOBS.values()
        for step in job["steps"]
        if step.get("uses", "").startswith("actions/checkout@")
    ]
    assert len(checkouts) >= len(JOBS)
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)
    assert "secrets" not in (ROOT / ".github/workflows/ci.yml").read_text("utf-8")


def test_every_job_ends() -> None:
    assert all(job["timeout-minutes"] <= 240 for job in JOBS.values())
    assert WORKFLOW["concurrency"]["group"]


def test_what_takes_long_waits_for_its_day_and_nothing_else_does() -> None:
    assert {name for name, job in JOBS.items() if "if" in job} == WEEKLY
    assert "schedule" in TRIGGERS
    for name in WEEKLY:
        assert "github.event_name == 'schedule'" in JOBS[name]["if"]


def test_the_package_is_tried_with_the_oldest_python_that_it_allows() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    allowed = SpecifierSet(project["requires-python"])
    oldest = next(n for n in range(50) if allowed.contains(f"3.{n}.99"))
    tried = JOBS["package"]["strategy"]["matrix"]["python"]
    assert f"3.{oldest}" in tried
    assert all(isinstance(version, str) for version in tried)  # 3.10 is no number


@pytest.mark.parametrize(
    ("form", "needed"), [("model", "outcome.json"), ("number", "provenance.json")]
)
def test_an_issue_form_asks_for_what_an_answer_needs(form: str, needed: str) -> None:
    path = ROOT / f".github/ISSUE_TEMPLATE/{form}.yml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert set(content) == {"name", "description", "body"}
    asked = [part for part in content["body"] if part["type"] != "markdown"]
    assert len({part["id"] for part in asked}) == len(asked)
    required = [
        part["attributes"]["label"]
        for part in asked
        if part.get("validations", {}).get("required")
    ]
    assert needed in required
