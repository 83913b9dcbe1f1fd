"""The numbers of the shipped predictor's card, for its page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bioripple.predictors.shipped import read_card
from bioripple.runtime.markdown import table_lines

PAGE = "docs/shipped-predictor.md"
BEGIN = "<!-- accuracy: written by `make docs` -->\n"
END = "<!-- end of accuracy -->\n"
KNOWN = {
    "wiring": "network",
    "structure": "structure",
    "abundances": "network, abundances",
}
HEADER = (
    "known",
    "answer",
    "models, families",
    "learned",
    "distance",
    "propagation",
    "gain over distance",
    "gain over no reactions",
    "sign, learned",
    "sign, propagation",
    "sign, commoner",
    "sizes off by 10^",
)


def table(card: Mapping[str, Any]) -> str:
    """Return a card's accuracies as Markdown."""
    rows = []
    for kind, known in KNOWN.items():
        for answer, scores in card["accuracy"].get(kind, {}).items():
            order, sign = scores["order"], scores["sign"]
            rows.append(
                [
                    known,
                    f"`{answer}`",
                    f"{scores['n_models']}, {scores['n_families']}",
                    *map(_rounded, (order[name] for name in _ORDERS)),
                    *(_gain(scores["gain"].get(name)) for name in _GAINS),
                    *map(_rounded, (sign[name] for name in _SIGNS)),
                    _rounded(scores["size_off"]),
                ]
            )
    return "".join(f"{line}\n" for line in table_lines(list(HEADER), rows))


_ORDERS = ("learned", "distance", "propagation")
_GAINS = ("distance", "no_reactions")
_SIGNS = ("learned", "propagation", "commoner")


def _rounded(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _gain(found: Sequence[float] | None) -> str:
    if found is None:
        return "–"
    gain, low, high = found
    return f"{gain:+.3f} [{low:.3f}, {high:.3f}]"


def page(text: str, card: Mapping[str, Any]) -> str:
    """Return the page with another table between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(card)}\n{END}{after}"


def shipped_page(root: Path) -> str:
    """Return the page of the shipped predictor as it should be.

    Parameters
    ----------
    root
        Folder of the repository.
    """
    return page((root / PAGE).read_text(encoding="utf-8"), read_card())
