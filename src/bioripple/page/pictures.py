"""An answer as pictures: the network, and which condition moves which node."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from bioripple.answers.result import Responses

MISSING = (
    "No pictures were drawn: they need matplotlib, which the extra `figures` of "
    "bioripple brings."
)
UNASKED = "No pictures were drawn: there is no condition."


def write_pictures(folder: Path, answer: Responses) -> tuple[str, ...]:
    """Draw the first condition on the network, and all of them as a heat map.

    Parameters
    ----------
    folder
        Gets `network.pdf`, `network.png`, `heatmap.pdf` and `heatmap.png`; their bytes
        depend on the answer only.
    answer
        Any answer.

    Returns
    -------
    tuple of str
        What there is to tell: nothing, or that there are no pictures and why.
    """
    if find_spec("matplotlib") is None:
        return (MISSING,)
    if not answer.conditions:
        return (UNASKED,)
    # By its name: what is installed without extras reaches no module that needs them.
    import_module("bioripple.page.drawing").save_all(folder, answer)
    return ()
