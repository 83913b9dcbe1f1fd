"""Which measured sets a run has, and what is refused of them before any job."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from bioripple.datasets.measured_sheet import read_measured_sheet
from bioripple.datasets.sheet import SheetError
from bioripple.experiment.config_files import ConfigError
from bioripple.experiment.measured_sets import MeasuredSets

ROOT = Path(__file__).parents[3]
SHEET = ROOT / "config/measured.tsv"
PUBLIC = read_measured_sheet(SHEET)


def sets(root: Path, *wanted: str) -> MeasuredSets:
    return MeasuredSets(wanted, PUBLIC, root)


def test_public_sets_are_fetched_and_folders_are_looked_through(tmp_path: Path) -> None:
    (tmp_path / "mine/a").mkdir(parents=True)
    petab = ["a/model.xml", "a/problem.yaml"]
    for name in ("a/network.sif", "a/exp.tsv", "a/notes.txt", "MD-x.csv", *petab):
        (tmp_path / "mine" / name).write_text("")
    found = sets(tmp_path, "LiverDREAM", str(tmp_path / "mine"))
    found.check()
    assert found.fetched() == ["resources/measured/LiverDREAM"]
    assert found.folders == [str(tmp_path / "mine")]
    names = [str(Path(it).relative_to(tmp_path / "mine")) for it in found.files()]
    assert names == ["MD-x.csv", "a/exp.tsv", petab[0], "a/network.sif", petab[1]]
    digests = found.digests(SimpleNamespace(measured_set="LiverDREAM"))
    assert len(digests) == 2
    assert all(len(it) == 64 for it in digests.values())


def test_what_is_neither_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="measured/sets: 'LiverDream' is neither"):
        sets(tmp_path, "LiverDream").check()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("\tliver\t", "\tl/r\t", "row 2: group 'l/r'"),
        ("\tprior\t", "\tguess\t", "row 2: network 'guess'"),
        ("\tcellnopt/", "\t../", "row 2: path"),
        ("\tf7008e", "\tF7008E", "row 2: sha256"),
        ("LiverDREAM\tliver", "LiverDREAM\tother", "row 3: 'LiverDREAM' has another"),
        ("sha256", "digest", "has no column sha256"),
    ],
)
def test_a_sheet_that_cannot_be_right_names_the_row(
    tmp_path: Path, old: str, new: str, expected: str
) -> None:
    path = tmp_path / "sheet.tsv"
    path.write_text(SHEET.read_text().replace(old, new, 1))
    with pytest.raises(SheetError, match=expected):
        read_measured_sheet(path)
