"""Figure 10 shows the scores that it is given, set by set."""

from typing import Any

import pandas as pd
import pytest

from bioripple.figures import measured
from bioripple.predictors.shipped import read_card

CARD = read_card()


def scores() -> pd.DataFrame:
    rows = [
        {
            "set": name,
            "network": network,
            "kind": kind,
            "metric": metric,
            "predictor": predictor,
            "value": 0.1 * place + 0.01 * k,
            "low": 0.1 * place - 0.1,
            "high": 0.1 * place + 0.1,
        }
        for place, (name, network) in enumerate(
            [("mine_$x$", "own"), ("liver", "prior"), ("n", "inferred")], start=1
        )
        for kind in ("all", "one")
        for metric in ("order", "sign_elsewhere")
        for k, predictor in enumerate(measured.DRAWN)
        if kind == "all" or predictor == measured.DISTANCE
    ]
    return pd.DataFrame(rows)


def test_points_are_the_scores_of_all_contrasts_and_of_the_card() -> None:
    table = scores()
    figure: Any = measured.draw(table, CARD)
    wiring = CARD["accuracy"]["wiring"]
    for axes, metric in zip(figure.axes, measured.METRICS, strict=True):
        points = [line for line in axes.lines if len(line.get_xdata()) == 1]
        found = sorted(float(line.get_xdata()[0]) for line in points)
        rows = table[(table["kind"] == "all") & (table["metric"] == metric)]
        kind = "order" if metric == "order" else "sign"
        of_card = [
            value
            for name in measured.OF_MODELS
            for key, value in wiring[name][kind].items()
            if key in ("learned", "propagation", "distance", "commoner")
        ]
        assert found == pytest.approx(sorted([*rows["value"], *of_card]))
    labels = [it.get_text() for it in figure.axes[0].get_yticklabels()]
    assert labels[2:] == [
        "liver (known network)",
        "n (network inferred from the data)",
        "mine_$x$ (own)",
    ]


def test_nothing_read_is_said() -> None:
    figure: Any = measured.draw(scores().iloc[:0], CARD)
    assert "No measured set" in figure.texts[0].get_text()
