"""Read in which states models come to rest, and what acts on what there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bioripple.network.listed import PARTS, dense_in_file
from bioripple.network.structure import Arrays
from bioripple.responses.truths import Truth, at_steady_state, none_at
from bioripple.runtime.files import open_arrays
from bioripple.runtime.rows import read_rows

ARRAYS = (
    "nodes",
    "state",
    *(f"{matrix}_{part}" for matrix in ("jacobian", "slopes") for part in PARTS),
)
NOT_SEARCHED = "nothing came of the search for a steady state"


@dataclass(frozen=True)
class SteadyStates:
    """What the step `steady_states` wrote of all scored models.

    Attributes
    ----------
    states, summary
        npz of arrays by `{model}/{name}`, and the table of what was found.
    """

    states: Path
    summary: Path

    @cached_property
    def reasons(self) -> dict[str, str]:
        """Why models have no steady state, in words; empty for those that have one."""
        rows = read_rows(self.summary, needed=("model", "reason", "detail"))
        return {
            row["model"]: ": ".join(filter(None, (row["reason"], row["detail"])))
            for row in rows
        }

    def arrays(self, model: str) -> Arrays | None:
        """Return the `ARRAYS` of a model at rest; None if it does not come to rest."""
        archive = open_arrays(self.states)
        if f"{model}/state" not in archive:
            return None
        return {name: archive[f"{model}/{name}"] for name in ARRAYS}

    def truth(self, model: str, nodes: Sequence[str]) -> Truth:
        """Return the responses of a model at rest, or why there are none.

        Parameters
        ----------
        model
            Its id.
        nodes
            Ids of the nodes that are asked about.
        """
        known = self.arrays(model)
        if known is None:
            return none_at(self.reasons.get(model, NOT_SEARCHED), len(nodes))
        place = {name: k for k, name in enumerate(known["nodes"].tolist())}
        return at_steady_state(
            dense_in_file(known, "jacobian"),
            dense_in_file(known, "slopes"),
            known["state"],
            [place[name] for name in nodes],
        )
