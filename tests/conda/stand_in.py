"""A stand-in for the `conda` command: the calls that Snakemake makes, and no others.

It is not conda. It solves and installs with py-rattler, from a channel in a folder: as
with conda, the variable CONDA_CHANNEL_ALIAS says below which URL `conda-forge` lies.
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

import yaml
from rattler import MatchSpec, Subdir, VirtualPackage, install, solve

ROOT = Path(os.environ["STAND_IN_ROOT"])
VERSION = "26.0.0"  # Snakemake asks for 24.7.1 or later


class Refused(Exception):
    """A call that Snakemake does not make, or an environment from elsewhere."""


def main(arguments: list[str]) -> str:
    """Do what is asked for and return what is to be printed."""
    match arguments:
        case ["--version"]:
            return f"conda {VERSION}"
        case ["info", "--json"]:
            facts = {"conda_prefix": str(ROOT), "platform": str(Subdir.current())}
            return json.dumps(facts)
        case ["config", "--get", "channel_priority", "--json"]:
            return json.dumps({"get": {"channel_priority": "strict"}})
        case ["clean", *_]:
            return ""  # the packages are links into the environments
        case ["env", "create", *options]:
            parser = argparse.ArgumentParser()
            parser.add_argument("--quiet", action="store_true")
            parser.add_argument("--no-default-packages", action="store_true")
            parser.add_argument("--file", type=Path, required=True)
            parser.add_argument("--prefix", type=Path, required=True)
            chosen = parser.parse_args(options)
            asyncio.run(create(chosen.file, chosen.prefix))
            return f"created {chosen.prefix}"
    raise Refused(f"the stand-in for conda cannot do: conda {' '.join(arguments)}")


async def create(file: Path, prefix: Path) -> None:
    """Solve an environment and install it."""
    content = yaml.safe_load(file.read_text())
    records = await solve(
        [channel(name) for name in content["channels"]],
        [MatchSpec(line) for line in content["dependencies"]],
        platforms=[str(Subdir.current()), "noarch"],
        virtual_packages=VirtualPackage.detect(),
        add_pip_as_python_dependency=True,  # as conda does
    )
    await install(
        records,
        target_prefix=prefix,
        cache_dir=ROOT / "pkgs",
        show_progress=False,
    )


def channel(name: str) -> str:
    """Return the URL of a channel; only one on this machine will do."""
    url = f"{os.environ.get('CONDA_CHANNEL_ALIAS', '')}/{name}"
    if not url.startswith("file://"):
        raise Refused(f"the stand-in for conda has no channel {name}")
    return url


if __name__ == "__main__":
    code = 0
    try:
        print(main(sys.argv[1:]))
    except Exception as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # py-rattler 0.28 sometimes crashes when Python ends
