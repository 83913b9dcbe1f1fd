"""`bioripple equations`: LaTeX on the standard output, and nothing else there."""

import gzip
import math
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.support import tiny_models
from tests.support.latex_reader import read_equations
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    rule,
    species,
)

FOLDER = "is a folder"
DECAY = document(
    compartment("c", size=1),
    species("s_1", "c", initialConcentration=1),
    parameter("k", 0.5, constant=True),
    parameter("rate", constant=False),
    rule("assignment", "rate", "k * exp(-time)"),
    rule("rate", "s_1", "piecewise(-rate * s_1, s_1 > 1, rate)"),
)


@pytest.mark.parametrize("name", ["m.xml", "m.xml.gz", "odd name"])
def test_the_equations_are_printed(bioripple: Run, tmp_path: Path, name: str) -> None:
    content = gzip.compress(DECAY) if name.endswith(".gz") else DECAY
    (tmp_path / name).write_bytes(content)
    done = bioripple("equations", name)
    assert done.exit_code == 0, done.output
    assert done.stderr == ""
    for value, expected in ((2.0, -0.5 * math.exp(-1) * 2), (1.0, 0.5 * math.exp(-1))):
        found = read_equations(done.stdout.rstrip(), {"s_1": value, "k": 0.5}, t=1.0)
        assert found["d s_1"] == pytest.approx(expected)
        assert found["rate"] == pytest.approx(0.5 * math.exp(-1))


@pytest.mark.parametrize(
    ("content", "code", "message"),
    [
        (None, 2, "m.xml: there is no such file"),
        (FOLDER, 2, "m.xml: is a folder or a device; expected an SBML file"),
        ("", 1, "m.xml: failed: the file is empty"),
        (tiny_models.BOMB, 1, "m.xml: refused: the file declares a document type"),
        ("<html/>", 1, "m.xml: failed: "),
        (
            tiny_models.gene_network(3, seed=0)[:500],
            1,
            "m.xml: failed: the file is not",
        ),
        (tiny_models.slow_to_read(), 1, "m.xml: ran longer than 1 s"),
    ],
)
def test_what_cannot_be_printed_is_told(
    bioripple: Run, tmp_path: Path, content: str | None, code: int, message: str
) -> None:
    if content == FOLDER:
        (tmp_path / "m.xml").mkdir()
    elif content is not None:
        (tmp_path / "m.xml").write_text(content)
    (tmp_path / "my.yaml").write_text("mapping: {max_seconds: 1}")
    done = bioripple("equations", "m.xml", "--config", "my.yaml")
    assert done.exit_code == code
    assert done.stdout == ""
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_configuration_is_told(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "m.xml").write_bytes(DECAY)
    (tmp_path / "my.yaml").write_text("mapping: {max_secs: 2}")
    done = bioripple("equations", "m.xml", "-c", "my.yaml")
    assert done.exit_code == 2
    assert "mapping/max_secs: there is no such key" in done.stderr
