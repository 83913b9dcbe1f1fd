"""A workflow on five models that takes as short as it can, run undisturbed once."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.support import tiny_models
from tests.support.workflow_runner import ROOT, Workflow

MODELS = ("sound_10_0", "sound_10_1", "sound_11_2", "sound_11_3", "delayed")
TABLES = ("table1.tsv", "accuracy.tsv", "outcomes.tsv")
# How the shipped profile goes on after a crash.
PROFILE = ("--workflow-profile", str(ROOT / "profiles/default"), "--quiet", "reason")
CONFIG: dict[str, Any] = {
    "mapping": {"max_seconds": 60, "max_memory_mb": 2000},
    "gcn": {
        "graphs": ["sparse_graph"],
        "splits": ["models"],
        "seeds": [0],
        "epochs": 2,
        "hidden": 8,
        "device": "cpu",
    },
    "evaluation": {"paper_set_size": 2, "bootstrap_draws": 100},
}

Make = Callable[..., Workflow]


@pytest.fixture(scope="session")
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    """Return a function that makes the workflow for a folder, not yet run."""
    folder = tmp_path_factory.mktemp("models")
    tiny_models.write_models(folder / "files")

    def make(where: Path, models: tuple[str, ...] = MODELS, **mapping: Any) -> Workflow:
        # One place for all runs: the sheet's path is a part of their provenance.
        sheet = folder / f"{len(models)}.tsv"
        lines = ["id\tsha256\tname", *(f"{m}\t\tA model for tests" for m in models)]
        sheet.write_text("\n".join(lines) + "\n")
        source = {"source": "directory", "directory": str(folder / "files")}
        config = CONFIG | {"models": source | {"sheet": str(sheet)}}
        config["mapping"] = config["mapping"] | mapping
        return Workflow(where, config)

    return make


@pytest.fixture(scope="session")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the undisturbed run's steps write down what they open."""
    return tmp_path_factory.mktemp("journal") / "journal.tsv"


@pytest.fixture(scope="session")
def undisturbed(
    make: Make, journal: Path, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return the results of a whole run that nothing befell."""
    workflow = make(tmp_path_factory.mktemp("undisturbed") / "run")
    workflow.succeed(
        *PROFILE,
        PYTHONPATH=str(Path(__file__).parent / "watched"),
        WATCHED_JOURNAL=str(journal),
    )
    return workflow.folder / "results"


def final_files(results: Path) -> set[str]:
    """Return the results under their final names, but for Snakemake's benchmarks.

    The mark of a run that has not finished is no result.
    """
    return {
        str(path.relative_to(results))
        for path in results.rglob("*")
        if path.is_file()
        and not path.name.startswith(".")
        and path.name != "UNFINISHED.txt"
        and "benchmarks" not in path.parts
    }


def assert_whole(results: Path, undisturbed: Path) -> None:
    """Check that each result that is there is the one of the undisturbed run."""
    for name in final_files(results):
        found, expected = results / name, undisturbed / name
        if found.suffix == ".json":
            assert lasting(found) == lasting(expected), name
        elif found.suffix != ".html":
            assert found.read_bytes() == expected.read_bytes(), name


def lasting(path: Path) -> Any:
    """Return a JSON file without what differs from run to run."""
    content = json.loads(path.read_text())
    for key in ("seconds", "run"):
        content.pop(key, None)
    return content


def assert_complete(workflow: Workflow, undisturbed: Path) -> None:
    """Check that a run ended as the undisturbed one did, and that nothing is left."""
    results = workflow.folder / "results"
    assert not (results / "UNFINISHED.txt").exists()
    assert final_files(results) == final_files(undisturbed)
    assert_whole(results, undisturbed)
    for table in TABLES:
        assert (results / table).read_bytes() == (undisturbed / table).read_bytes()
    assert "Nothing to be done" in workflow.succeed(*PROFILE)


def with_seconds(workflow: Workflow, seconds: float) -> Workflow:
    """Return the workflow with another limit of time for each model's steps."""
    mapping = workflow.config["mapping"] | {"max_seconds": seconds}
    return replace(workflow, config={**workflow.config, "mapping": mapping})
