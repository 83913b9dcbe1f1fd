"""Names of columns and of nodes."""

import pytest

from bioripple.measured.node_names import node_of

NODES = ("erk", "p-MEK", "AKT", "akt", "jnk12", "stat1", "stat3", "p38", "MP2K2/MP2K1")


@pytest.mark.parametrize(
    ("name", "node"),
    [
        ("erk", "erk"),
        ("ERK12 (38)", "erk"),
        ("pMEK ", "p-MEK"),
        ("JNK", "jnk12"),
        ("akt", "akt"),
        ("Akt", None),  # two nodes are called so but for their case
        ("stat", None),
        ("p", None),
        ("mp2k2_mp2k1", "MP2K2/MP2K1"),
        ("(7)", None),
    ],
)
def test_a_name_means_one_node_or_none(name: str, node: str | None) -> None:
    assert node_of(name, NODES) == node
