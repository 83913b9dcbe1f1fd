"""Install the stand-in for conda beside its channel, and say how to use it.

By hand: eval "$(PYTHONPATH=.:src .venv-conda/bin/python -m tests.conda.installation)"
"""

import os
import shlex
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conda.channel import make_channel
from tests.support.environments import ROOT

HERE = Path(__file__).parent
FOLDER = ROOT / ".conda-stand-in"


@dataclass(frozen=True)
class Installation:
    """A folder with `bin/conda`, its cache of packages, and a channel."""

    root: Path

    @property
    def variables(self) -> dict[str, str]:
        """Return what has to stand in the environment of Snakemake."""
        return {
            "CONDA_CHANNEL_ALIAS": self.root.as_uri(),
            "PATH": f"{self.root / 'bin'}:{os.environ['PATH']}",
        }


def install(folder: Path = FOLDER) -> Installation:
    """Make what is missing or out of date in a folder: minutes once, then seconds."""
    make_channel(folder)
    binaries = folder / "bin"
    binaries.mkdir(exist_ok=True)
    command = [sys.executable, str(HERE / "stand_in.py")]
    (binaries / "conda").write_text(
        f"#!/bin/sh\nSTAND_IN_ROOT={shlex.quote(str(folder))} "
        f'exec {shlex.join(command)} "$@"\n'
    )
    (binaries / "conda").chmod(0o755)
    shutil.copy(HERE / "activate", binaries)
    return Installation(folder)


if __name__ == "__main__":
    for name, value in install().variables.items():
        print(f"export {name}={shlex.quote(value)}")
