"""Folders with measured sets: of both shapes, public ones and ones that are none."""

import os
from pathlib import Path

import numpy as np
import pytest

from bioripple.errors import Refused
from bioripple.measured.collect import find_sets
from bioripple.measured.sets import names_of_sets, read_set

DATA = Path(os.environ.get("BIORIPPLE_TEST_DATA", "nowhere")) / "measured"
TEXTS = {
    "network.sif": "A\t+\tB\nB\t-\tC\n",
    "conds.tsv": "\tA\tB\tZ\none\t-1\t0\t0\ntwo\t-1\t-1\t0\nthree\t0\t0\t1\n",
    "ptb.tsv": "Target\tType\tValue\nA\tnode\t-0.5\nB\tlink\t0.25\n",
    "exp.tsv": "\tone\ttwo\nB\t-1\tNA\nC\t2\t3\n",
}


def folder_of(place: Path, **texts: str) -> Path:
    """Write a set; `network_sif` stands for `network.sif`."""
    place.mkdir(parents=True)
    changed = {name.replace("_", "."): text for name, text in texts.items()}
    for name, text in {**TEXTS, **changed}.items():
        if text:
            (place / name).write_text(text)
    return place


def test_a_table_of_conditions_is_read_as_evaluate_reads_it(tmp_path: Path) -> None:
    folder_of(tmp_path / "mine")
    found = read_set("mine", tmp_path / "mine/exp.tsv")
    one, two = found.contrasts
    assert (one.kind, two.kind) == ("one", "several")
    assert one.condition.nodes == {"A": -0.5}
    assert two.condition.links == {("B", "C"): -0.75}
    assert found.readouts == ("B", "C")
    assert found.change.tolist() == [
        [-1.0, 2.0],
        [pytest.approx(np.nan, nan_ok=True), 3],
    ]
    told = "\n".join(found.problems)
    assert '"Z"' in told
    assert "condition three" in told


def test_several_tables_are_several_sets_and_folders_below_are_looked_into(
    tmp_path: Path,
) -> None:
    folder_of(tmp_path / "deep/er/two", exp_8h_tsv="", exp_tsv="")
    for name in ("exp_1h.tsv", "exp_8h.tsv"):
        (tmp_path / "deep/er/two" / name).write_text(TEXTS["exp.tsv"])
    folder_of(tmp_path / "one")
    assert set(names_of_sets(tmp_path)) == {"two/exp_1h", "two/exp_8h", "one"}


def test_what_is_no_set_or_has_a_name_twice_is_said(tmp_path: Path) -> None:
    folder_of(tmp_path / "a/same")
    folder_of(tmp_path / "b/same")
    (tmp_path / "c").mkdir()
    found = find_sets([tmp_path / it for it in "abc"])
    assert list(found.tables) == ["same"]
    told = list(found.not_sets.values())
    assert "already" in told[0]
    assert "holds no measured set" in told[1]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ({"network_sif": ""}, "expected a network"),
        ({"network_sif": "", "a_sif": "A + B\n", "b_sif": "A + B\n"}, "one network"),
        ({"conds_tsv": "\tY\none\t1\n"}, "no condition names"),
        ({"exp_tsv": "\tone\nY\t1\n"}, "no condition is among them"),
        ({"exp_tsv": "\tone\nB\tmuch\n"}, 'found "much"'),
    ],
)
def test_a_set_that_cannot_be_used_is_refused_by_name(
    tmp_path: Path, texts: dict[str, str], expected: str
) -> None:
    place = folder_of(tmp_path / "mine", **texts)
    with pytest.raises(Refused, match=expected):
        read_set("mine", place / "exp.tsv")


@pytest.mark.skipif(not DATA.is_dir(), reason="needs BIORIPPLE_TEST_DATA")
def test_public_sets_have_the_sizes_that_are_known_of_them() -> None:
    tables = names_of_sets(DATA)
    assert len(tables) == 10
    sets = {name: read_set(name, table) for name, table in tables.items()}
    sizes = {
        name: (
            it.network.size,
            len({each.source for each in it.contrasts}),
            len(it.readouts),
        )
        for name, it in sets.items()
    }
    assert sizes["LiverDREAM"] == (40, 8, 7)
    assert sizes["ExtLiverPriHuMCP2010"] == (82, 14, 12)
    assert sizes["nelander_2008"] == (15, 21, 9)
    assert sizes["molinelli_2013"] == (25, 33, 17)
    # Pairs of stimuli and of inhibitors are sources of their own.
    assert sizes["LiverMSB2009"] == (82, 16, 15)
    assert sizes["HepG2CancerRes2011"] == (80, 16, 18)
