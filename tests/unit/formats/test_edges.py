"""One rule for edges with both signs or none, and what repeats."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.errors import Failed, Refused
from bioripple.formats.edges import DUALS, Edges, network_of
from bioripple.formats.findings import Finding
from bioripple.formats.relations import BOTH_SIGNS, NO_SIGN
from tests.support.network_files import Edge, edges_by_name, read_text, told

BOTH = "A + B\nB + C\nA - B\n"
CASES = {
    "drop": {("B", "C", 1)},
    "positive": {("A", "B", 1), ("B", "C", 1)},
    "negative": {("A", "B", -1), ("B", "C", 1)},
    "both": {
        ("B", "C", 1),
        ("A", "A -> B", 1),
        ("A", "A -| B", -1),
        ("A -> B", "B", 1),
        ("A -| B", "B", 1),
    },
}


@pytest.mark.parametrize("text", [BOTH, "A ? B\nB + C\n", "A dual B\nB + C\n"])
@pytest.mark.parametrize("dual", CASES)
def test_the_rule(tmp_path: Path, text: str, dual: str) -> None:
    found = read_text(tmp_path, text, dual=dual)
    assert edges_by_name(found.network) == CASES[dual]
    assert {"A", "B", "C"} <= set(found.network.nodes)
    assert f"(--dual {dual})" in told(found, "warning")


def test_both_signs_are_told_with_all_lines(tmp_path: Path) -> None:
    found = read_text(tmp_path, BOTH)
    assert 'warning lines 1, 3: "A" -> "B" has both signs; left out' in told(found)


def test_repeats_count_once_and_a_known_sign_beats_none(tmp_path: Path) -> None:
    found = read_text(tmp_path, "A + B\nA + B\nB - C\nB ? C\nA + A\n")
    assert edges_by_name(found.network) == {
        ("A", "B", 1),
        ("B", "C", -1),
        ("A", "A", 1),
    }
    assert "listed more than once and count once: 2 (2 repeats)" in told(found)
    assert 'nodes that act on themselves: 1 ("A")' in told(found)
    assert not told(found, "warning")


def test_many_are_counted_and_the_first_named(tmp_path: Path) -> None:
    text = "".join(f"n{k} ? n{k + 1}\n" for k in range(50)) + "a + b\n"
    found = read_text(tmp_path, text)
    assert len(found.findings) == 4
    assert "edges without a sign that is known: 50" in found.findings[-1].text


@pytest.mark.parametrize(("text", "number"), [("A pp B\n", 1), ("A + B\nA - B\n", 1)])
def test_a_network_of_which_nothing_is_left(
    tmp_path: Path, text: str, number: int
) -> None:
    with pytest.raises(Refused, match=f"none of its {number} edges has one known sign"):
        read_text(tmp_path, text)


def test_a_way_of_its_own_needs_its_name(tmp_path: Path) -> None:
    text = "A\t?\tB\nA -> B\t+\tC\n"
    with pytest.raises(Refused, match='node "A -> B" has the name that --dual both'):
        read_text(tmp_path, text, dual="both")


def test_a_name_without_end_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match=r'node "x+…": its name has 5000 characters'):
        read_text(tmp_path, f"{'x' * 5000}\t+\tB\n")


def test_no_node_is_no_network() -> None:
    none = np.empty(0, dtype=np.intp)
    with pytest.raises(Failed, match="holds no node"):
        network_of(
            Edges([], none, none, none.astype(np.int8), none), dual="drop", findings=[]
        )


PLACES = st.integers(0, 4)
SIGNS = st.sampled_from([1, -1, NO_SIGN, BOTH_SIGNS])


@settings(max_examples=60)
@given(st.lists(st.tuples(PLACES, PLACES, SIGNS), max_size=20), st.sampled_from(DUALS))
def test_every_pair_follows_the_rule(
    rows: list[tuple[int, int, int]], dual: str
) -> None:
    """Against the rule in words, pair by pair."""
    names = list("abcde")
    said: dict[tuple[str, str], set[int]] = {}
    for start, end, sign in rows:
        signs = {BOTH_SIGNS: {1, -1}, NO_SIGN: set()}.get(sign, {sign})
        said.setdefault((names[start], names[end]), set()).update(signs)
    expected: set[Edge] = set()
    for (s, t), signs in said.items():
        if len(signs) == 1:
            expected.add((s, t, signs.pop()))
        elif dual in ("positive", "negative"):
            expected.add((s, t, 1 if dual == "positive" else -1))
        elif dual == "both":
            for way, first in ((f"{s} -> {t}", 1), (f"{s} -| {t}", -1)):
                expected |= {(s, way, first), (way, t, 1)}
    columns = np.array(rows, dtype=np.intp).reshape(-1, 3).T
    edges = Edges(
        names,
        columns[0],
        columns[1],
        columns[2].astype(np.int8),
        np.arange(1, len(rows) + 1),
    )
    findings: list[Finding] = []
    if rows and not expected:
        with pytest.raises(Refused, match="none of its"):
            network_of(edges, dual=dual, findings=findings)  # type: ignore[arg-type]
        return
    network = network_of(edges, dual=dual, findings=findings)  # type: ignore[arg-type]
    assert edges_by_name(network) == expected
    assert network.nodes[:5] == tuple(names)
