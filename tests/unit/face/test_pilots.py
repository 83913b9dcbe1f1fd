"""`predict_others`: from the measured responses to a few sources to all."""

import numpy as np
import pandas as pd
import pytest

import bioripple as br
from bioripple.predictors.pilots import measured_balance

NODES = list("abcde")
SIGN = np.array(
    [
        [-1, 0, 0, 0, 1],
        [1, -1, 0, 0, 0],
        [0, -1, -1, 0, 0],
        [0, 1, 0, -1, 0],
        [0, 0, 1, 0, -1],
    ]
)
NETWORK = pd.DataFrame(SIGN, index=NODES, columns=NODES)
# d was not measured; of b under e there is nothing
MEASURED = pd.DataFrame(
    [[1.0, 0.5], [3.0, np.nan], [-40.0, 0.2], [2.0, 1.0]],
    index=list("abce"),
    columns=["a", "e"],
)


def test_rows_and_columns_are_found_by_their_names() -> None:
    told = np.full((5, 2), np.nan)
    told[[0, 1, 2, 4]] = MEASURED
    expected = measured_balance(SIGN.astype(np.int8), told, [0, 4])
    for measured in (MEASURED, MEASURED.iloc[::-1, ::-1]):
        found = br.predict_others(NETWORK, measured)
        assert list(found.index) == list(found.columns) == NODES
        np.testing.assert_allclose(found, expected)
    # c responds far more than the others: it is put above what is as near
    assert np.diff(found["b"][["d", "c"]]) > 0


@pytest.mark.parametrize(
    ("measured", "error", "words"),
    [
        (MEASURED.to_numpy(), TypeError, "expected a DataFrame, found ndarray"),
        (MEASURED.rename(index={"a": "x"}), ValueError, "found 'x'"),
        (MEASURED.rename(columns={"e": "a"}), ValueError, "column once, found 'a'"),
        (MEASURED.rename(index={"e": "a"}), ValueError, "each row once, found 'a'"),
    ],
)
def test_what_was_measured_has_to_be_of_the_network(
    measured: pd.DataFrame, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        br.predict_others(NETWORK, measured)
