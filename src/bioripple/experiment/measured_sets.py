"""Which measured sets a run scores predictions on, and where they are.

Snakemake loads this before any job, so it needs nothing that Snakemake has not.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bioripple.datasets.measured_sheet import MeasuredSet
from bioripple.experiment.config_files import ConfigError
from bioripple.experiment.sbml_files import seen_from_here

FETCHED = "resources/measured"
# What a set is made of; nothing else in a folder is looked at.
ENDINGS = (".sif", ".csv", ".tsv", ".yaml", ".yml", ".xml")


@dataclass(frozen=True)
class MeasuredSets:
    """The measured sets of a run.

    Attributes
    ----------
    wanted
        As configured: ids of public sets, and folders.
    public
        The sheet of public sets, by id.
    root
        The folder of the Snakefile, which paths of the configuration are relative to.
    """

    wanted: tuple[str, ...]
    public: Mapping[str, MeasuredSet]
    root: Path

    def check(self) -> None:
        """Refuse what is neither a public set nor a folder.

        Raises
        ------
        ConfigError
            If there is such a thing.
        """
        for given in self.wanted:
            if given not in self.public and not os.path.isdir(self.root / given):
                raise ConfigError(
                    f"configuration: measured/sets: {given!r} is neither a folder "
                    f"({os.path.abspath(self.root / given)}) nor one of the public "
                    f"sets {', '.join(self.public)}"
                )

    def fetched(self) -> list[str]:
        """Return the folder of each public set."""
        return [f"{FETCHED}/{it}" for it in self.wanted if it in self.public]

    @property
    def folders(self) -> list[str]:
        """The user's folders, from the working directory."""
        return [
            seen_from_here(self.root, it) for it in self.wanted if it not in self.public
        ]

    def files(self) -> list[str]:
        """Return what lies in the user's folders and below, so that changes count."""
        return sorted(
            os.path.join(place, name)
            for folder in self.folders
            for place, _, names in os.walk(folder)
            for name in names
            if name.endswith(ENDINGS)
        )

    def digests(self, wildcards: Any) -> dict[str, str]:
        """Return the digest of each file of a public set, by its path."""
        files = self.public[wildcards.measured_set].files
        return {file.path: file.sha256 for file in files}
