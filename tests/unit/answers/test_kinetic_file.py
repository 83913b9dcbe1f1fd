"""Files of strangers are asked in a process of their own, with limits."""

from pathlib import Path

import pandas as pd
import pytest

import bioripple as br
from bioripple.answers.evaluate_file import evaluate_file
from bioripple.answers.kinetic import respond_kinetic
from bioripple.answers.kinetic_file import respond_to_file
from bioripple.answers.result import Condition
from bioripple.errors import Failed, Refused
from bioripple.runtime.guard import Limits
from tests.support.tiny_models import BOMB, DELAY, gene_network, slow_to_read

FIXTURE = Path(__file__).parents[2] / "fixtures/biomodels/BIOMD0000000064.xml"
CONDITION = Condition("no import", {"vGLT.VmGLT": -1.0})


def test_a_file_is_answered_as_its_system_is() -> None:
    found = respond_to_file(FIXTURE, [CONDITION], top=3)
    here = respond_kinetic(br.read_sbml(FIXTURE), [CONDITION], top=3)
    shared = [name for name in here.table.columns if name != "name"]
    pd.testing.assert_frame_equal(found.table[shared], here.table[shared])
    assert found.table["name"].str.len().min() > 3  # names of the file, not ids
    assert found.network.nodes == here.network.nodes


DELAYED = gene_network(4, seed=0).replace(
    "<ci>x0</ci>", f"<apply>{DELAY}<ci>x0</ci><cn>1</cn></apply>"
)


@pytest.mark.parametrize(
    ("content", "message"),
    [(BOMB, "the file declares a document type"), (DELAYED, "delay")],
)
def test_what_cannot_be_read_names_the_file(
    tmp_path: Path, content: str, message: str
) -> None:
    file = tmp_path / "model.xml"
    file.write_text(content)
    with pytest.raises(Refused, match=rf"model\.xml: .*{message}"):
        respond_to_file(file, [Condition("c", {"x0": 1.0})])


def test_what_is_not_there() -> None:
    with pytest.raises(Failed, match=r"nowhere\.xml"):
        respond_to_file(FIXTURE.parent / "nowhere.xml", [CONDITION])
    with pytest.raises(Refused, match='did you mean "PYR"'):
        respond_to_file(FIXTURE, [Condition("c", {"PYRR": 1.0})])


def test_a_file_that_takes_too_long_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "slow.xml"
    file.write_text(slow_to_read())
    with pytest.raises(Failed, match=r"ran longer than 0\.5 s"):
        evaluate_file(file, limits=Limits(seconds=0.5, memory_mb=2000))
