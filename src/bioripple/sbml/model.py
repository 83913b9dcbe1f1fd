"""What an SBML file says, as plain data."""

from dataclasses import dataclass, field

from bioripple.symbolic.graph import ExpressionGraph, Node


@dataclass(frozen=True)
class Compartment:
    """A compartment; `size` is None where the model gives none."""

    id: str
    name: str
    size: float | None
    dimensions: float
    constant: bool


@dataclass(frozen=True)
class Species:
    """A species; `amount` or `concentration` is its initial value, if it has one.

    `only_substance` says that its id means the amount, else it means the concentration.
    """

    id: str
    name: str
    compartment: str
    amount: float | None
    concentration: float | None
    only_substance: bool
    boundary: bool
    constant: bool
    conversion_factor: str


@dataclass(frozen=True)
class Parameter:
    """A global parameter; `value` is None where the model gives none."""

    id: str
    name: str
    value: float | None
    constant: bool


@dataclass(frozen=True)
class Participant:
    """A reactant or product: a species and how much of it one reaction event moves."""

    species: str
    stoichiometry: Node


@dataclass(frozen=True)
class Reaction:
    """A reaction; `rate` is its extent per time, None where it has no kinetic law."""

    id: str
    reversible: bool
    reactants: tuple[Participant, ...]
    products: tuple[Participant, ...]
    rate: Node | None


@dataclass(frozen=True)
class Event:
    """What sets quantities once a condition comes to hold.

    Attributes
    ----------
    trigger
        The condition; None where there is none, or none that can be read.
    initially
        Whether the condition counts as holding before time 0.
    persistent
        Whether a delayed event happens even if its condition ceases to hold.
    delay
        Time from trigger to assignment; None for none.
    targets
        What the event sets, to what; None where that cannot be read.
    is_complete
        Whether all of its formulas can be read.
    """

    id: str
    trigger: Node | None
    initially: bool
    persistent: bool
    delay: Node | None
    targets: dict[str, Node | None]
    is_complete: bool


@dataclass
class SbmlModel:
    """What an SBML file says, with its formulas as expressions of `graph`.

    Attributes
    ----------
    values
        Numbers of ids that are neither compartment, species nor parameter: local
        parameters (`reaction.parameter`) and species references.
    assignments, rates, initial
        Right-hand sides of assignment rules, rate rules and initial assignments, by id.
    algebraic
        Left-hand sides of algebraic rules (their value is zero).
    variable_references
        Ids of species references whose stoichiometry may change.
    publications
        What the model says that it is described by; see `publications`.
    warnings
        Faults of the file that no number depends on, each with line and element.
    """

    id: str
    name: str
    level: int
    version: int
    graph: ExpressionGraph
    conversion_factor: str = ""
    compartments: list[Compartment] = field(default_factory=list)
    species: list[Species] = field(default_factory=list)
    parameters: list[Parameter] = field(default_factory=list)
    reactions: list[Reaction] = field(default_factory=list)
    values: dict[str, float | None] = field(default_factory=dict)
    assignments: dict[str, Node] = field(default_factory=dict)
    rates: dict[str, Node] = field(default_factory=dict)
    initial: dict[str, Node] = field(default_factory=dict)
    algebraic: list[Node] = field(default_factory=list)
    variable_references: set[str] = field(default_factory=set)
    n_events: int = 0
    events: list[Event] = field(default_factory=list)
    publications: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
