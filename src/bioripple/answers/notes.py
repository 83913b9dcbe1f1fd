"""What is said under every prediction, so that nobody takes it for a measurement."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bioripple import __version__, predictors
from bioripple.answers.robustness import FLIPPED, LOST
from bioripple.predictors.propagating import DISTANCE, DYNAMO, SAID_OF
from bioripple.runtime.files import read_json
from bioripple.vocabulary import LEARNED_STRUCTURE, LEARNED_WIRING, SHIPPED

CARD = Path(predictors.__path__[0]) / "shipped" / "card.json"
# What the card calls those that it has scores of.
ON_CARD = {
    LEARNED_WIRING: "learned",
    LEARNED_STRUCTURE: "learned",
    DYNAMO: "propagation",
    DISTANCE: "distance",
}
# What is known of a network, as the card calls it and as people do; what that is.
KNOWN = {
    "wiring": "network",
    "abundances": "network + abundances",
    "structure": "structure",
}
EXPLAINED = {
    "wiring": "who acts on whom, with what sign",
    "abundances": "who acts on whom, with what sign, and how much there is of each",
    "structure": "who acts on whom, and by which reactions; no rate or value",
}
LASTING, PUSH = "lasting", "relative"  # what it calls the truths
CAUTION = "When not to trust this: docs/limits.md"

SELF_DECAY = (
    "Every node was given self-decay, of which the network says nothing: without it, "
    "changes would not fade along the edges."
)
HELD = "Perturbed nodes are held at their strengths, as in a knock-down."
ADDED = (
    "Strengths are added to what reaches the perturbed nodes: sizes compare with "
    "each other, not with the strengths."
)
SIZES = (
    "Sizes are for ranking: where the answer is known, half of those of this predictor "
    "are off by more than a factor of {factor:.0f}."
)
NOT_CONVERGED = (
    "The solution did NOT converge: what is printed is off by more than its digits; "
    "the residual is in answer.json."
)


def notes_of(
    predictor: str,
    *,
    held: bool,
    number: int | None,
    converged: bool,
    has_abundances: bool = False,
) -> tuple[str, ...]:
    """Return the sentences that stand under a prediction.

    Parameters
    ----------
    predictor
        Its id.
    held
        Whether perturbed nodes were held.
    number
        How many altered networks were looked at; None where they could not be.
    converged
        Whether all solutions did.
    has_abundances
        Whether abundances of nodes were used.
    """
    label, _ = SAID_OF.get(predictor, (predictor, None))
    known = card_kind(predictor, has_abundances=has_abundances)
    found = [f"Predicted by {label} ({predictor}), without kinetics."]
    if predictor in SHIPPED:
        found.append(f"What it knew: {KNOWN[known]} ({EXPLAINED[known]}).")
    if predictor != DISTANCE:
        found += [SELF_DECAY, HELD if held else ADDED]
    if predictor in SHIPPED:
        found.append(SIZES.format(factor=10 ** _scores(known)["size_off"]))
    if number:
        found.append(
            f"spread and sign_agreement are over {number} networks with {LOST:.0%} of "
            f"the edges lost and {FLIPPED:.0%} flipped, and over the members of the "
            "predictor."
        )
    elif number == 0 and predictor != DISTANCE:
        found.append(
            "What lost or flipped edges would change was not tried (--robustness 20)."
        )
    if not converged:
        found.append(NOT_CONVERGED)
    return (*found, accuracy_note(predictor, known=known), CAUTION)


def card_kind(predictor: str, *, has_abundances: bool) -> str:
    """Return what the card calls that which a predictor is told of a network."""
    kind = SHIPPED.get(predictor, "wiring")
    return "abundances" if has_abundances and kind == "wiring" else kind


def known_by(predictor: str, *, has_abundances: bool) -> str:
    """Return what a predictor is told of a network, for people: one of `KNOWN`."""
    return KNOWN[card_kind(predictor, has_abundances=has_abundances)]


def accuracy_note(predictor: str, *, known: str = "wiring", card: Path = CARD) -> str:
    """Say in a sentence how well a predictor does where the truth is known.

    Parameters
    ----------
    predictor
        Its id.
    known
        What the card calls what is known of a network.
    card
        The card of the predictor that ships, where there is one: it says how others do
        on the same models, too.

    Returns
    -------
    str
        What the card has of it, else what was published of it, else that nobody knows.
    """
    if predictor in ON_CARD and card.is_file():
        return _of_card(ON_CARD[predictor], _scores(known, card))
    _, published = SAID_OF.get(predictor, (predictor, None))
    if published is not None:
        return (
            "Where the answer is known: over 87 kinetic models, a mean accuracy of "
            f"{published:.2f} was published for it (Li & Gao 2019, Table 1; 1 = as "
            "the kinetics)."
        )
    return (
        "Where the answer is known: no accuracy was published for it; `bioripple "
        "evaluate` gives one for your own measurements."
    )


def _scores(known: str, card: Path = CARD) -> dict[str, Any]:
    """Return what the card says of lasting responses, else of those to a push."""
    scores = read_json(card)["accuracy"][known]
    found: dict[str, Any] = scores.get(LASTING) or scores[PUSH]
    return found


def _of_card(name: str, scores: Mapping[str, Any]) -> str:
    order, sign = scores["order"], scores["sign"]
    said = (
        f"Where the answer is known ({scores['n_models']} kinetic models, each of a "
        f"family that was left out): sizes rank as the true ones by {order[name]:.2f} "
        f"(1 = alike; the distance model: {order['distance']:.2f})"
    )
    if sign.get(name) is None:
        return f"{said}."
    return (
        f"{said}, and {sign[name]:.0%} of the directions are right (always the "
        f"commoner one: {sign['commoner']:.0%})."
    )


@cache
def versions() -> dict[str, str]:
    """Return the versions of what computes."""
    names = ("numpy", "scipy", "pandas")
    return {"bioripple": __version__, **{name: version(name) for name in names}}
