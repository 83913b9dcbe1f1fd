"""What reading a network found, line by line, and what it became."""

from dataclasses import dataclass
from typing import Literal

from bioripple.network.signed import SignedNetwork

Level = Literal["note", "warning"]


@dataclass(frozen=True)
class Finding:
    """One thing that a reader has to say.

    Attributes
    ----------
    level
        `warning`: the network is not all that the file says. `note`: how the file was
        understood.
    where
        `line 12`, `node "EGFR"`, `edge "A" -> "B"` or empty for the file as a whole.
    text
        What was found and what became of it.
    """

    level: Level
    where: str
    text: str


@dataclass(frozen=True, eq=False)
class ReadNetwork:
    """A network that was read.

    Attributes
    ----------
    network
        What it became.
    format
        `sif`, `table`, `graphml`, `gml`, `json`, `bnet`, `aeon`, `cnet`, `qual` or
        `sbml`.
    sha256
        Of the file.
    findings
        What there is to say about it, in the order of the file; many of one kind are
        counted and the first are named.
    """

    network: SignedNetwork
    format: str
    sha256: str
    findings: tuple[Finding, ...] = ()
