"""Run the workflow in a folder of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Workflow:
    """A folder in which the workflow runs.

    Attributes
    ----------
    folder
        Working directory; results go to its folder `results`.
    config
        What differs from the shipped configuration.
    root
        The repository, or a copy of it.
    """

    folder: Path
    config: Mapping[str, Any] = field(default_factory=dict)
    root: Path = ROOT

    def write_config(self) -> Path:
        """Make the folder, write the configuration there, and return its path."""
        self.folder.mkdir(parents=True, exist_ok=True)
        config = self.folder / "config.yaml"
        config.write_text(yaml.safe_dump(dict(self.config)))
        return config

    def command(self, *arguments: str) -> list[str]:
        """Write the configuration and return the command that runs Snakemake."""
        config = self.write_config()
        command = [sys.executable, "-m", "snakemake", "--cores", "2"]
        command += ["--snakefile", str(self.root / "Snakefile")]
        command += ["--directory", str(self.folder), "--configfile", str(config)]
        command += ["--workflow-profile", "none", "--scheduler", "greedy"]
        return [*command, *arguments]

    def run(
        self, *arguments: str, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        """Run Snakemake without the profile and return how it ended."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )

    def succeed(self, *arguments: str, **environment: str) -> str:
        """Run Snakemake, check that it succeeds, and return what it printed."""
        done = self.run(*arguments, **environment)
        assert done.returncode == 0, done.stdout
        return done.stdout

    def planned(self, *arguments: str) -> dict[str, int]:
        """Return how many jobs of each rule a dry run plans."""
        printed = self.succeed("--dry-run", "--quiet", "rules", *arguments)
        return job_counts(printed)


def job_counts(printed: str) -> dict[str, int]:
    """Read the job counts that a dry run prints; empty if nothing is to be done."""
    counts = {}
    if "Job stats:" in printed:
        block = printed.split("Job stats:")[1].strip().split("\n\n")[0]
        for line in block.splitlines()[2:]:
            rule, count = line.split()
            counts[rule] = int(count)
    counts.pop("total", None)
    counts.pop("all", None)
    return counts
