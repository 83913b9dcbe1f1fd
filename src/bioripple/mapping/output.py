"""A folder of results that is replaced as a whole, or not at all."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from bioripple.files import read_json, real_path

RUN, TABLE, MODELS = "run.json", "outcomes.tsv", "models"
OWN = (TABLE, MODELS, RUN)
MADE_BY = "bioripple map"


class NotOurs(ValueError):
    """A folder holds something that results may not replace."""


def check_output(folder: Path) -> bool:
    """Make sure that results can go to a folder; say whether it holds older ones.

    Raises
    ------
    NotOurs
        If it is no folder, or holds something of the same name that is no result.
    """
    if not folder.exists():
        return False
    if not folder.is_dir():
        raise NotOurs(f"{folder}: is a file; expected a folder, or none")
    there = [name for name in OWN if (folder / name).exists()]
    if there and not _is_ours(folder / RUN):
        raise NotOurs(
            f"{folder}: holds {there[0]!r}, which no `{MADE_BY}` has made and which "
            "would be replaced; choose another folder with --out"
        )
    return bool(there)


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


def _is_ours(path: Path) -> bool:
    try:
        content: Any = read_json(path)
    except (OSError, ValueError, RecursionError):
        return False
    return isinstance(content, dict) and content.get("made_by") == MADE_BY


@contextmanager
def replacing_results(folder: Path) -> Iterator[Path]:
    """Yield a folder to fill with `OWN`, which take the place of older ones at the end.

    Parameters
    ----------
    folder
        Made if it is missing, and removed again if the block raises.

    Yields
    ------
    Path
        A hidden folder within; nothing is left of it if the block raises.
    """
    made = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryDirectory(
            dir=folder, prefix=".unfinished.", ignore_cleanup_errors=True
        ) as name:
            staging = Path(name)
            yield staging
            _commit(staging, folder)
    except BaseException:
        if made:
            with suppress(OSError):
                folder.rmdir()
        raise


def _commit(staging: Path, folder: Path) -> None:
    """Put the table last: where it is, all that it lists is there."""
    (folder / TABLE).unlink(missing_ok=True)
    (staging / RUN).replace(folder / RUN)
    if (folder / MODELS).exists():
        (folder / MODELS).replace(staging / "older")
    (staging / MODELS).replace(folder / MODELS)
    (staging / TABLE).replace(folder / TABLE)
    shutil.rmtree(staging / "older", ignore_errors=True)
