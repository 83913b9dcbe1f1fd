"""Where each model's SBML file comes from and is to be, for the rules.

Snakemake loads this before any job, so it needs nothing that Snakemake has not.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bioripple.datasets.sheet import SheetError, SheetRow

ARCHIVE = "resources/archive"


def seen_from_here(root: Path, given: str) -> str:
    """Return a path of the configuration as seen from the working directory.

    Parameters
    ----------
    root
        The folder of the Snakefile, which such paths are relative to.
    given
        The path as the configuration has it.
    """
    return given if os.path.isabs(given) else os.path.relpath(root / given)


@dataclass(frozen=True)
class SbmlFiles:
    """The SBML files of a run; methods take the wildcards of a rule with `model`.

    Attributes
    ----------
    models
        The section `models` of the configuration.
    rows
        The model sheet, by id.
    root
        The folder of the Snakefile, which paths of the configuration are relative to.
    """

    models: Mapping[str, Any]
    rows: Mapping[str, SheetRow]
    root: Path

    def path(self, given: str) -> str:
        """Return a path of the configuration as seen from the working directory."""
        return seen_from_here(self.root, given)

    def location(self, wildcards: Any) -> str:
        """Return where a model's file is to be: its folder, or the user's file."""
        row = self._row(wildcards)
        match self._source(row):
            case "archive":
                return ARCHIVE
            case "biomodels":
                return f"resources/biomodels/{row.id}"
            case _:
                return self.path(f"{self.models['directory']}/{row.path}")

    def folder(self, wildcards: Any) -> str:
        """Return the folder that a link in place of the file may not lead out of."""
        if self._is_users(wildcards):
            return self.path(self.models["directory"])
        return self.location(wildcards)

    def present(self, wildcards: Any) -> str | list[str]:
        """Return the location as input; nothing if the user's file is missing.

        The step then runs all the same and records that the file is missing.
        """
        location = self.location(wildcards)
        is_missing = self._is_users(wildcards) and not os.path.isfile(location)
        return [] if is_missing else location

    def sha256(self, wildcards: Any) -> str:
        """Return the digest that the sheet gives for a model's file."""
        return self._row(wildcards).sha256

    def _is_users(self, wildcards: Any) -> bool:
        return self._source(self._row(wildcards)) == "directory"

    def _row(self, wildcards: Any) -> SheetRow:
        """Return a model's row; SheetError if it has none."""
        name = wildcards.model
        if name not in self.rows:
            raise SheetError(f"the model sheet has no model {name!r}")
        return self.rows[name]

    def _source(self, row: SheetRow) -> str:
        """Return where a file comes from: as its row says, or as configured."""
        source: str = row.source or self.models["source"]
        return source
