"""Networks that are public: everything is read, or refused by name."""

import os
from pathlib import Path

import pytest

from bioripple.errors import Refused
from bioripple.formats.read import read
from tests.support.network_files import edges_by_name, told

FOLDER = Path(os.environ.get("BIORIPPLE_TEST_DATA", "/nowhere"))
FILES = sorted(
    path for part in ("networks", "measured") for path in (FOLDER / part).rglob("*.*")
)
QUAL = sorted(FOLDER.glob("networks/qual/*.bnet"))
# Nodes and edges of each network, counted by hand-made lines of awk.
SIZES = {
    "cascade_2.0.sif": (144, 367),
    "omnipath_2016.sif": (4691, 15512),
    "PKN-ExtLiverPriHuMCP2010.sif": (82, 118),
    "PKN-HepG2CancerRes2011.sif": (80, 114),
    "PKN-LiverDREAM.sif": (40, 58),
    "PKN-LiverMSB2009.sif": (82, 115),
    "molinelli_2013": (25, 40),
    "nelander_2008": (15, 24),
    "network_noself.sif": (15, 22),
    "pezze_2012": (22, 30),
    "schliemann_2011": (17, 30),
}
TABLES = {
    ".csv": "is a MIDAS table of measurements",
    "ptb.tsv": "names a column for the target and none for the source",
    ".tsv": "is a matrix: its first line names columns",
}

pytestmark = pytest.mark.skipif(
    not FILES, reason="no networks: BIORIPPLE_TEST_DATA names no folder with them"
)


@pytest.mark.parametrize("path", FILES, ids=lambda it: f"{it.parent.name}-{it.name}")
def test_every_file_is_read_or_refused_by_name(path: Path) -> None:
    if path.suffix in (".csv", ".tsv"):
        message = TABLES.get(path.name) or TABLES[path.suffix]
        with pytest.raises(Refused, match=message):
            read(path)
        return
    found = read(path)
    assert not told(found, "warning")
    if path.suffix == ".sif":
        expected = SIZES.get(path.name) or SIZES[path.parent.name]
        assert (found.network.size, found.network.n_edges) == expected


@pytest.mark.parametrize("path", QUAL, ids=lambda it: it.stem)
def test_a_boolean_model_has_the_same_signs_in_both_formats(path: Path) -> None:
    bnet, qual = read(path).network, read(path.with_suffix(".sbml")).network
    assert bnet.n_edges > 10
    assert edges_by_name(bnet) == edges_by_name(qual)
    assert set(bnet.nodes) == set(qual.nodes)
