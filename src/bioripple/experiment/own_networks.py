"""Where the networks that a run predicts for are, and what is made of them.

Snakemake loads this before any job, so it needs nothing that Snakemake has not.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any

from bioripple.experiment.config_files import ConfigError
from bioripple.experiment.sbml_files import seen_from_here

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")


@dataclass(frozen=True)
class OwnNetworks:
    """The networks of a run; methods take the wildcards of a rule with `network`.

    Attributes
    ----------
    section
        The section `predict` of the configuration.
    root
        The folder of the Snakefile, which paths of the configuration are relative to.
    """

    section: Mapping[str, Any]
    root: Path

    def check(self) -> None:
        """Refuse a section that no job could be made of.

        Raises
        ------
        ConfigError
            As `paths`, or if there is no such table of conditions.
        """
        _ = self.paths
        given = self.section["conditions"]
        if given and not os.path.isfile(self.root / given):
            raise ConfigError(
                f"configuration: predict/conditions: {given!r} is no file; looked for "
                f"{os.path.abspath(self.root / given)}"
            )

    @cached_property
    def paths(self) -> dict[str, str]:
        """The file of each network, as configured, by its name without endings.

        Raises
        ------
        ConfigError
            If a file's name cannot be that of a folder of results, or two are alike.
        """
        found: dict[str, str] = {}
        for path in self.section["networks"]:
            name = PurePath(path).name.split(".")[0]
            if not NAME.fullmatch(name):
                raise ConfigError(
                    f"configuration: predict/networks: {path!r}: results are named "
                    "after the file; expected a name of letters, digits, _, + and -"
                )
            if name in found:
                raise ConfigError(
                    f"configuration: predict/networks: {path!r} and {found[name]!r} "
                    f"would both be called {name!r}; rename one"
                )
            found[name] = path
        return found

    def location(self, wildcards: Any) -> str:
        """Return where a network's file is to be, from the working directory."""
        return seen_from_here(self.root, self.paths[wildcards.network])

    def present(self, wildcards: Any) -> str | list[str]:
        """Return the location as input; nothing if there is no such file.

        The step then runs all the same and records that the file is missing.
        """
        location = self.location(wildcards)
        return location if os.path.isfile(location) else []

    @property
    def conditions(self) -> str:
        """Where the table of conditions is; empty if each node is perturbed in turn."""
        given = self.section["conditions"]
        return seen_from_here(self.root, given) if given else ""

    def outcomes(self) -> list[str]:
        """Return the outcome of each network."""
        name = "outcome.json" if self.conditions else "all_sources.json"
        return [f"results/predict/{network}/{name}" for network in self.paths]

    def blocks(self) -> list[str]:
        """Return the outcome of each block of nodes of a network, by its wildcard."""
        count = self.section["blocks"]
        return [
            f"results/predict/{{network}}/blocks/{block}_of_{count}.json"
            for block in range(1, count + 1)
        ]
