"""The page that says where the programs agree, and why not where they do not."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from bioripple.runtime.markdown import table_lines
from bioripple.runtime.rows import read_rows
from bioripple.validation.crosscheck.agreement import (
    EFFECT_FLOOR,
    STATE_FLOOR,
    TOLERANCE,
    TRUSTED,
    Gap,
)
from bioripple.validation.crosscheck.comparison import KINDS, PAIRS, THEIRS, Comparison
from bioripple.validation.crosscheck.measure import OURS
from bioripple.validation.crosscheck.peers import PEERS

CELLS = ("model", "what", "event fires")  # what the tables of differences begin with
KIND_NAMES = {"state": "state", "jacobian": "Jacobian"}
GROUPS: dict[str, Callable[[Comparison], bool]] = {
    "all models": lambda comparison: True,
    "no event fires": lambda comparison: not comparison.fires,
    "an event fires, or it is not known": lambda comparison: comparison.fires,
}


@dataclass(frozen=True)
class Cause:
    """Why programs differ in a model.

    Attributes
    ----------
    text
        One sentence, in Markdown.
    always
        Whether they differ in every run; COPASI's last digits change from run to run.
    """

    text: str
    always: bool = True


Causes = dict[tuple[str, str], Cause]  # by model and kind
UNEXPLAINED = Cause("**not explained yet**")


@dataclass(frozen=True)
class Difference:
    """The state or the Jacobian of a model in which programs differ."""

    comparison: Comparison
    kind: str

    @property
    def key(self) -> tuple[str, str]:
        """Its key in the table of causes."""
        return self.comparison.model, self.kind

    @property
    def cells(self) -> list[str]:
        """Its cells under `CELLS`."""
        fires = "yes" if self.comparison.fires else "no"
        return [self.comparison.model, KIND_NAMES[self.kind], fires]


def exceptions(comparisons: Sequence[Comparison]) -> list[Difference]:
    """Return where the other programs, or the only one with numbers, contradict us.

    To have no state where the only other one has one is a contradiction, too.
    """
    return [
        Difference(comparison, kind)
        for kind in KINDS
        for comparison in comparisons
        if _alone(comparison, kind)
    ]


def _alone(comparison: Comparison, kind: str) -> bool:
    if comparison.gap(kind, THEIRS):
        return comparison.agree(kind, THEIRS) and not comparison.supported(kind)
    if kind == "state" and comparison.only_theirs:
        return True
    return any(
        comparison.gap(kind, pair) and not comparison.agree(kind, pair)
        for pair in PAIRS[:-1]
    )


def disputes(comparisons: Sequence[Comparison]) -> list[Difference]:
    """Return where the two other programs do not agree with each other."""
    return [
        Difference(comparison, kind)
        for kind in KINDS
        for comparison in comparisons
        if comparison.gap(kind, THEIRS) and not comparison.agree(kind, THEIRS)
    ]


def read_causes(path: Path) -> Causes:
    """Read the table of causes: model, kind, runs (`all` or `some`), cause."""
    return {
        (row["model"], row["kind"]): Cause(row["cause"], row["runs"] == "all")
        for row in read_rows(path, needed=("model", "kind", "runs", "cause"))
    }


def check_causes(comparisons: Sequence[Comparison], causes: Causes) -> list[str]:
    """Return what is wrong with the table of causes: missing or stale rows."""
    keys = {item.key for item in [*exceptions(comparisons), *disputes(comparisons)]}
    expected = {key for key, cause in causes.items() if cause.always}
    return [
        *(
            f"{model}: its {kind} has no cause"
            for model, kind in sorted(keys - {*causes})
        ),
        *(
            f"{model}: its {kind} has a cause, but no difference"
            for model, kind in sorted(expected - keys)
        ),
    ]


def page(
    comparisons: Sequence[Comparison],
    causes: Causes,
    versions: dict[str, str],
    t: float,
    *,
    default: Collection[str] = (),
) -> str:
    """Return the page as Markdown.

    Parameters
    ----------
    comparisons
        What was found.
    causes
        Why programs differ.
    versions
        Of the other programs.
    t
        The time of the states [model time units].
    default
        Models of the default experiment. If there are others beside them, each have
        tables of their own.
    """
    inside = [comparison for comparison in comparisons if comparison.model in default]
    outside = [
        comparison for comparison in comparisons if comparison.model not in default
    ]
    parts = {"": comparisons}
    if inside and outside:
        parts = {"the default experiment": inside, "the other models": outside}
    return "\n".join(
        [
            *_opening(comparisons, versions, t),
            *(line for name, part in parts.items() for line in _agreement(name, part)),
            *_exceptions(exceptions(comparisons), causes),
            *_disputes(disputes(comparisons), causes),
            *_silent(comparisons),
        ]
    )


def _opening(
    comparisons: Sequence[Comparison], versions: dict[str, str], t: float
) -> list[str]:
    programs = ", ".join(f"{name} {version}" for name, version in versions.items())
    with_events = sum(bool(comparison.n_events) for comparison in comparisons)
    return [
        "# Cross-check with independent simulators",
        "",
        "<!-- Written by `make crosscheck`; do not edit. -->",
        "",
        f"{len(comparisons)} models in {programs}.",
        "",
        f"- **State**: values at t = {t:g} of all species and of all parameters that",
        "  are not constant. A species' value is what its id means: its concentration,",
        "  or its amount.",
        "- **Jacobian**: the derivatives of the rates of all species and of parameters",
        "  under rate rules. Ours is exact. Theirs is a central difference (fourth",
        "  order, the best of a ladder of steps) of *their own* rates at *our* state:",
        "  their own Jacobian calls differ in convention. The rate of a species under",
        "  an assignment rule is the slope of its value along the flow.",
        f"- **Agree**: |a − b| ≤ {TOLERANCE:g}·max(|a|, |b|, floor), for every number.",
        f"  Floors: {STATE_FLOOR:g} of the largest value of the model, and",
        f"  {EFFECT_FLOOR:g} of the largest effect (entry times state) in a row.",
        f"  Entries that differences do not tell to {TRUSTED:g} are left out.",
        f"- **Events**: {with_events} models have events. All programs get the models",
        "  without them; libRoadRunner ran them with events to see which fire.",
        "",
    ]


def _agreement(name: str, comparisons: Sequence[Comparison]) -> list[str]:
    heads = ["models", "both others have numbers", "both others agree"]
    heads += ["… and we agree with both", "share"]
    rows = []
    for kind in KINDS:
        for label, belongs in GROUPS.items():
            group = [comparison for comparison in comparisons if belongs(comparison)]
            both = [comparison for comparison in group if comparison.gap(kind, THEIRS)]
            agreed = [
                comparison for comparison in both if comparison.agree(kind, THEIRS)
            ]
            ours = [comparison for comparison in agreed if comparison.supported(kind)]
            share = f"{100 * len(ours) / len(agreed):.1f} %" if agreed else "–"
            counts = map(len, (group, both, agreed, ours))
            rows.append([f"{KIND_NAMES[kind]}, {label}", *counts, share])
    pairs = [
        [" and ".join(pair), *(_pair(comparisons, kind, pair) for kind in KINDS)]
        for pair in PAIRS
    ]
    gaps = [
        gap
        for comparison in comparisons
        for pair in PAIRS[:-1]
        if (gap := comparison.gap("jacobian", pair)) is not None
    ]
    compared = sum(gap.n_compared for gap in gaps)
    skipped = sum(gap.n_skipped for gap in gaps)
    return [
        f"## Agreement: {name}" if name else "## Agreement",
        "",
        *table_lines(["", *heads], rows, numbers=heads),
        "",
        *table_lines(["pair", *KIND_NAMES.values()], pairs),
        "",
        f"{compared:,} entries of our Jacobians were compared with another program's; "
        f"{skipped:,} were left out.",
        "",
    ]


def _pair(comparisons: Sequence[Comparison], kind: str, pair: tuple[str, str]) -> str:
    compared = sum(comparison.gap(kind, pair) is not None for comparison in comparisons)
    agreed = sum(comparison.agree(kind, pair) for comparison in comparisons)
    return f"{agreed} of {compared} models agree"


def _exceptions(found: Sequence[Difference], causes: Causes) -> list[str]:
    rows = []
    for item in found:
        gaps = [item.comparison.gap(item.kind, pair) for pair in PAIRS[:-1]]
        cause = causes.get(item.key, UNEXPLAINED).text
        rows.append([*item.cells, _worst(gaps), cause])
    return [
        "## Where both others agree, or only one has numbers, but not with us",
        "",
        *table_lines([*CELLS, "largest distance", "cause"], rows),
        "",
    ]


def _disputes(found: Sequence[Difference], causes: Causes) -> list[str]:
    """List where the others disagree with each other, and who is with us."""
    rows = []
    for item in found:
        distance = _worst([item.comparison.gap(item.kind, THEIRS)])
        friends = [
            peer for peer in PEERS if item.comparison.agree(item.kind, (OURS, peer))
        ]
        company = " and ".join(friends) or "neither"
        cause = causes.get(item.key, UNEXPLAINED).text
        rows.append([*item.cells, distance, company, cause])
    heads = [*CELLS, "their largest distance", "we agree with", "cause"]
    return [
        "## Where the others do not agree with each other",
        "",
        *table_lines(heads, rows),
        "",
    ]


def _worst(gaps: Sequence[Gap | None]) -> str:
    known = [gap for gap in gaps if gap is not None]
    if not known:
        return "we have no number"
    worst = max(known, key=lambda gap: gap.worst)
    return f"{worst.worst:.1e} at {', '.join(f'`{name}`' for name in worst.where)}"


def _silent(comparisons: Sequence[Comparison]) -> list[str]:
    rows = [
        [comparison.model, program, shorten(problem, 160, placeholder=" …")]
        for comparison in comparisons
        for program, problem in comparison.problems.items()
    ]
    return [
        "## Where a program has no numbers",
        "",
        *table_lines(["model", "program", "why"], rows),
        "",
    ]
