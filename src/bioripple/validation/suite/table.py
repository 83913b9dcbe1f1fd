"""Count how the cases of the suite ended, by what they are about."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from bioripple.runtime.markdown import table_lines
from bioripple.validation.suite.cases import TIME_COURSE, Case
from bioripple.validation.suite.simulate import STATUSES, Ending

IN_SCOPE = frozenset(
    {
        "Compartment",
        "Species",
        "Parameter",
        "Reaction",
        "RateRule",
        "AssignmentRule",
        "InitialAssignment",
        "FunctionDefinition",
        "StoichiometryMath",
        "CSymbolTime",
        "CSymbolAvogadro",
        "CSymbolRateOf",
    }
)
QUOTED = re.compile(r"(package '[^']*')|'[^']*'")
OUT_OF_SCOPE = re.compile(r"Event|Fast|Delay|:")  # in a tag of a test

HEAD = """\
# The SBML Test Suite

<!-- Written by `make suite`. -->

How the models of the semantic cases of the [SBML Test Suite](https://sbml.org) end.
Every case runs through the functions that every other model runs through, with the
default tolerances. Each variable that the case asks for is compared at each point in
time: |ours − theirs| ≤ absolute + relative·|theirs|, with the tolerances of the case.
A case that comes in more than one level of SBML is run in each, and the worst ending
counts.

- *passed*: all numbers agree.
- *refused*: the model uses something that is not supported, which the outcome names.
- *not simulated*: the model has events. Its equations are built without them, and its
  outcome says so; no number is compared.
- *failed*: a computation went wrong, and the outcome says which.
- *wrong*: a number differs.

*In scope* are time courses of models made of compartments, species, parameters,
reactions, rate and assignment rules, initial assignments, function definitions,
stoichiometries that are formulas, and the symbols for time, Avogadro's number and rates
of change, in any level and with any flags.
"""


def in_scope(case: Case) -> bool:
    """Say whether a case holds only what is meant to be supported."""
    return (
        case.kind == TIME_COURSE
        and case.components <= IN_SCOPE
        and not any(OUT_OF_SCOPE.search(tag) for tag in case.tags)
    )


def group(case: Case) -> str:
    """Return the first thing that takes a case out of scope; "In scope" if nothing."""
    labels = case.components | case.tags
    for name, wanted in GROUPS.items():
        if any(wanted(label) for label in labels):
            return name
    return "In scope" if in_scope(case) else "Other"


GROUPS: dict[str, Callable[[str], bool]] = {
    "Hierarchical models (comp)": lambda label: label.startswith("comp:"),
    "Flux balance models (fbc)": lambda label: label.startswith("fbc:"),
    "Fast reactions": lambda label: "Fast" in label,
    "Delays": lambda label: label == "CSymbolDelay",
    "Events": lambda label: "Event" in label,
    "Algebraic rules": lambda label: label == "AlgebraicRule",
}


def render(endings: Sequence[Ending]) -> str:
    """Return the tables as Markdown."""
    by_group = [(group(ending.case), ending) for ending in endings]
    inside = [ending for ending in endings if in_scope(ending.case)]
    by_tag = [
        (tag, ending)
        for ending in inside
        for tag in (*ending.case.components, *ending.case.tags)
    ]
    order = ["In scope", *reversed(GROUPS), "Other"]
    return "\n".join(
        [
            HEAD,
            f"## All {len(endings):,} cases\n",
            _table("Group", by_group, order),
            f"\n## The {len(inside):,} cases in scope, by tag\n",
            "A case has several tags.\n",
            _table("Tag", by_tag, sorted({tag for tag, _ in by_tag})),
            "\n## Why cases were refused or failed\n",
            _reasons(endings),
        ]
    )


def _table(title: str, rows: Iterable[tuple[str, Ending]], order: Sequence[str]) -> str:
    counts: dict[str, Counter[str]] = {name: Counter() for name in order}
    for name, ending in rows:
        counts[name][ending.status] += 1
    lines = [
        [name, found.total(), *(found[status] for status in STATUSES)]
        for name, found in counts.items()
        if found
    ]
    return _text([title, "cases", *STATUSES], lines, numbers=["cases", *STATUSES])


def _reasons(endings: Sequence[Ending]) -> str:
    counts = Counter(
        (ending.status, _general(ending.reason))
        for ending in endings
        if ending.status in ("refused", "failed", "wrong")
    )
    rows = [(*ending, count) for ending, count in counts.most_common()]
    return _text(["ending", "reason", "cases"], rows, numbers=["cases"])


def _text(
    columns: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[str]
) -> str:
    return "\n".join(table_lines(columns, rows, numbers=numbers)) + "\n"


def _general(reason: str) -> str:
    """Return a reason without the level, the line and the ids of the one model."""
    reason = re.sub(r"line [0-9]+: ", "", reason.partition(": ")[2])
    return QUOTED.sub(lambda found: found[1] or "…", reason)
