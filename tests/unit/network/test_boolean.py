"""Functions on 64 states at a time, against Python's own operators."""

from itertools import product

import numpy as np
import pytest

from bioripple.network.boolean import (
    AND,
    FALSE,
    IFF,
    IMPLIES,
    NOT,
    OFF,
    ON,
    OR,
    TRUE,
    XOR,
    boolean_model,
    value,
)

BOTH = np.array([[bit for bit in row] for row in product((OFF, ON), repeat=2)]).T


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ((0, 1, AND), [0, 0, 0, 1]),
        ((0, 1, OR), [0, 1, 1, 1]),
        ((0, 1, XOR), [0, 1, 1, 0]),
        ((0, 1, IFF), [1, 0, 0, 1]),
        ((0, 1, IMPLIES), [1, 1, 0, 1]),
        ((0, NOT, 1, AND), [0, 1, 0, 0]),
        ((1,), [0, 1, 0, 1]),
        ((TRUE,), [1, 1, 1, 1]),
        ((0, FALSE, OR), [0, 0, 1, 1]),
    ],
)
def test_values(function: tuple[int, ...], expected: list[int]) -> None:
    found = np.broadcast_to(value(function, BOTH), 4)
    assert (found == np.where(expected, ON, OFF)).all()


def test_a_node_that_holds_itself_does_not_move() -> None:
    model = boolean_model("abc", [(), (1,), (0, NOT)])
    assert model.moving == (2,)
    assert model.labels == model.nodes


def test_one_function_for_each_node() -> None:
    for nodes in ("ab", "aa"):
        with pytest.raises(ValueError, match="expected each id once, and a function"):
            boolean_model(nodes, [(), ()][: len(set(nodes)) - 1 + (nodes == "aa")])
