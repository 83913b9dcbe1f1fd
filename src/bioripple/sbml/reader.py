"""Read an SBML document into plain data: what the model says, before what it means.

Formulas become expressions over the model's ids (see `mathml`); their meaning as a
system of differential equations is made in `odes`.
"""

from bioripple.runtime.checks import check_content
from bioripple.runtime.collector import collector_paused
from bioripple.sbml.model import (
    Compartment,
    Parameter,
    Participant,
    Reaction,
    SbmlModel,
    Species,
)
from bioripple.sbml.quick_model import read_quickly
from bioripple.sbml.unusual import Unusual

__all__ = [
    "Compartment",
    "Parameter",
    "Participant",
    "Reaction",
    "SbmlModel",
    "Species",
    "read_sbml",
]


def read_sbml(content: bytes, *, max_nodes: int = 1_000_000) -> SbmlModel:
    """Read an SBML document.

    Parameters
    ----------
    content
        The file's bytes. Of a stranger's file `untrusted.xml.check_xml` makes sure
        first that it is bounded.
    max_nodes
        How many expression nodes the model's formulas may need.

    Returns
    -------
    SbmlModel
        The model in the file.

    Raises
    ------
    Failed
        If the bytes are not an SBML model, or one that contradicts itself.
    Refused
        If the model needs something that is not supported, which the message names.
    TypeError
        If `content` is no bytes, such as a path.

    Notes
    -----
    Most files are plain enough to be read without libSBML, in a third of the time. Of
    all others, and whatever is wrong with a file, libSBML and a survey of the text have
    the say; both ways lead to the same model, node by node.
    """
    content = check_content(content)
    try:
        with collector_paused():
            return read_quickly(content, max_nodes=max_nodes)
    except Unusual:
        # libSBML takes a tenth of a second to import, which most files do not need
        from bioripple.sbml.thorough import read_thoroughly

        return read_thoroughly(content, max_nodes=max_nodes)
