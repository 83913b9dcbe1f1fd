"""A whole run in conda environments, from a bare Snakemake."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conda import witness
from tests.conda.installation import Installation, install
from tests.support.environments import ENVIRONMENTS, ROOT
from tests.support.zip_files import omex, write_wheel

TARGETS = (
    *("all", "comparison", "ablations", "readings", "ceiling", "dataset", "shipped"),
    *("test", "measured"),
    *("predict", "results/predict/chain/all_sources.json"),
)
BARE = ROOT / ".venv-snakemake/bin/snakemake"
MODELS = sorted((ROOT / "tests/fixtures/biomodels").glob("*.xml"))


@dataclass(frozen=True)
class Run:
    """A folder to run in, with its configuration, and the environments."""

    folder: Path
    installation: Installation
    config: Mapping[str, Any] = field(default_factory=dict)

    @property
    def witnesses(self) -> Path:
        """Return the folder in which jobs say where their modules came from."""
        return self.folder / "witnesses"

    def snakemake(self, *arguments: str) -> str:
        """Start Snakemake as a user would, and return what it printed."""
        self.witnesses.mkdir(parents=True, exist_ok=True)
        config = self.folder / "config.yaml"
        config.write_text(yaml.safe_dump(dict(self.config)))
        command = [str(BARE), "--cores", "2"]
        command += ["--directory", str(self.folder), "--configfile", str(config)]
        own = {"WITNESS_FOLDER": str(self.witnesses), "PIP_NO_INDEX": "1"}
        own |= {"PIP_FIND_LINKS": str(self.folder / "wheels")}
        theirs = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("SNAKEMAKE_")
        }
        done = subprocess.run(
            [*command, *arguments],
            cwd=ROOT,
            env=theirs | self.installation.variables | own,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


@pytest.fixture(scope="session")
def installation() -> Installation:
    if not sys.platform.startswith("linux"):
        pytest.skip("this machine's Python can be made a conda package on Linux only")
    return install()


@pytest.fixture(scope="session")
def prefix(installation: Installation) -> Path:
    """Return an empty folder for environments, where links to packages will do."""
    folder = installation.root / "environments"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory, installation: Installation) -> Run:
    """Return a run of six real models, not yet started."""
    folder = tmp_path_factory.mktemp("conda")
    (folder / "wheels").mkdir()
    archived = {path.stem: omex(path.stem, path.read_bytes()) for path in MODELS}
    wheel = write_wheel(folder / "wheels", archived)
    sheet = folder / "models.tsv"
    sheet.write_text("\n".join(["id", *archived]) + "\n")
    (folder / "chain.sif").write_text("a + b\nb - c\n")
    (folder / "conditions.tsv").write_text("\ta\none\t-1\n")
    measured = folder / "measured/chain"
    measured.mkdir(parents=True)
    (measured / "network.sif").write_text("A + B\nB - C\n")
    (measured / "conds.tsv").write_text("\tA\tB\nx\t1\t0\ny\t0\t-1\n")
    (measured / "exp.tsv").write_text("\tB\tC\nx\t2\t-1\ny\t-1\t3\n")
    config = {
        "models": {"sheet": str(sheet), "archive": pinned_archive(wheel)},
        "gcn": {"seeds": [0], "folds": 2, "epochs": 2, "hidden": 8, "device": "cpu"},
        "kinetics": {
            "tiers": ["topology", "abundance_both"],
            "seeds": [0],
            "folds": 2,
            "epochs": 2,
            "device": "cpu",
        },
        "comparison": {"gcn_seeds": [0]},
        "readings": {"seeds": [0]},
        "ceiling": {"worlds": 3, "max_nodes": 50},
        "measured": {"sets": [str(folder / "measured")]},
        "evaluation": {"min_nodes": 4, "paper_set_size": 3, "bootstrap_draws": 100},
        "predict": {
            "networks": [str(folder / "chain.sif")],
            "conditions": str(folder / "conditions.tsv"),
        },
    }
    return Run(folder, installation, config)


def pinned_archive(wheel: Path) -> dict[str, str | int]:
    return {
        "requirement": "tinymodels==1.0",
        "sha256": hashlib.sha256(wheel.read_bytes()).hexdigest(),
        "size_bytes": wheel.stat().st_size,
    }


@pytest.fixture(scope="session")
def environments(run: Run, prefix: Path) -> dict[str, Path]:
    """Return the folder of each environment that Snakemake made; put a witness in."""
    arguments = ("--sdm", "conda", "--conda-prefix", str(prefix))
    run.snakemake(*arguments, "--conda-create-envs-only", "--", *TARGETS)
    contents = {path.read_text(): name for name, path in ENVIRONMENTS.items()}
    made = {
        contents[path.read_text()]: path.with_suffix("")
        for path in prefix.glob("*.yaml")
    }
    for folder in made.values():
        packages = next(folder.glob("lib/python3.*/site-packages"))
        shutil.copy(witness.__file__, packages / "project_witness.py")
        (packages / "project_witness.pth").write_text("import project_witness\n")
    return made


@pytest.fixture(scope="session")
def finished(run: Run, environments: dict[str, Path], prefix: Path) -> Run:
    """Return the run after everything was made, and checked by `rule test`."""
    run.snakemake("--use-conda", "--conda-prefix", str(prefix), "--", *TARGETS)
    return run


@pytest.fixture(scope="session")
def witnessed(finished: Run) -> dict[str, list[dict[str, Any]]]:
    """Return for each step what its jobs said of their modules."""
    said: dict[str, list[dict[str, Any]]] = {}
    for path in finished.witnesses.iterdir():
        record = json.loads(path.read_text())
        step = record["script"].removesuffix(".py").rpartition(".")[2]
        said.setdefault(step, []).append(record)
    return said
