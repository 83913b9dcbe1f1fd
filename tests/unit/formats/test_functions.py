"""Boolean models with their functions: read, refused, and the same in both formats."""

import os
import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from bioripple.errors import Failed, Refused
from bioripple.formats.functions import read_boolean
from bioripple.formats.read import read
from bioripple.network.boolean import OFF, ON, BooleanModel, value
from tests.support.network_files import edges_by_name

FOLDER = Path(os.environ.get("BIORIPPLE_TEST_DATA", "/nowhere"))
QUAL = sorted(FOLDER.glob("networks/qual/*.bnet"))


def model_of(folder: Path, text: str, name: str = "m.bnet") -> BooleanModel:
    (folder / name).write_text(text)
    return read_boolean(folder / name)


def truth_table(model: BooleanModel, node: str) -> list[bool]:
    """Return what a function gives for all states, the first node slowest."""
    rows = list(product((OFF, ON), repeat=len(model.nodes)))
    state = np.array(rows).T
    found = value(model.functions[model.nodes.index(node)], state)
    return [bool(it) for it in np.broadcast_to(found, len(rows))]


def test_functions_of_a_bnet(tmp_path: Path) -> None:
    model = model_of(tmp_path, "targets,factors\nA, A\nB, !(A & C) | false\nC, true\n")
    assert model.nodes == model.labels == ("A", "B", "C")
    assert truth_table(model, "B") == [not (a and c) for a, _, c in _states()]
    assert truth_table(model, "C") == [True] * 8
    assert model.moving == (1, 2)


def test_free_inputs_have_no_function(tmp_path: Path) -> None:
    model = model_of(tmp_path, "B, A & !B\n")
    assert dict(zip(model.nodes, model.functions, strict=True))["A"] == ()


def test_every_operator_of_aeon(tmp_path: Path) -> None:
    text = "".join(f"{it} -?? {node}\n" for node in "ABC" for it in "ABC")
    text += "$A: (A <=> B) ^ C\n$B: A => (B & C)\n$C: !A | B\n"
    model = model_of(tmp_path, text, "m.aeon")
    assert truth_table(model, "A") == [(a == b) != c for a, b, c in _states()]
    assert truth_table(model, "B") == [not a or (b and c) for a, b, c in _states()]
    assert truth_table(model, "C") == [not a or b for a, b, _ in _states()]


def _states() -> list[tuple[bool, ...]]:
    return list(product((False, True), repeat=3))


def test_a_function_may_be_long(tmp_path: Path) -> None:
    model = model_of(tmp_path, f"A, {' & '.join(['B'] * 900)}\nB, B\n")
    assert truth_table(model, "A") == [False, True, False, True]


@pytest.mark.parametrize(
    ("name", "text", "kind", "message"),
    [
        ("n.sif", "A\t->\tB\n", Refused, "n.sif: is sif; expected a Boolean model"),
        ("m.aeon", "A -> B\n", Refused, 'node "B" has regulators and no function'),
        ("m.aeon", "A -> B\n$B: f(A)\n", Refused, "is not said (a parameter)"),
        ("m.bnet", "A, B &\n", Failed, "m.bnet: no .bnet: "),
        ("m.bnet", f"A, {'!' * 2000}A\n", Refused, "a function of 2001 operators"),
    ],
)
def test_what_is_refused(
    tmp_path: Path, name: str, text: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=re.escape(message)):
        model_of(tmp_path, text, name)


@pytest.mark.skipif(not QUAL, reason="BIORIPPLE_TEST_DATA names no folder with models")
@pytest.mark.parametrize("path", QUAL, ids=lambda it: it.stem)
def test_public_models_have_the_functions_of_both_formats(path: Path) -> None:
    """By random states; and signs of the graph are those of the functions."""
    bnet, qual = read_boolean(path), read_boolean(path.with_suffix(".sbml"))
    assert set(bnet.nodes) == set(qual.nodes)
    rng = np.random.default_rng(0)
    state = rng.integers(0, 2**64, (len(bnet.nodes), 16), dtype=np.uint64)
    place = {node: k for k, node in enumerate(bnet.nodes)}
    other = state[[place[node] for node in qual.nodes]]
    edges = edges_by_name(read(path).network)
    for node, function in zip(qual.nodes, qual.functions, strict=True):
        mine = bnet.functions[place[node]]
        assert bool(mine) == bool(function)
        if not mine:
            continue
        found = np.broadcast_to(value(mine, state), 16)
        assert (found == value(function, other)).all()
        for source, target, sign in edges:
            if target == node:
                raised, lowered = state.copy(), state.copy()
                raised[place[source]], lowered[place[source]] = ON, OFF
                up, down = value(mine, raised), value(mine, lowered)
                assert not ((down & ~up) if sign > 0 else (up & ~down)).any()
