"""What several rings of tests share."""

from pathlib import Path

import pytest

from tests import tiny_models
from tests.workflow_runner import Workflow


@pytest.hookimpl(tryfirst=True)  # before groups are read off the marks
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep in one process what shares a run of the workflow, or a file's fixtures.

    Runs of the workflow go first: they take longest.
    """
    for item in items:
        group = "tiny" if _shares_run(item) else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: (not _shares_run(item), "e2e" not in item.path.parts))


def _shares_run(item: pytest.Item) -> bool:
    return "tiny" in getattr(item, "fixturenames", ())


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """Return the workflow on tiny models, not yet run."""
    models = tmp_path_factory.mktemp("tiny") / "models"
    sheet = tiny_models.write_models(models)
    config = {
        "models": {
            "sheet": str(sheet),
            "source": "directory",
            "directory": str(models),
        },
        "mapping": {"max_seconds": 60, "max_memory_mb": 2000},
        "gcn": {
            "splits": ["transductive", "models", "families"],
            "seeds": [0, 1],
            "folds": 2,
            "epochs": 2,
            "hidden": 8,
            "device": "cpu",
        },
        "kinetics": {
            "tiers": ["topology", "abundance_state"],
            "seeds": [0],
            "folds": 2,
            "epochs": 2,
            "device": "cpu",
        },
        "benchmark": {"gcn_seeds": [0, 1]},
        "evaluation": {"paper_set_size": 4, "bootstrap_draws": 100},
    }
    return Workflow(models.parent / "run", config)


@pytest.fixture(scope="session")
def finished(tiny: Workflow) -> Workflow:
    """Return the same after a whole run; nobody may change it."""
    tiny.succeed("all", "benchmark")
    return tiny


@pytest.fixture(scope="session")
def results(finished: Workflow) -> Path:
    """Return the results of the whole run."""
    return finished.folder / "results"
