"""Hold predictors against a kinetic model of a stranger."""

from pathlib import Path
from typing import Any

import pandas as pd

from bioripple.answers.evaluate_model import evaluate_model
from bioripple.answers.kinetic_file import LIMITS, in_child
from bioripple.odes.system import OdeSystem
from bioripple.runtime.guard import Limits
from bioripple.sbml.model import SbmlModel


def evaluate_file(
    path: Path, *, limits: Limits = LIMITS, **options: Any
) -> pd.DataFrame:
    """Hold predictors against a file as `evaluate_model` does; see `in_child`.

    Parameters
    ----------
    path
        The SBML file.
    limits
        Time and memory.
    options
        Of `evaluate_model`: `horizon`, `t_end`, `seed`.
    """

    def work(document: SbmlModel, system: OdeSystem) -> pd.DataFrame:
        return evaluate_model(system, **options)

    return in_child(path, work, limits=limits)
