"""Truth tables: functions and signs against the tables, and what is refused."""

import re
from itertools import product
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.errors import Failed, Refused
from bioripple.formats.functions import read_boolean
from bioripple.formats.truth_tables import cnet_model, read_cnet
from bioripple.network.boolean import OFF, ON, value
from tests.support.network_files import edges_by_name, read_text, told

TABLES = """# three nodes and an input
.v 4
.l 1 TNF-alpha
.l 3 NF kB
.n 1 2 3 4
1- 0
-1 0
00 1
.n 2 1 1
0 0
1 1
.n 3 2 2 4
00 0
01 1
10 1
11 0
.n 4 0
.e
whatever
"""


def test_names_signs_and_free_inputs(tmp_path: Path) -> None:
    found = read_text(tmp_path, TABLES, "n.txt", dual="drop")
    assert found.format == "cnet"
    assert found.network.nodes == ("TNF-alpha", "2", "NF kB", "4")
    assert edges_by_name(found.network) == {
        ("NF kB", "TNF-alpha", -1),
        ("4", "TNF-alpha", -1),
        ("TNF-alpha", "2", 1),
    }
    assert '"2" -> "NF kB" has both signs' in told(found, "warning")
    model = read_boolean(tmp_path / "n.txt")
    assert model.nodes == found.network.nodes
    assert model.functions[3] == ()


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(0, 2**16 - 1))
def test_functions_are_those_of_the_tables(inputs: int, bits: int) -> None:
    rows = list(product((0, 1), repeat=inputs))
    values = [bits >> k & 1 for k in range(len(rows))]
    places = " ".join(str(2 + k) for k in range(inputs))
    free = "".join(f".n {2 + k} 0\n" for k in range(inputs))
    table = "".join(
        f"{''.join(map(str, row))} {value}\n"
        for row, value in zip(rows, values, strict=True)
    )
    text = f".v {inputs + 1}\n.n 1 {inputs} {places}\n{table}{free}"
    state = np.array([[OFF] * len(rows), *zip(*rows, strict=True)], dtype=np.uint64)
    state[state == 1] = ON
    found = value(cnet_model(text).functions[0], state)
    assert (np.broadcast_to(found, len(rows)) == np.where(values, ON, OFF)).all()
    edges = read_cnet(text, [])
    known = dict(zip(rows, values, strict=True))
    for k in range(inputs):
        steps = {
            known[(*row[:k], 1, *row[k + 1 :])] - known[(*row[:k], 0, *row[k + 1 :])]
            for row in rows
        } - {0}
        signs = edges.sign[edges.source == 1 + k].tolist()
        assert signs == ([] if not steps else [2 if len(steps) == 2 else steps.pop()])


def test_inputs_that_do_not_matter_are_told() -> None:
    findings = []  # type: ignore[var-annotated]
    edges = read_cnet(".v 2\n.n 1 2 1 2\n1- 1\n0- 0\n.n 2 0\n1\n", findings)
    assert (edges.source.tolist(), edges.target.tolist()) == ([0], [0])
    assert findings[0].text.endswith("which are no edges: 1")


def test_constants() -> None:
    model = cnet_model(".v 2\n.n 1 0\n1\n.n 2 1 1\n- 0\n")
    assert [int(value(it, np.zeros((2, 1), np.uint64)) != 0) for it in model.functions]
    assert model.moving == (0, 1)


@pytest.mark.parametrize(
    ("text", "kind", "message"),
    [
        (".v 1\n.n 1 17 1\n", Failed, 'line 2: ".n 1 17 1" is no line of a .cnet'),
        (
            f".v 17\n.n 1 17 {' '.join(str(k + 1) for k in range(17))}\n",
            Refused,
            "line 2: a function of 17 inputs; at most 16 are read",
        ),
        (
            ".v 2\n.n 1 1 2\n0 1\n1 0\n",
            Failed,
            "each of the 2 nodes of its .v; found 1",
        ),
        (
            ".v 1\n.n 1 1 1\n0 1\n",
            Failed,
            "line 2: the table of this node lacks 1 of 2",
        ),
        (".v 1\n.n 1 1 1\n0 1\n- 0\n", Failed, "line 4: contradicts a row above"),
        (
            ".v 1\n.n 1 1 1\n0 1\n0 1\n0 1\n",
            Failed,
            "line 5: more rows than the inputs",
        ),
        (".v 1\n.n 1 1 2\n0 1\n1 0\n", Failed, "line 2: names a node beyond the 1"),
        (".v 1\n.n 1 0\n.n 1 0\n", Failed, "line 3: node 1 has a table already"),
        (".v 1\n.n 1 1 1\n0 2\n", Failed, 'line 3: "0 2" is no line'),
        (".v 1\n.n 1 1 1\nx 1\n", Failed, 'line 3: "x 1" is no line'),
        (".v 1\n0 1\n", Failed, 'line 2: "0 1" is no line'),
        (".v 1\n.l 1\n.n 1 0\n", Failed, 'line 2: ".l 1" is no line'),
        ("# nothing\n", Failed, "each of the 0 nodes of its .v; found 0"),
        (".v 1\n.x 1\n", Failed, 'line 2: ".x 1" is no line'),
        (".v 9999999999\n.n 1 0\n", Failed, "found 1"),
        (".v 2\n.l 1 a\n.l 2 a\n.n 1 0\n.n 2 0\n", Failed, 'two nodes are called "a"'),
    ],
)
def test_what_is_refused(text: str, kind: type[Exception], message: str) -> None:
    for read in (cnet_model, lambda it: read_cnet(it, [])):
        with pytest.raises(kind, match=re.escape(message)):
            read(text)
