"""Figure 8: names stand beside the axis, whatever their length."""

from io import BytesIO

import pandas as pd
import pytest

from bioripple.evaluation.table2 import TABLE2_COLUMNS
from bioripple.figures import tiers
from bioripple.vocabulary import TRUTHS


def table_of(*predictors: str) -> pd.DataFrame:
    rows = [
        {
            **dict.fromkeys(TABLE2_COLUMNS, 0.5),
            **{"predictor": name, "tier": "topology", "truth": truth},
            **{"split": "none", "entries": "off_diagonal", "ties": "average"},
            **{"evaluation_set": "all"},
        }
        for name in predictors
        for truth in TRUTHS
    ]
    return pd.DataFrame(rows, columns=list(TABLE2_COLUMNS))


@pytest.mark.parametrize("length", [1, 30, 60])
def test_names_end_beside_the_axis(length: int) -> None:
    figure = tiers.draw(table_of("distance_directed", "W" * length))
    figure.savefig(BytesIO())
    axes = figure.axes[0]
    names = [each for each in axes.get_yticklabels() if each.get_text()]
    boxes = [each.get_window_extent() for each in names]
    starts, ends = [box.x0 for box in boxes], [box.x1 for box in boxes]
    assert max(starts) - min(starts) < 1e-6
    gap = axes.get_window_extent().x0 - max(ends)
    assert 0 < gap < 20 * figure.dpi / 72  # [pixels]
