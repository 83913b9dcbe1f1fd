"""What several rings of tests share."""

import fcntl
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from xdist.scheduler import LoadFileScheduling

from tests.support import tiny_models
from tests.support.watching import watching
from tests.support.workflow_runner import Workflow

# A shell has what it starts in the background ignore Ctrl-C, and nohup the end of a
# terminal; and so does what that starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)

# The same examples in each run: whether a change passes is no matter of luck. `make
# fuzz` looks for others.
settings.register_profile("same", derandomize=True)
settings.load_profile("same")

# Files whose tests plan and run in the folder of the one finished workflow.
IN_FINISHED = ("test_workflow.py", "test_incremental.py")
SLOW = ("e2e", "rules")  # begun first, so that no process is left alone with them


class ByFile(LoadFileScheduling):  # type: ignore[misc]  # xdist has no types
    """Keep the tests of a file in one process, and files that share a folder."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "finished" if Path(file).name in IN_FINISHED else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByFile:
    return ByFile(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long."""
    items.sort(key=lambda item: item.path.parent.name not in SLOW)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of a test run share."""
    own = tmp_path_factory.getbasetemp()
    folder = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "shared"
    folder.mkdir(exist_ok=True)
    return folder


@contextmanager
def once(marker: Path) -> Iterator[bool]:
    """Say whether something is yet to be done; others wait until it is."""
    with marker.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not marker.exists()
        marker.touch()


@pytest.fixture(scope="session")
def tiny(shared: Path) -> Workflow:
    """Return the workflow on tiny models, not yet run."""
    models = shared / "models"
    with once(shared / "written") as to_do:
        if to_do:
            tiny_models.write_models(models)
    sheet = models / "models.tsv"
    config = {
        "models": {
            "sheet": str(sheet),
            "source": "directory",
            "directory": str(models),
        },
        "mapping": {"max_seconds": 60, "max_memory_mb": 2000},
        "gcn": {
            "splits": ["transductive", "families"],
            "seeds": [0, 1],
            "folds": 2,
            "epochs": 2,
            "hidden": 8,
            "device": "cpu",
        },
        "kinetics": {
            "tiers": ["wiring", "topology", "abundance_both"],
            "seeds": [0],
            "folds": 2,
            "epochs": 2,
            "device": "cpu",
        },
        "ceiling": {"worlds": 3, "max_nodes": 50},
        "pilots": {"counts": [1, 2], "seeds": [0], "noise": [0.0, 0.3]},
        "comparison": {"gcn_splits": ["families"], "gcn_seeds": [0, 1]},
        "evaluation": {"paper_set_size": 4, "bootstrap_draws": 100},
    }
    return Workflow(shared / "run", config)


@pytest.fixture(scope="session")
def finished(tiny: Workflow, shared: Path) -> Workflow:
    """Return the same after a whole run; nobody may change it."""
    with once(shared / "finished") as to_do:
        if to_do:
            watched = watching(
                shared / "undeclared.tsv", tiny.folder / "results", shared / "models"
            )
            tiny.succeed(
                "all", "comparison", "ceiling", "dataset", "shipped", **watched
            )
    return tiny


@pytest.fixture(scope="session")
def undeclared(finished: Workflow, shared: Path) -> str:
    """Return what steps of the whole run read that their rules do not declare."""
    return (shared / "undeclared.tsv").read_text()


@pytest.fixture(scope="session")
def results(finished: Workflow) -> Path:
    """Return the results of the whole run."""
    return finished.folder / "results"
