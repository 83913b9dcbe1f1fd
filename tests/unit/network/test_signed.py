"""Networks of edges: where each edge stands, and what is refused."""

import numpy as np
import pytest

from bioripple.network.signed import signed_network


def test_row_is_affected_and_column_affecting():
    network = signed_network("ab", [0], [1], [-1])
    assert network.sign.toarray().tolist() == [[0, 0], [-1, 0]]
    assert network.sign.dtype == np.int8
    assert network.labels == ("a", "b")


def test_edges_come_back_as_they_went_in():
    source, target, sign = [2, 0, 1, 2], [0, 1, 1, 2], [1, -1, 1, -1]
    network = signed_network("abc", source, target, sign)
    found = sorted(zip(*(each.tolist() for each in network.edges), strict=True))
    assert found == sorted(zip(source, target, sign, strict=True))
    assert network.n_edges == 4


@pytest.mark.parametrize(
    ("nodes", "sign", "why"),
    [("aa", [1, 1], "each id once"), ("ab", [1, 0], "-1 or 1"), ("ab", [1, 1], "pair")],
)
def test_what_is_no_network_is_refused(nodes, sign, why):
    with pytest.raises(ValueError, match=why):
        signed_network(nodes, [0, 0], [1, 1], sign)
