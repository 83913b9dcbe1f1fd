"""A copy of the repository, in which runs with a name can work."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.support.workflow_runner import ROOT

TINY = {
    "gcn": {
        "graphs": ["sparse_graph"],
        "splits": ["models"],
        "seeds": [0],
        "epochs": 2,
        "hidden": 8,
        "device": "cpu",
    },
    "kinetics": {"seeds": [0], "epochs": 2, "tiers": ["topology"], "device": "cpu"},
    "comparison": {"gcn_splits": ["models"], "gcn_seeds": [0]},
    "ablations": {"variants": {"untrained": {"tiers": ["topology"], "epochs": 0}}},
    "evaluation": {"bootstrap_draws": 100},
}


@dataclass(frozen=True)
class Clone:
    """A copy of the repository, in which runs are started as `make` starts them."""

    folder: Path

    def start(
        self, action: str, name: str, *words: str, config: Path | None = None
    ) -> subprocess.CompletedProcess[str]:
        command = [
            sys.executable,
            "-m",
            "bioripple",
            "experiment",
            action,
            "--name",
            name,
        ]
        command += ["--cores", "2"]
        command += ["--config", str(config)] if config else []
        return subprocess.run(
            [*command, "--", *words],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": "src"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def succeed(
        self, action: str, name: str, *words: str, config: Path | None = None
    ) -> str:
        done = self.start(action, name, *words, config=config)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def own(self, name: str, models: dict[str, str]) -> Path:
        """Write own models and their sheet; return the configuration of their run."""
        folder = self.folder / f"models_of_{name}"
        folder.mkdir()
        for model, text in models.items():
            (folder / f"{model}.xml").write_text(text)
        sheet = folder / "models.tsv"
        sheet.write_text("\n".join(["id", *models]) + "\n")
        where = {"source": "directory", "directory": folder.name}
        config = TINY | {"models": where | {"sheet": f"{folder.name}/models.tsv"}}
        path = self.folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(config))
        return path

    def results(self, name: str) -> Path:
        return self.folder / "runs" / name / "results"


def copy_repository(folder: Path) -> Clone:
    """Copy what runs are made of into a folder."""
    shutil.copy(ROOT / "Snakefile", folder)
    for name in ("workflow", "src", "config", "docs", "envs", "profiles", "tests"):
        ignored = shutil.ignore_patterns("__pycache__", "fixtures")
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    return Clone(folder)
