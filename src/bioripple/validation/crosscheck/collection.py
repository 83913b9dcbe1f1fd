"""Hold the models of a folder against independent simulators, one after the other."""

import warnings
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bioripple.datasets.folder import find_models, ids_of
from bioripple.errors import Refused
from bioripple.runtime.guard import Limits
from bioripple.validation.crosscheck.comparison import Comparison, summarise
from bioripple.validation.crosscheck.measure import measure

T_END = 10.0  # [model time units]
PACKAGES = {"libRoadRunner": "libroadrunner", "COPASI": "python-copasi"}


def load_peers() -> dict[str, str]:
    """Load the other programs, and return which versions they have.

    They are loaded once here rather than in each of the processes that are forked.

    Raises
    ------
    Refused
        If one of them is not installed.
    """
    try:
        import COPASI  # noqa: F401
        import roadrunner

        roadrunner.Logger.setLevel(roadrunner.Logger.LOG_FATAL)
        return {name: version(package) for name, package in PACKAGES.items()}
    except (ModuleNotFoundError, PackageNotFoundError) as missing:
        raise Refused(
            f"libRoadRunner and COPASI have to be installed ({missing}); `make "
            "crosscheck` does that"
        ) from None


def measure_folder(
    folder: Path, *, first: str, last: str, limits: Limits
) -> Iterator[Comparison]:
    """Measure all models of a folder, by their ids in order.

    Parameters
    ----------
    folder
        Searched as by `datasets.folder.find_models`.
    first, last
        Ids of the first and the last model; of all if empty.
    limits
        Time and memory for each model.
    """
    warnings.simplefilter("ignore", RuntimeWarning)  # differences across poles
    names = find_models(folder).models
    for model, name in sorted(zip(ids_of(names), names, strict=True)):
        if model >= first and (not last or model <= last):
            content = (folder / name).read_bytes()
            yield summarise(model, measure(content, t=T_END, limits=limits))
