"""MIDAS tables: what each treatment did, by hand."""

from pathlib import Path

import numpy as np
import pytest

from bioripple.errors import Refused
from bioripple.measured.contrasts import Measured
from bioripple.measured.from_midas import contrasts_of_midas
from bioripple.measured.midas import read_midas
from tests.support.signed_networks import of_text

NETWORK = of_text("tnf -> mek\negf -> mek\nmek -> erk\nerk -> and1\nand1 -> p38")
HEADER = (
    "TR:a:CellLine,TR:TNF,TR:EGF:Stimuli,TR:NO-INHIB,TR:MEK12i,DA:ALL,DV:ERK (7),DV:p38"
)


def measured(folder: Path, *samples: str, header: str = HEADER) -> Measured:
    """Read samples, of which the first cell is the line of cells."""
    path = folder / "MD-t.csv"
    path.write_text("\n".join([header, *samples]) + "\n")
    return contrasts_of_midas("t", NETWORK, read_midas(path))


def changes(found: Measured) -> dict[str, list[float]]:
    pairs = zip(found.contrasts, found.change, strict=True)
    return {each.condition.name: change.tolist() for each, change in pairs}


def test_a_stimulus_is_held_against_nothing_and_an_inhibitor_within_a_stimulus(
    tmp_path: Path,
) -> None:
    found = measured(
        tmp_path,
        "1,0,0,1,0,30,1,2",
        "1,1,0,1,0,30,5,2",
        "1,1,0,1,0,30,7,2",  # alike: their mean counts
        "1,1,0,0,1,30,2,1",
        "1,1,0,1,0,60,100,100",  # later than the first time
    )
    assert found.readouts == ("erk", "p38")
    assert changes(found) == {
        "tnf=1 a": [5.0, 0.0],
        "mek=-1 in tnf a": [-4.0, -1.0],
    }
    stimulus, inhibitor = found.contrasts
    assert (stimulus.kind, inhibitor.kind) == ("stimulus", "inhibitor")
    assert inhibitor.condition.nodes == {"mek": -1.0}
    assert inhibitor.within == {"tnf": 1.0}
    assert found.problems == ()


def test_what_was_not_measured_later_is_told_by_time_zero(tmp_path: Path) -> None:
    found = measured(
        tmp_path,
        "1,0,0,1,0,0,1,2",
        "1,0,0,0,1,0,0.5,2",
        "1,1,0,1,0,30,5,3",
    )
    assert changes(found) == {"mek=-1 a": [-0.5, 0.0], "tnf=1 a": [4.0, 1.0]}


def test_doses_are_shares_of_the_largest_and_lines_stand_for_themselves(
    tmp_path: Path,
) -> None:
    header = HEADER.replace("TR:a:CellLine", "TR:a:CellLine,TR:b:CellLine")
    found = measured(
        tmp_path,
        "1,,,,,,30,1,",
        "1,,,50,,,30,3,",
        ",1,,100,,,30,9,1",
        ",1,,,,,30,4,2",
        header=header,
    )
    assert {it: v[0] for it, v in changes(found).items()} == {
        "egf=0.5 a": 2.0,
        "egf=1 b": 5.0,
    }
    assert np.isnan(found.change[0, 1])


def test_what_the_network_has_not_is_named_and_left_out(tmp_path: Path) -> None:
    header = "TR:TNF,TR:zzz,TR:qqqi,DA:ALL,DV:erk,DV:other"
    found = measured(
        tmp_path, "0,0,0,30,1,1", "1,0,0,30,2,1", "1,1,0,30,9,9", header=header
    )
    assert changes(found) == {"tnf=1": [1.0]}
    told = "\n".join(found.problems)
    assert '"zzz"' in told
    assert '"qqqi"' in told
    assert "1 samples are left out" in told
    assert '"other"' in told


@pytest.mark.parametrize(
    ("header", "sample", "expected"),
    [
        ("TR:TNF,DA:ALL,X:erk", "1,30,1", "columns DV"),
        ("TR:TNF,DA:mek,DV:erk", "1,30,1", "DA:erk"),
        (HEADER, "1,1,0,1", "line 2 has 4 cells, expected 8"),
        (HEADER, "1,1,0,1,0,30,many,2", 'found "many"'),
        (HEADER, "1,1,0,1,0,0,1,2", "a time of measurement after 0"),
        (HEADER, "1,1,0,1,0,30,1,2", "no such pair"),
        ("TR:zzz,DA:ALL,DV:erk", "1,30,1", "no treatment"),
        ("TR:TNF,DA:ALL,DV:zzz", "1,30,1", "no readout"),
    ],
)
def test_a_table_that_says_nothing_is_refused(
    tmp_path: Path, header: str, sample: str, expected: str
) -> None:
    with pytest.raises(Refused, match=expected):
        measured(tmp_path, sample, header=header)
