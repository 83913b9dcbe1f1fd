"""A PEtab problem as a measured set, with what its own model says of it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bioripple.measured.contrasts import Measured
from bioripple.measured.petab_tables import read_petab
from bioripple.measured.predictions import Said


def read_fitted(
    name: str, path: Path, *, seed: int
) -> tuple[Measured, Mapping[str, Said]]:
    """Read a PEtab problem, and let its model speak of it.

    Parameters
    ----------
    name
        Of the set.
    path
        The YAML file.
    seed
        Of the states that are drawn to look for other steady states.

    Returns
    -------
    tuple of Measured and dict of Said
        What cannot be had of either is among `problems` of the first.

    Raises
    ------
    Refused, Failed
        If it cannot be used; see `petab_tables`, `petab_model` and `petab_contrasts`.
    """
    # libSBML and the equations, which no other set needs
    from bioripple.measured.petab_contrasts import contrasts_of_petab
    from bioripple.measured.petab_model import fitted_model
    from bioripple.measured.petab_own import OwnModel
    from bioripple.measured.petab_starts import Starts

    problem = read_petab(path)
    fitted = fitted_model(problem)
    starts = Starts(problem, fitted)
    measured, compared = contrasts_of_petab(name, problem, fitted, starts)
    own = OwnModel(problem, fitted, starts, seed=seed)
    said, problems = own.say(measured, compared)
    return replace(measured, problems=(*measured.problems, *problems)), said
