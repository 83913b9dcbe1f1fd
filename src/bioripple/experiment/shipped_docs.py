"""Write the numbers of the shipped predictor's card into its page.

`python -m bioripple.experiment.shipped_docs` writes the table; `--check` only says
whether it is current.
"""

import argparse
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from bioripple.experiment.config_check import ROOT
from bioripple.predictors.shipped import read_card
from bioripple.runtime.files import write_text
from bioripple.runtime.markdown import table_lines

PAGE = "docs/shipped-predictor.md"
BEGIN = "<!-- accuracy: written by `make docs` -->\n"
END = "<!-- end of accuracy -->\n"
KNOWN = {"wiring": "network", "abundances": "network, abundances"}
HEADER = (
    "known",
    "answer",
    "models, families",
    "learned",
    "distance",
    "propagation",
    "gain over distance",
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
            gain, low, high = scores["gain"]["distance"]
            rows.append(
                [
                    known,
                    f"`{answer}`",
                    f"{scores['n_models']}, {scores['n_families']}",
                    *map(_rounded, (order[name] for name in _ORDERS)),
                    f"{gain:+.3f} [{low:.3f}, {high:.3f}]",
                    *map(_rounded, (sign[name] for name in _SIGNS)),
                    _rounded(scores["size_off"]),
                ]
            )
    return "".join(f"{line}\n" for line in table_lines(list(HEADER), rows))


_ORDERS = ("learned", "distance", "propagation")
_SIGNS = ("learned", "propagation", "commoner")


def _rounded(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def page(text: str, card: Mapping[str, Any]) -> str:
    """Return the page with another table between its marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table(card)}\n{END}{after}"


def main(arguments: Sequence[str] | None = None) -> None:
    """Write the table of the page, or check that it is current."""
    parser = argparse.ArgumentParser(
        prog="python -m bioripple.experiment.shipped_docs", description=main.__doc__
    )
    parser.add_argument("--check", action="store_true", help="write nothing")
    chosen = parser.parse_args(arguments)
    old = (ROOT / PAGE).read_text(encoding="utf-8")
    new = page(old, read_card())
    if not chosen.check:
        write_text(ROOT / PAGE, new)
    elif new != old:
        sys.exit(f"{PAGE} has not the numbers of the card: run `make docs`")


if __name__ == "__main__":
    main()
