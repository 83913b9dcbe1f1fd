"""What a file tells of reactions: the same for a run and a user."""

from pathlib import Path

import numpy as np
import pytest

from bioripple.collection.wirings import wiring_on_nodes
from bioripple.formats.read import read
from bioripple.network.processes import Processes, read_processes
from bioripple.network.signed import SignedNetwork
from bioripple.odes.arrays import to_arrays
from bioripple.odes.system import build_odes
from bioripple.sbml.reader import read_sbml
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    reaction,
    rule,
    species,
)

BIOMODELS = sorted((Path(__file__).parents[2] / "fixtures/biomodels").glob("*.xml"))
assert BIOMODELS

OPEN = document(
    compartment("c", size=1),
    species("a", "c", initialConcentration=1),
    species("b", "c", initialConcentration=1),
    species("outside", "c", initialConcentration=1, boundaryCondition=True),
    parameter("k", 0.5, constant=True),
    parameter("m", 2, constant=False),
    reaction("feed", "k * outside", reactants=("outside",), products=("a",)),
    reaction("turn", "k * a * m", reactants=("a",), products=("b",)),
    reaction("waste", "k * b", reactants=("b",)),
    rule("rate", "m", "b - m"),
)


def network_of(folder: Path, content: bytes) -> SignedNetwork:
    path = folder / "n.xml"
    path.write_bytes(content)
    return read(path).network


def columns(known: Processes) -> list[tuple[tuple[float, ...], tuple[bool, ...]]]:
    return list(
        zip(
            map(tuple, known.changes.toarray().T.tolist()),
            map(tuple, known.reads.toarray().T.tolist()),
            strict=True,
        )
    )


def test_reactions_and_rules_are_told_apart(tmp_path: Path) -> None:
    network = network_of(tmp_path, OPEN)
    assert network.nodes == ("a", "b", "m")  # nothing acts on what is outside
    assert network.processes is not None
    assert columns(network.processes) == [
        ((1, 0, 0), (False, False, False)),
        ((-1, 1, 0), (True, False, True)),
        ((0, -1, 0), (False, True, False)),
        ((0, 0, 1), (False, True, True)),
    ]
    assert network.processes.is_rule.tolist() == [False, False, False, True]
    assert not network.processes.reversible.any()


def test_no_number_of_the_kinetics_is_used(tmp_path: Path) -> None:
    other = OPEN.replace(b'"0.5"', b'"7e5"')
    assert other != OPEN
    one, two = (network_of(tmp_path, it).processes for it in (OPEN, other))
    assert one is not None and two is not None
    assert columns(one) == columns(two)


def test_without_reactions_there_are_none(tmp_path: Path) -> None:
    rules = document(
        parameter("x", 1, constant=False),
        parameter("y", 1, constant=False),
        rule("rate", "x", "y - x"),
        rule("rate", "y", "x - y"),
    )
    assert network_of(tmp_path, rules).processes is None


@pytest.mark.parametrize("path", BIOMODELS, ids=lambda path: path.stem)
def test_a_run_and_a_user_are_told_the_same(path: Path) -> None:
    network = read(path).network
    assert network.processes is not None
    system = build_odes(read_sbml(path.read_bytes()))
    arrays = {name: np.asarray(it) for name, it in to_arrays(system).items()}
    # all nodes in another order, with one that nothing acts on
    order = np.random.default_rng(0).permutation(network.size)
    nodes = np.append(np.array(network.nodes)[order], "nothing acts on it")
    gathered = wiring_on_nodes(arrays, {"nodes": nodes})
    found = read_processes({f"m/{k}": it for k, it in gathered.items()}, "m")
    mine = network.processes
    for one, two in ((found.changes, mine.changes), (found.reads, mine.reads)):
        np.testing.assert_array_equal(one.toarray()[:-1], two.toarray()[order])
        assert not one.toarray()[-1].any()
    np.testing.assert_array_equal(found.is_rule, mine.is_rule)
    np.testing.assert_array_equal(found.reversible, mine.reversible)


def test_of_some_nodes_there_is_what_changes_them() -> None:
    system = build_odes(read_sbml(OPEN))
    arrays = {name: np.asarray(it) for name, it in to_arrays(system).items()}
    gathered = wiring_on_nodes(arrays, {"nodes": np.array(["m", "b"])})
    found = read_processes({f"m/{k}": it for k, it in gathered.items()}, "m")
    assert found.changes.toarray().tolist() == [[0, 0, 1], [1, -1, 0]]
    assert found.reads.toarray().tolist() == [[True, False, True], [False, True, True]]
