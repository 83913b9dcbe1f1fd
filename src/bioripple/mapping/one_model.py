"""All steps from one SBML file to its responses, without Snakemake."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from bioripple.collection.outcome import Outcome, read_outcome
from bioripple.mapping import jacobian, parse_sbml, sensitivity
from bioripple.mapping.settings import Settings
from bioripple.runtime.files import read_arrays
from bioripple.runtime.tables import write_table

OUTCOME = "outcome.json"
STATE_COLUMNS = ["id", "name", "kind", "value"]


def map_model(
    location: Path, *, model: str, within: Path, folder: Path, settings: Settings
) -> Outcome:
    """Take all steps for one model, each in a guarded process of its own.

    Parameters
    ----------
    location
        The SBML file, which may be compressed or in an OMEX archive.
    model
        Its id.
    within
        The folder that a link may not lead out of.
    folder
        Where the results go: `outcome.json` and, as far as the model gets,
        `state.tsv`, `jacobian.npz` and `sensitivity.npz`.
    settings
        The configuration.

    Returns
    -------
    Outcome
        What became of the model; the same as in the workflow.
    """
    chosen, limits = settings.mapping, settings.limits
    system, state = folder / "system.json", folder / "jacobian.json"
    parse_sbml.run(
        location=location,
        model=model,
        sha256="",
        folder=within,
        record=system,
        max_file_mb=chosen["max_file_mb"],
        max_expression_nodes=chosen["max_expression_nodes"],
        limits=limits,
    )
    jacobian.run(
        system=system,
        record=state,
        t_end=chosen["t_end"],
        rtol=chosen["rtol"],
        atol=chosen["atol"],
        loosen=chosen["loosen"],
        max_steps=chosen["max_steps"],
        limits=limits,
    )
    sensitivity.run(
        jacobian=state,
        outcome=folder / OUTCOME,
        min_nodes=settings.evaluation["min_nodes"],
        max_nodes=settings.evaluation["max_nodes"],
        health=settings.health,
        limits=limits,
    )
    if state.with_suffix(".npz").is_file():
        table = state_table(
            read_arrays(system.with_suffix(".npz")),
            read_arrays(state.with_suffix(".npz")),
        )
        write_table(folder / "state.tsv", table)
    for record in (system, state, system.with_suffix(".npz")):
        record.unlink(missing_ok=True)
    return read_outcome(folder / OUTCOME)


def state_table(
    system: Mapping[str, np.ndarray], state: Mapping[str, np.ndarray]
) -> pd.DataFrame:
    """Return the value of every quantity of a model.

    Parameters
    ----------
    system, state
        What the steps `parse_sbml` and `jacobian` wrote.

    Returns
    -------
    pd.DataFrame
        `STATE_COLUMNS`, a row for each of `odes.quantities.quantities`; a value that
        the model does not give is missing.
    """
    columns = (
        system["quantities"],
        system["quantity_names"],
        system["quantity_kinds"],
        state["values"],
    )
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return pd.DataFrame(rows, columns=STATE_COLUMNS)
