"""What has to be said with the answer of a model's own kinetics."""

from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from bioripple import __version__
from bioripple.answers.kinetic_names import Role, shown
from bioripple.answers.kinetic_point import WorkingPoint
from bioripple.answers.result import Condition

LINEAR = (
    "Responses are linear: per cent of a node per per cent of what is perturbed, times "
    "the strength. For a strength of -1 (all gone) that is an extrapolation."
)
HELD = "A perturbed species is held at (1 + strength) of its value."
CHANGED = (
    "A perturbed constant keeps (1 + strength) of its value; what the file computed "
    "from it at time 0 does not follow."
)
LEAVES = (
    '"{}": with what is perturbed held, the model would not stay near this steady '
    "state; the response is that to a push that lasts and moves it so far."
)
FEW = 5  # names that a note spells out
WORDS = {
    "accumulates": "they would grow without end",
    "undecided": "round-off hides them",
    "zero_abundance": "the node's value is 0, so that no change is a share of it",
    "left": "where they end hangs on the whole way there",
}


def notes_of(
    point: WorkingPoint,
    conditions: Sequence[Condition],
    known: Mapping[str, Role],
    missing: Mapping[str, int],
    problems: Sequence[str],
    simulate: bool,
) -> tuple[str, ...]:
    """Return the sentences that stand under an answer.

    Parameters
    ----------
    point
        Where the model was looked at.
    conditions
        What was asked.
    known
        What gives each id its value.
    missing
        How many responses are not defined, by reason.
    problems
        What could not be simulated.
    simulate
        Whether that was asked for.
    """
    found = [*_where(point), LINEAR]
    perturbed = {known[name] for each in conditions for name in each.nodes}
    found += [HELD] if "moves" in perturbed else []
    found += [CHANGED] if "constant" in perturbed else []
    found += [
        f"Responses that are not defined: {number}; {WORDS.get(reason, reason)} "
        f"({reason})."
        for reason, number in sorted(missing.items())
    ]
    if simulate:
        end = (
            "until all rests again"
            if point.steady
            else "for one unit of time, beside a run without"
        )
        found.append(f"simulated: each perturbation was run {end}.")
    return (*found, *problems)


def _where(point: WorkingPoint) -> list[str]:
    """Say at which state the model was looked at."""
    if not point.steady:
        return [
            f"Not a steady state: {point.why_not}. The response is that to a push at "
            f"t = {point.t:g} [model time units], (I - J)⁻¹ there: it hangs on the "
            "model's unit of time and says nothing of what lasts."
        ]
    rest = point.rest
    if rest is None:
        return []
    stay = "1 conserved sum stays" if rest.n_sums == 1 else f"{rest.n_sums} sums stay"
    sums = f"; {stay} as before" if rest.n_sums else ""
    found = [
        "The response is lasting: what is left when the model, at the steady state "
        f"that its initial values lead to, has come to rest again{sums}. Its longest "
        f"time constant is {rest.slowest:.3g} [model time units]."
    ]
    if not rest.unique:
        found.append(
            f"NOT UNIQUE: with the same sums there are {1 + len(rest.others)} stable "
            "steady states at least; a strong perturbation may lead to another one."
        )
    if rest.growing:
        names = _first_of(rest.growing)
        found.append(f"Nothing reads {names}, and they grow without end.")
    if rest.left:
        found.append(
            f"Nothing reads {_first_of(rest.left)}; where they end hangs on the whole "
            "way there, so no response of theirs is defined."
        )
    return found


def _first_of(names: Sequence[str]) -> str:
    """Return some names, and how many more there are."""
    more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
    return ", ".join(map(shown, names[:FEW])) + more


def facts_of(point: WorkingPoint) -> dict[str, Any]:
    """Return what was used, as plain values.

    Parameters
    ----------
    point
        Where the model was looked at.
    """
    rest = point.rest
    found: dict[str, Any] = {
        "predictor": "kinetics",
        "steady": point.steady,
        "horizon": None if point.steady else point.t,
        "unit": "model time unit",
        "why_not_steady": point.why_not,
    }
    if rest is not None:
        found["steady_state"] = {
            "reason": rest.reason,
            "residual": rest.residual if rest.residual < float("inf") else None,
            "standing": rest.standing,
            "conserved_sums": rest.n_sums,
            "longest_time_constant": rest.slowest if rest.found else None,
            "others_met": len(rest.others),
            "growing": list(rest.growing),
            "left": list(rest.left),
        }
    names = ("numpy", "scipy", "pandas")
    return found | {"bioripple": __version__} | {name: version(name) for name in names}
