"""From the bytes of an SBML file to its equations as arrays."""

import platform

import libsbml
import numpy as np

from bioripple import __version__
from bioripple.odes import build_odes
from bioripple.outcome import Result
from bioripple.plain_text import MOST, one_line
from bioripple.sbml import read_sbml
from bioripple.system_file import to_arrays
from bioripple.xml_guard import check_xml

STEP = "parse_sbml"


def parse_sbml(content: bytes, *, max_bytes: int, max_nodes: int) -> Result:
    """Read a model's SBML file as a system of ordinary differential equations.

    Parameters
    ----------
    content
        The file.
    max_bytes
        Largest file that is read [bytes].
    max_nodes
        How many expression nodes the equations may need.

    Returns
    -------
    Result
        What was found out about the model, and its equations (see `system_file`).

    Raises
    ------
    Failed, Refused
        If it cannot be read, or needs something that is not supported.
    """
    check_xml(content, max_bytes=max_bytes)
    document = read_sbml(content, max_nodes=max_nodes)
    system = build_odes(document)
    facts = {
        "level": document.level,
        "version": document.version,
        "n_variables": len(system.variables),
        "n_reactions": len(system.reactions),
        "has_events": system.n_events > 0,
        "publications": list(document.publications),
        "versions": {
            "bioripple": __version__,
            "python": platform.python_version(),
            "libsbml": libsbml.getLibSBMLDottedVersion(),
        },
    }
    # Names are for people, and for comparing: the rest of a very long one is no loss.
    names = [one_line(item.name, most=MOST) for item in document.species]
    arrays = to_arrays(system) | {"species_names": np.array(names, dtype=np.str_)}
    return Result(facts=facts, arrays=arrays)
