"""Names that are nearly the one that somebody wrote."""

import time
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bioripple.formats.near import _distances, near

NAMES = ["EGFR", "IGF1R", "p-MEK", "ERK1/2", "v_Akt1", "NF-kB", "mTOR", "Q13616"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("egfr", "EGFR"),
        ("EGRF", "EGFR"),
        ("EGFRR", "EGFR"),
        ("P_MEK", "p-MEK"),
        ("MEK", "p-MEK"),
        ("erk12", "ERK1/2"),
        ("Akt1", "v_Akt1"),
        ("NFKB", "NF-kB"),
        ("p-mTOR", "mTOR"),
        ("Q13516", "Q13616"),
    ],
)
def test_the_name_that_was_meant_comes_first(name: str, expected: str) -> None:
    assert near(name, NAMES)[0] == expected


@pytest.mark.parametrize("name", ["", "---", "x", "GAPDH", "🧬", "<script>"])
def test_nothing_is_suggested_where_nothing_is_close(name: str) -> None:
    assert near(name, NAMES) == []


def test_equally_close_names_keep_their_order_and_most_is_kept() -> None:
    names = [f"gene{k}" for k in range(9)]
    assert near("gene", names, most=4) == names[:4]


def _slips(a: str, b: str) -> int:
    """Levenshtein with swaps of neighbours, by the recursion of its definition."""
    d = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i, j in product(range(1, len(a) + 1), range(1, len(b) + 1)):
        d[i, j] = min(
            d[i - 1, j] + 1, d[i, j - 1] + 1, d[i - 1, j - 1] + (a[i - 1] != b[j - 1])
        )
        if i > 1 and j > 1 and a[i - 2 : i] == b[j - 1] + b[j - 2]:
            d[i, j] = min(d[i, j], d[i - 2, j - 2] + 1)
    return d[len(a), len(b)]


WORD = st.text(alphabet="abcé🧬", min_size=1, max_size=7)


@given(WORD, st.lists(WORD, min_size=1, max_size=5))
def test_distances_are_those_of_the_recursion(wanted: str, others: list[str]) -> None:
    expected = [_slips(wanted, other) for other in others]
    assert _distances(wanted, others).tolist() == expected


def test_twenty_thousand_names_are_no_burden() -> None:
    names = [f"PROTEIN_{k}" for k in range(20_000)]
    start = time.perf_counter()
    assert near("PROTIEN_777", names)[0] == "PROTEIN_777"
    assert time.perf_counter() - start < 2.0


def test_an_endless_name_ends() -> None:
    assert near("a" * 1_000_000, ["b" * 1_000_000, "ab"]) == []
