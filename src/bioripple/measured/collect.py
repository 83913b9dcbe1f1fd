"""Find measured sets in folders, read each, and let every predictor speak of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bioripple.measured.gaps import predict_with_gaps
from bioripple.measured.pairs import Told
from bioripple.measured.petab_set import read_fitted
from bioripple.measured.predictions import Said, predict, predictors_for
from bioripple.measured.sets import is_petab, names_of_sets, read_set
from bioripple.vocabulary import WITH_GAPS

OWN = "own"  # where a network is from of which nobody says

# Columns of measured_sets.tsv, and what each says.
SET_COLUMNS: dict[str, str] = {
    "set": "the measured set",
    "group": "as in measured.tsv",
    "network": "as in measured.tsv",
    "nodes": "of the network",
    "edges": "of the network",
    "contrasts": "pairs of samples that differ by what was done",
    "sources": "different perturbations among them",
    "readouts": "columns of measurements that are nodes of the network",
    "measured": "differences that were measured",
    "file": "the table of measurements",
    "left_out": "what the files have and could not be used",
}


@dataclass(frozen=True, eq=False)
class Found:
    """A set with what is said of it.

    Attributes
    ----------
    told
        Both.
    table
        Its measurements.
    """

    told: Told
    table: Path

    def row(self) -> list[object]:
        """Return what the set is, in the order of `SET_COLUMNS`."""
        measured = self.told.measured
        return [
            measured.name,
            self.told.group,
            self.told.network,
            measured.network.size,
            measured.network.n_edges,
            len(measured.contrasts),
            len({it.source for it in measured.contrasts}),
            len(measured.readouts),
            int(np.count_nonzero(~np.isnan(measured.change))),
            self.table,
            "; ".join(measured.problems),
        ]


@dataclass(frozen=True)
class Sets:
    """Measured sets that lie in folders.

    Attributes
    ----------
    tables
        The table of measurements of each, by name.
    not_sets
        Why something is none, by name.
    """

    tables: Mapping[str, Path]
    not_sets: Mapping[str, str]

    def read(self, name: str, origin: Mapping[str, Any], *, seed: int) -> Found:
        """Read a set and let every predictor speak of it.

        Parameters
        ----------
        name
            One of `tables`.
        origin
            Group and origin of the network of public sets, by name.
        seed
            Of what predictors draw.

        Raises
        ------
        Refused
            If the set cannot be used.
        """
        table = self.tables[name]
        own: Mapping[str, Said] = {}
        if is_petab(table):
            measured, own = read_fitted(name, table, seed=seed)
        else:
            measured = read_set(name, table)
        said = {
            each: predict(measured, each, seed=seed)
            for each in predictors_for(measured.network)
        }
        said |= {WITH_GAPS: predict_with_gaps(measured), **own}
        whole = name.partition("/")[0]
        group, network = origin.get(whole, (whole, OWN))
        return Found(Told(measured, said, group, network), table)


def find_sets(folders: Sequence[Path]) -> Sets:
    """Find the measured sets in folders and below.

    Parameters
    ----------
    folders
        Of which the first with a set of a name has it.
    """
    tables: dict[str, Path] = {}
    not_sets: dict[str, str] = {}
    for folder in folders:
        found = names_of_sets(folder)
        for name, table in found.items():
            if name in tables:
                not_sets[str(table)] = (
                    f"there is a set called {name!r} already, {tables[name]}; rename "
                    "the folder"
                )
            tables.setdefault(name, table)
        if not found:
            not_sets[str(folder)] = (
                "holds no measured set; expected a network (.sif) with MD-….csv, or "
                "with conds.tsv and exp….tsv, or a PEtab problem (.yaml)"
            )
    return Sets(tables, not_sets)
