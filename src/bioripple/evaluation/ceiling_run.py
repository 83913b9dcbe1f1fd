"""The ceilings of a collection: sizes measured on all models, then worlds of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from bioripple.collection.outcomes import is_in_set, read_outcomes
from bioripple.evaluation.cases import Cases
from bioripple.evaluation.ceiling_rows import Measured, ceilings_of, measured_sizes
from bioripple.evaluation.ceiling_worlds import OF_JACOBIANS
from bioripple.evaluation.scores import Row
from bioripple.network.listed import dense_in_file
from bioripple.runtime.each_model import Gathered, arrays_of, of_each
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import by_model
from bioripple.vocabulary import ALL


@dataclass(frozen=True)
class Ceilings:
    """What there is, and how it is to be worked on.

    Attributes
    ----------
    cases
        The scored models.
    jacobians
        Records of all models, each in a folder that is called like its model.
    limits, workers
        Time and memory for each model, and how many at a time.
    """

    cases: Cases
    jacobians: Sequence[Path]
    limits: Limits
    workers: int

    def measured(self) -> Gathered[Measured]:
        """Measure the sizes of the Jacobians of every scored model."""
        records = by_model(self.jacobians)

        def measure(model: str) -> Measured:
            arrays = arrays_of(records[model])
            jacobian = dense_in_file(arrays, "jacobian")
            return measured_sizes(jacobian, arrays["state"])

        return of_each(
            self.cases.models, measure, limits=self.limits, workers=self.workers
        )

    def found(self, *, count: int, max_nodes: int, seed: int) -> Gathered[list[Row]]:
        """Return the rows of each model of the set `all`; see `ceilings_of`.

        Parameters
        ----------
        count
            Number of worlds.
        max_nodes
            Larger networks are left out.
        seed
            Of all that is drawn.
        """
        measured = self.measured()
        known = list(measured.found.values())
        sizes = {
            name: [each[name] for each in known if name in each]
            for name in OF_JACOBIANS
        }
        gathered = of_each(
            self._models(max_nodes),
            lambda model: ceilings_of(
                self.cases.case(model), sizes, count=count, seed=seed
            ),
            limits=self.limits,
            workers=self.workers,
        )
        return Gathered(gathered.found, measured.lost | gathered.lost)

    def _models(self, max_nodes: int) -> list[str]:
        table = read_outcomes(self.cases.outcomes)
        table = table[is_in_set(table, ALL)]
        small = pd.to_numeric(table["n_nodes"]) <= max_nodes
        chosen = set(table["model"][small])
        return [model for model in self.cases.models if model in chosen]
