"""From the bytes of an SBML file to its equations as arrays."""

import hashlib
import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bioripple import __version__
from bioripple.datasets.model_file import read_model
from bioripple.datasets.packed import unpack
from bioripple.errors import Failed, Refused
from bioripple.odes.arrays import id_array, to_arrays
from bioripple.odes.quantities import quantities
from bioripple.odes.system import build_odes
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Record, Result, failure, run_step
from bioripple.runtime.text import MOST, one_line
from bioripple.sbml.model import SbmlModel
from bioripple.sbml.reader import read_sbml
from bioripple.untrusted.xml import check_xml

STEP = "parse_sbml"
MOST_WARNINGS = 20


def run(
    *,
    location: Path,
    model: str,
    sha256: str,
    folder: Path | None,
    record: Path,
    max_file_mb: int,
    max_expression_nodes: int,
    limits: Limits,
) -> None:
    """Read a model's file within limits; write `system.npz` and its record.

    Parameters
    ----------
    location, model, sha256, folder
        As for `datasets.model_file.read_model`; `folder` is `within` there.
    record
        The record to write; the arrays lie beside it.
    max_file_mb, max_expression_nodes
        As for `parse_sbml` [MiB, count].
    limits
        Time and memory.
    """
    max_bytes = max_file_mb * 1024**2
    content, before = b"", Record(model, STEP, "ok")
    try:
        _check_held(location, model)
        # Out here, so that the digest is known of a model that crashes its step too.
        content = read_model(
            location, model=model, sha256=sha256, max_bytes=max_bytes, within=folder
        )
        digest = hashlib.sha256(content).hexdigest()
        before = Record(model, STEP, "ok", facts={"sha256": digest})
    except (Refused, Failed) as error:
        before = failure(error, model=model, step=STEP)
    run_step(
        lambda: parse_sbml(
            content, max_bytes=max_bytes, max_nodes=max_expression_nodes
        ),
        model=model,
        step=STEP,
        data=record.parent / "system.npz",
        limits=limits,
        before=before,
    ).write(record)


def parse_sbml(content: bytes, *, max_bytes: int, max_nodes: int) -> Result:
    """Read a model's SBML file as a system of ordinary differential equations.

    Parameters
    ----------
    content, max_bytes, max_nodes
        As for `read_document`.

    Returns
    -------
    Result
        What was found out about the model, and its equations (see `odes.arrays`).

    Raises
    ------
    Failed, Refused
        If it cannot be read, or needs something that is not supported.
    """
    document = read_document(content, max_bytes=max_bytes, max_nodes=max_nodes)
    system = build_odes(document)
    facts = {
        "level": document.level,
        "version": document.version,
        "n_variables": len(system.variables),
        "n_reactions": len(system.reactions),
        "has_events": system.n_events > 0,
        "publications": list(document.publications),
        "warnings": _shown(document.warnings),
        "n_warnings": len(document.warnings),
        "versions": {
            "bioripple": __version__,
            "python": platform.python_version(),
            "libsbml": version("python-libsbml"),  # most files are read without it
        },
    }
    listed = quantities(document, system)
    arrays = to_arrays(system) | {
        "species_names": _names(item.name for item in document.species),
        "quantities": id_array(item.id for item in listed),
        "quantity_names": _names(item.name for item in listed),
        "quantity_kinds": id_array(item.kind for item in listed),
    }
    return Result(facts=facts, arrays=arrays)


def read_document(content: bytes, *, max_bytes: int, max_nodes: int) -> SbmlModel:
    """Read an SBML file that nobody vouches for, checked first.

    Parameters
    ----------
    content
        The file, which may be compressed (see `datasets.packed.unpack`).
    max_bytes
        Largest file that is read, and how much is unpacked at most [bytes].
    max_nodes
        How many expression nodes the equations may need.

    Raises
    ------
    Failed, Refused
        If it cannot be read, or needs something that is not supported.
    """
    plain = unpack(content, max_bytes=max_bytes)
    check_xml(plain, max_bytes=max_bytes)
    return read_sbml(plain, max_nodes=max_nodes)


def _check_held(location: Path, model: str) -> None:
    """Say of a model that is not in a folder of many which there are."""
    if any(
        os.path.exists(location / f"{model}{end}") for end in (".xml", ".error.json")
    ):
        return
    if held := [path.stem for path in location.glob("*.xml")]:
        raise Failed(
            f"the archive holds no {model} (it holds curated models up to {max(held)})"
        )


def _names(names: Iterable[str]) -> NDArray[np.str_]:
    # They are for people, and for comparing: the rest of a very long one is no loss.
    return np.array([one_line(name, most=MOST) for name in names], dtype=np.str_)


def _shown(warnings: Sequence[str]) -> list[str]:
    shown = list(warnings[:MOST_WARNINGS])
    rest = len(warnings) - len(shown)
    return [*shown, f"and {rest} more"] if rest else shown
