"""Two parts of a run at the same time in one folder, and what needs both after them."""

import os
import subprocess
from pathlib import Path

import pytest

from bioripple.experiment.parts import VARIABLE
from tests.support import tiny_models
from tests.support.workflow_runner import Workflow

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]
NAMES = tiny_models.IDS[:3]


def made(folder: Path) -> list[str]:
    """Return the models of which all is known that is known of each."""
    found = (folder / "results/models").glob("*/baselines.json")
    return sorted(path.parent.name for path in found)


def test_two_parts_make_what_one_run_would(tmp_path: Path) -> None:
    tiny_models.write_models(tmp_path / "files")
    (tmp_path / "models.tsv").write_text("\n".join(["id", *NAMES]) + "\n")
    models = {"source": "directory", "directory": str(tmp_path / "files")}
    models["sheet"] = str(tmp_path / "models.tsv")
    workflow = Workflow(tmp_path / "run", {"models": models})
    command = workflow.command("--", "models")
    both = [
        subprocess.Popen(
            command,
            cwd=workflow.folder,
            env=os.environ | {VARIABLE: f"{number}/2"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for number in (1, 2)
    ]
    for process in both:
        printed, _ = process.communicate()
        assert process.returncode == 0, printed
    assert made(workflow.folder) == sorted(NAMES)
    results = workflow.folder / "results"
    assert (results / "UNFINISHED.txt").is_file()  # there is no table yet
    assert list(results.glob(".*")) == []
    printed = workflow.succeed("--", "models", "results/outcomes.tsv")
    assert "parse_sbml" not in printed
    assert (results / "outcomes.tsv").read_text().count("\n") == 1 + len(NAMES)
    assert len((results / "benchmarks/jacobian.tsv").read_text().splitlines()) == 4
    assert not any((workflow.folder / "logs/jacobian").glob("*.log"))
