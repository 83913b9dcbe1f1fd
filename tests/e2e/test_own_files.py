"""Files of a user, whatever they are called, from their folder through the workflow."""

import csv
import gzip
from pathlib import Path

import pytest

from bioripple.datasets.make_sheet import list_folder, write_sheet
from bioripple.datasets.sheet import read_sheet
from tests.support.tiny_models import gene_network
from tests.support.workflow_runner import Workflow
from tests.unit.datasets.test_packed import omex

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]
NAMES = (
    "plain.xml",
    "my model (1).sbml",
    "*[a].xml",
    "'quoted' \"twice\".xml",
    "Böhm.xml.gz",
    "archive.omex",
    "sub folder/plain.xml",
    "-o.xml",
    "$(touch here).xml",
)


def write(path: Path) -> None:
    content = gene_network(10, seed=len(path.name)).encode()
    if path.suffix == ".gz":
        content = gzip.compress(content)
    if path.suffix == ".omex":
        content = omex(model__xml=content)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def test_files_of_any_name_reach_the_workflow(tmp_path: Path) -> None:
    models = tmp_path / "my models"
    for name in NAMES:
        write(models / name)
    listing = list_folder(models)
    assert len(listing.rows) == len(NAMES) and not listing.left_out
    write_sheet(tmp_path / "models.tsv", listing.rows)
    source = {"source": "directory", "directory": str(models)}
    workflow = Workflow(
        tmp_path / "run", {"models": source | {"sheet": str(tmp_path / "models.tsv")}}
    )
    workflow.succeed("--", "results/outcomes.tsv")
    with (workflow.folder / "results/outcomes.tsv").open(encoding="utf-8") as stream:
        rows = {row["model"]: row for row in csv.DictReader(stream, delimiter="\t")}
    assert {row["status"] for row in rows.values()} == {"scored"}
    for row in read_sheet(tmp_path / "models.tsv"):
        assert rows[row.id]["sha256"] == row.sha256
    # a file that changes is mapped again, and no other one
    changed = next(row for row in listing.rows if row.file == "my model (1).sbml")
    write_sheet(
        tmp_path / "models.tsv", [row for row in listing.rows if row != changed]
    )
    assert "parse_sbml" not in workflow.planned("--", "results/outcomes.tsv")
    (models / "plain.xml").write_text(gene_network(10, seed=99))
    assert workflow.planned("--", "results/outcomes.tsv")["parse_sbml"] == 1


def test_a_sheet_that_names_files_needs_a_folder_of_them(tmp_path: Path) -> None:
    (tmp_path / "models.tsv").write_text("id\tfile\na\tb.xml\n")
    workflow = Workflow(
        tmp_path / "run", {"models": {"sheet": str(tmp_path / "models.tsv")}}
    )
    done = workflow.run("--dry-run")
    assert done.returncode != 0
    assert "names a file for 'a'" in done.stdout
