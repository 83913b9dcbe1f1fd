"""Whether the numbers of a model mean anything: what was checked, and the rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class HealthLimits:
    """When the responses of a model count as meaningless.

    Attributes
    ----------
    min_agreement
        Least rank correlation between the responses at two tolerances.
    max_residual
        Largest entry of |1 - (I - J) R| for R = (I - J)⁻¹ as computed.
    max_zero_share
        Largest share of nodes whose state is exactly 0.
    max_state_change
        Largest share of itself by which a state may differ between two runs.
    """

    min_agreement: float
    max_residual: float
    max_zero_share: float
    max_state_change: float


def doubts(facts: Mapping[str, Any], *, limits: HealthLimits) -> str:
    """Say why the responses of a model mean little; nothing if they are sound.

    Parameters
    ----------
    facts
        Of the model's outcome: `tolerance_problem` (why there is no state at the looser
        tolerance), `state_change`, `state_changed` (how far which state is from what it
        was), `n_sign_changes`, `tolerance_agreement`, `residual`, `zero_share`,
        `event_change` (what an event, which is left out, would have changed) and
        `forcing_unresolved` (when formulas of time may do more than was seen).
    limits
        The rule.

    Returns
    -------
    str
        The first doubt, with the number found and the number allowed.
    """
    problem = facts["tolerance_problem"]
    if problem:
        return f"no responses at the looser tolerance: {problem}"
    change = facts["state_change"]
    if change > limits.max_state_change:
        return (
            f"{facts['state_changed']!r} differs by {change:.1%} between two "
            f"integrations, more than {limits.max_state_change:.1%}"
        )
    changes = facts["n_sign_changes"]
    if changes:
        noun = "link" if changes == 1 else "links"
        return f"{changes} {noun} of the network differ between two tolerances"
    correlation = facts["tolerance_agreement"]
    if correlation is not None and correlation <= limits.min_agreement:
        return (
            f"the responses at two tolerances correlate with {correlation:.6f}, not "
            f"more than {limits.min_agreement:g}"
        )
    residual = facts["residual"]
    if residual > limits.max_residual:
        return (
            f"(I - J)⁻¹ leaves a residual of {residual:.1e}, more than "
            f"{limits.max_residual:g}"
        )
    share = facts["zero_share"]
    if share is not None and share > limits.max_zero_share:
        return (
            f"{share:.0%} of the nodes have a state of exactly 0, more than "
            f"{limits.max_zero_share:.0%}: the network is at rest"
        )
    if facts["event_change"]:
        return f"an event, which is left out, matters: {facts['event_change']}"
    if facts["forcing_unresolved"]:
        return f"the state may be wrong: {facts['forcing_unresolved']}"
    return ""
