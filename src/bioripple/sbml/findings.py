"""What a look through the text of an SBML file finds, beside faults."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class StandIn:
    """What an annotation says that a function is: `definition`, at a `line`."""

    definition: str
    line: int


@dataclass
class Survey:
    """What the text says that libSBML does not tell.

    Attributes
    ----------
    stand_ins
        Functions that, by an annotation, stand for something else, by id.
    objective
        Line of an objective of the package `fbc`; empty if there is none.
    warnings
        Faults that no number depends on, and that libSBML keeps quiet about.
    """

    stand_ins: dict[str, StandIn] = field(default_factory=dict)
    objective: str = ""
    warnings: list[str] = field(default_factory=list)
