"""What several rings of tests share."""

from pathlib import Path

import pytest

from tests import tiny_models
from tests.workflow_runner import Workflow


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
