"""Runs with a name, on one model and on three: what `make` starts, from end to end.

The repository is copied, for runs with a name work in it.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
import yaml

from bioripple.runtime.files import read_arrays
from tests.support import tiny_models
from tests.support.repository_copy import TINY, Clone, copy_repository
from tests.support.workflow_runner import ROOT, job_counts

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Clone:
    return copy_repository(tmp_path_factory.mktemp("clone"))


@pytest.fixture(scope="module")
def one(clone: Clone) -> str:
    """Return what the run `one` printed: everything, on a single model."""
    config = clone.own("one", {"alone": tiny_models.gene_network(12, seed=3)})
    return clone.succeed("comparison", "one", config=config)


def test_one_model_is_enough_for_everything_but_training(
    clone: Clone, one: str
) -> None:
    results = clone.results("one")
    outcomes = pd.read_csv(results / "outcomes.tsv", sep="\t", keep_default_na=False)
    assert outcomes["status"].tolist() == ["scored"]
    assert (results / "models/alone/sensitivity.npz").is_file()
    table = (results / "table1.md").read_text()
    assert table.startswith("A single model: an illustration, no result.")
    assert "Not trained for lack of models (sparse graph)" in table
    assert "| Distance (directed) | – | 0." in table
    for path in results.glob("gcn/*/*/seed0/metrics.json"):
        assert "needs 2 mapped models, found 1" in path.read_text()
        assert read_arrays(path.with_name("predictions.npz")) == {}
    for number in range(3, 9):
        assert (results / f"figures/figure{number}.png").is_file()


def test_nothing_of_a_users_models_is_called_after_the_paper(
    clone: Clone, one: str
) -> None:
    results = clone.results("one")
    tables = [*results.glob("*.tsv"), *results.glob("*.md"), *results.glob("*.html")]
    assert len(tables) >= 12
    for path in tables:
        text = path.read_text()
        if path.name == "provenance.html":
            continue  # it lists every key of the configuration
        assert "paper87" not in text, path.name
        if path.name != "table1.html":  # which shows all columns of the table
            assert "published" not in text.split("\n", 1)[-1].lower(), path.name


def test_the_end_of_a_run_says_what_came_out_of_it(clone: Clone, one: str) -> None:
    assert "Select jobs to execute" not in one
    assert "Execute 1 jobs" not in one
    assert "] jacobian alone" in one
    last = one[one.index("Finished in ") :]
    assert "Models: 1, of which 1 scored, 0 mapped, 0 refused, 0 failed." in last
    assert "A single model: an illustration, no result." in last
    assert "Tables: runs/one/results/table1.md" in last
    assert "make report RUN=one" in last


def test_a_finished_run_is_gone_on_with_as_it_was_made(clone: Clone, one: str) -> None:
    results = clone.results("one")
    assert not (results / "UNFINISHED.txt").exists()
    kept = yaml.safe_load((results / "config.yaml").read_text())
    assert kept["models"]["directory"] == "models_of_one"
    printed = clone.succeed("comparison", "one")
    assert "Nothing to be done" in printed, printed
    planned = job_counts(clone.succeed("ablations", "one", "-n", "--quiet", "rules"))
    assert planned["train_ablation"] > 0
    assert not planned.keys() & {"parse_sbml", "train_gcn", "score_untrained"}


def test_the_report_of_one_model_has_its_tables_in_it(clone: Clone, one: str) -> None:
    printed = clone.succeed("report", "one")
    assert "(ERROR/" not in printed
    report = clone.folder / "runs/one/report.html"
    page = " ".join(report.read_text(encoding="utf-8").replace("\\n", " ").split())
    assert '"mime_type": "text/html"' in page
    for name in ("table1.html", "outcomes.html"):
        assert f"data:text/html;charset=utf8;filename={name};base64," in page
    assert "table1.tsv" not in page.split('"data_uri"')[1]
    assert "single model: an illustration, no result" in page


def test_the_results_of_one_model_hold_together(clone: Clone, one: str) -> None:
    assert "passed" in clone.succeed("check", "one")


def test_who_looks_at_results_makes_none(
    clone: Clone, one: str, tmp_path: Path
) -> None:
    step = clone.folder / "workflow/scripts/figure6.py"
    before = step.read_text()
    record = clone.results("one") / "provenance.json"
    made = record.read_bytes()
    step.write_text(f"{before}\n_EDITED = True\n")
    try:
        for action in ("report", "check"):
            done = clone.start(action, "one")
            assert done.returncode != 0
            assert "steps missing or out of date: 2. Nothing was made" in done.stdout
            assert "make run RUN=one brings them up to date" in done.stdout
    finally:
        step.write_text(before)
    assert record.read_bytes() == made
    other = tmp_path / "other.yaml"
    other.write_text("gcn: {epochs: 9}\n")
    done = clone.start("report", "one", config=other)
    assert "made with another configuration, which differs in" in done.stdout
    assert record.read_bytes() == made


def test_who_looks_at_a_run_that_is_not_there_starts_none(
    clone: Clone, one: str
) -> None:
    for action in ("report", "check"):
        done = clone.start(action, "typo")
        assert done.returncode == 2
        assert done.stdout.startswith("there is no run called 'typo'; there are: one")
        assert not (clone.folder / "runs/typo").exists()


def test_a_dry_run_leaves_no_folder(clone: Clone) -> None:
    config = clone.own("dry", {"alone": tiny_models.gene_network(12, seed=3)})
    assert "parse_sbml" in clone.succeed("run", "dry", "-n", config=config)
    assert not (clone.folder / "runs/dry").exists()


def test_a_failed_run_says_that_results_do_not_belong_together(
    clone: Clone, one: str
) -> None:
    step = clone.folder / "workflow/scripts/table1.py"
    before = step.read_text()
    results = clone.results("one")
    old = (results / "provenance.json").read_bytes()
    later = clone.folder / "later.yaml"
    config = yaml.safe_load((clone.folder / "one.yaml").read_text())
    later.write_text(yaml.safe_dump(config | {"evaluation": {"bootstrap_draws": 101}}))
    step.write_text(before.replace("def main(", "raise OSError('broken')\n\ndef main("))
    try:
        done = clone.start("run", "one", config=later)
        assert done.returncode != 0
    finally:
        step.write_text(before)
    assert "FAILED: table1; its log is runs/one/logs/table1/table1.log" in done.stdout
    assert "runs/one/results/UNFINISHED.txt says so until a run finishes" in done.stdout
    mark = (results / "UNFINISHED.txt").read_text()
    assert "It changed the configuration: evaluation/bootstrap_draws." in mark
    assert (results / "provenance.json").read_bytes() == old
    assert not (results / "table1.md").exists()
    assert "brings them up to date" in clone.start("report", "one").stdout
    clone.succeed("run", "one")  # as the failed one was to be made
    assert not (results / "UNFINISHED.txt").exists()
    assert (results / "table1.md").exists()
    told = json.loads((results / "provenance.json").read_text())["stable"]
    assert told["config"]["values"]["evaluation"]["bootstrap_draws"] == 101


def test_three_own_models_train_and_are_no_result(clone: Clone) -> None:
    models = {f"own_{k}": tiny_models.gene_network(10 + k, seed=k) for k in range(3)}
    models["00001"] = tiny_models.gene_network(4, seed=9)
    config = clone.own("three", models)
    printed = clone.succeed("run", "three", "--", "results/table1.tsv", config=config)
    assert "Means of 3 models: an illustration, no result." in printed
    assert "Models: 4, of which 3 scored, 1 mapped" in printed
    results = clone.results("three")
    table = pd.read_csv(results / "table1.tsv", sep="\t")
    assert set(table["evaluation_set"]) == {"all", "unfiltered"}
    assert table["published"].isna().all()
    assert "sparse_graph" in set(table["predictor"])
    assert "Not trained" not in (results / "table1.md").read_text()


def test_runs_share_the_archive(clone: Clone, tmp_path: Path) -> None:
    archive = clone.folder / "resources/archive"
    archive.mkdir(parents=True)
    fixture = ROOT / "tests/fixtures/biomodels/BIOMD0000000012.xml"
    shutil.copy(fixture, archive)
    sheet = tmp_path / "models.tsv"
    sheet.write_text("id\nBIOMD0000000012\n")
    config = tmp_path / "my.yaml"
    config.write_text(yaml.safe_dump(TINY | {"models": {"sheet": str(sheet)}}))
    target = "results/models/BIOMD0000000012/outcome.json"
    for name in ("first", "second"):
        printed = clone.succeed("run", name, "--", target, config=config)
        assert "fetch_models" not in printed
        place = clone.folder / "runs" / name
        assert (place / "resources/archive").resolve() == archive
        assert json.loads((place / target).read_text())["status"] == "mapped"
    config.write_text(
        yaml.safe_dump(
            TINY
            | {"models": {"sheet": str(sheet), "archive": {"requirement": "other==1"}}}
        )
    )
    words = ("-n", "--quiet", "rules", "--", target)
    planned = job_counts(clone.succeed("run", "third", *words, config=config))
    assert planned["fetch_models"] == 1  # another archive is not shared


def test_deleting_results_asks(clone: Clone) -> None:
    results = clone.folder / "runs/thrown_away/results"
    results.mkdir(parents=True)
    (results / "table1.md").touch()
    done = clone.start("clean", "thrown_away")
    assert done.returncode == 1
    assert str(results.parent) in done.stdout
    assert "Nothing was deleted" in done.stdout
    assert results.is_dir()
    command = [
        sys.executable,
        "-m",
        "bioripple",
        "experiment",
        "clean",
        "--name",
        "thrown_away",
    ]
    environment = os.environ | {"PYTHONPATH": "src"}
    subprocess.run(
        command, cwd=clone.folder, env=environment, input="y\n", text=True, check=True
    )
    assert not results.parent.exists()
    assert (clone.folder / "runs").is_dir()
