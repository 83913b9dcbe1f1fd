"""Where `bioripple map` writes: a folder that is replaced as a whole, or not at all."""

from collections.abc import Iterable
from pathlib import Path

from bioripple.runtime.files import real_path
from bioripple.runtime.folders import NotOurs, Results

RUN, TABLE, MODELS = "run.json", "outcomes.tsv", "models"
MADE_BY = "bioripple map"
MAPPED = Results(MADE_BY, RUN, (RUN, MODELS, TABLE), ".lock-of-bioripple-map")


def check_inputs(folder: Path, inputs: Iterable[Path]) -> None:
    """Make sure that no file is read from where results will be replaced.

    Raises
    ------
    NotOurs
        If one is.
    """
    models = (folder / MODELS).resolve()
    inside = [path for path in inputs if real_path(path).is_relative_to(models)]
    if inside:
        raise NotOurs(f"{inside[0]}: lies in {folder / MODELS}, which is replaced")
