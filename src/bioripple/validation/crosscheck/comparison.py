"""What was found for one model, without the numbers themselves."""

import json
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any

import numpy as np

from bioripple.validation.crosscheck.agreement import (
    Gap,
    jacobian_gap,
    known_entries,
    state_gap,
)
from bioripple.validation.crosscheck.measure import OURS, Found
from bioripple.validation.crosscheck.peers import PEERS
from bioripple.validation.differences import sizes

PAIRS = tuple(combinations((OURS, *PEERS), 2))
THEIRS = PAIRS[-1]  # the two other programs
KINDS = ("state", "jacobian")


@dataclass(frozen=True)
class Comparison:
    """How the programs compare in one model.

    Attributes
    ----------
    events
        Ids of the events that fire, or a sentence if that is not known.
    problems
        By program, why it has no state or no Jacobian.
    gaps
        By kind and pair of programs, of those that have numbers.
    with_state
        The programs that have a state.
    """

    model: str
    n_events: int
    events: list[str] | str
    problems: dict[str, str]
    gaps: dict[str, dict[str, Gap]]
    with_state: tuple[str, ...] = ()

    def gap(self, kind: str, pair: tuple[str, str]) -> Gap | None:
        """Return how far a pair is apart, None if one of them has no numbers."""
        found = self.gaps[kind].get("|".join(pair))
        return found if found is not None and found.n_compared else None

    def agree(self, kind: str, pair: tuple[str, str]) -> bool:
        """Say whether both have numbers, and they agree."""
        found = self.gap(kind, pair)
        return found is not None and found.agrees

    def supported(self, kind: str) -> bool:
        """Say whether we agree with both other programs."""
        return all(self.agree(kind, pair) for pair in PAIRS if OURS in pair)

    @property
    def only_theirs(self) -> bool:
        """Whether another program has a state and we have none."""
        return bool(self.with_state) and OURS not in self.with_state

    @property
    def fires(self) -> bool:
        """Whether an event fires before the time of the comparison, or may fire."""
        return bool(self.events)

    def line(self) -> str:
        """Return the comparison as one line of JSON."""
        return json.dumps(asdict(self))


def read_line(line: str) -> Comparison:
    """Read what `Comparison.line` wrote."""
    content = json.loads(line)
    gaps = {
        kind: {pair: _gap(gap) for pair, gap in of_kind.items()}
        for kind, of_kind in content.pop("gaps").items()
    }
    with_state = tuple(content.pop("with_state"))
    return Comparison(**content, gaps=gaps, with_state=with_state)


def _gap(content: dict[str, Any]) -> Gap:
    return Gap(**(content | {"where": tuple(content["where"])}))


def summarise(model: str, measured: dict[str, Any]) -> Comparison:
    """Compare what `measure` returned."""
    found: dict[str, Found] = measured["found"]
    gaps: dict[str, dict[str, Gap]] = {kind: {} for kind in KINDS}
    size = sizes(measured["sizes"])
    with np.errstate(over="ignore"):
        for pair in PAIRS:
            a, b = (found[program] for program in pair)
            key = "|".join(pair)
            if a.state.size and b.state.size:
                gaps["state"][key] = state_gap(a.state, b.state, measured["names"])
            if a.jacobian.size and b.jacobian.size:
                gaps["jacobian"][key] = jacobian_gap(
                    a.jacobian,
                    b.jacobian,
                    known_entries(a.jacobian, a.error, size)
                    & known_entries(b.jacobian, b.error, size),
                    size,
                    rows=measured["rows"],
                    columns=measured["columns"],
                )
    return Comparison(
        model=model,
        n_events=measured["n_events"],
        events=measured["events"],
        problems={p: item.problem for p, item in found.items() if item.problem},
        gaps=gaps,
        with_state=tuple(p for p, item in found.items() if item.state.size),
    )
