"""The whole workflow on tiny models."""

import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from bioripple.runtime.files import sha256
from bioripple.runtime.rows import read_rows
from tests.support import tiny_models
from tests.support.watching import watching
from tests.support.workflow_runner import ROOT, Workflow

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]


@pytest.fixture(scope="module")
def outcomes(results: Path) -> pd.DataFrame:
    table = pd.read_csv(results / "outcomes.tsv", sep="\t", keep_default_na=False)
    return table.set_index("model")


def test_every_model_has_an_outcome(outcomes: pd.DataFrame) -> None:
    assert list(outcomes.index) == list(tiny_models.IDS)
    status = outcomes["status"]
    assert (status[list(tiny_models.SOUND)] == "scored").all()
    assert (status[list(tiny_models.SMALL)] == "mapped").all()


@pytest.mark.parametrize(
    ("model", "status", "reason"),
    [
        ("broken", "failed", "not well-formed XML"),
        ("delayed", "refused", "delay"),
        ("hostile", "refused", "document type"),
        ("missing", "failed", "missing.xml: there is no such file"),
    ],
)
def test_bad_models_stop_nothing_and_say_what_was_wrong(
    outcomes: pd.DataFrame, results: Path, model: str, status: str, reason: str
) -> None:
    assert outcomes.loc[model, "status"] == status
    told = str(outcomes.loc[model, "reason"])
    assert reason in told
    outcome = json.loads((results / "models" / model / "outcome.json").read_text())
    assert outcome["reason"] == told


def test_steps_read_nothing_but_what_their_rules_declare(undeclared: str) -> None:
    assert undeclared == ""


def test_what_a_rule_does_not_declare_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "declared").write_text("")
    (tmp_path / "undeclared").write_text("")
    script = 'open("declared").close(); open("undeclared").close()\n'
    script += "open(snakemake.output[0], 'w').close()\n"
    (tmp_path / "script.py").write_text(script)
    rule = 'rule one:\n    input: "declared"\n    output: "made"\n'
    (tmp_path / "Snakefile").write_text(f'{rule}    script: "script.py"\n')
    found = tmp_path / "found.tsv"
    workflow = Workflow(tmp_path, root=tmp_path)
    workflow.succeed(**watching(found, tmp_path))
    assert found.read_text() == f"one\t{tmp_path / 'undeclared'}\n"


def test_the_results_hold_together(results: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += [str(ROOT / "tests/results"), "--results", str(results)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_table_has_the_columns_that_others_read(results: Path) -> None:
    table = pd.read_csv(results / "table1.tsv", sep="\t")
    expected = (
        "predictor published evaluation_set truth entries pooling ties split n_models "
        "n_families mean ci_low ci_high"
    )
    assert list(table)[:13] == expected.split()
    accuracy = pd.read_csv(results / "accuracy.tsv", sep="\t")
    expected = "predictor tier truth split seed entries pooling ties model accuracy"
    measures = ["reachable", "top_five", "sign", "commoner_sign"]
    assert list(accuracy) == [*expected.split(), *measures]


@pytest.mark.parametrize("number", [3, 4, 5, 6])
def test_the_figures_are_there(results: Path, number: int) -> None:
    stem = results / "figures" / f"figure{number}"
    assert stem.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
    png = stem.with_suffix(".png").read_bytes()
    assert png.startswith(b"\x89PNG")
    assert len(png) > 10_000


def test_every_step_leaves_a_table_of_benchmarks_and_logs_that_say_something(
    finished: Workflow, results: Path
) -> None:
    listed = finished.succeed("--list-rules").split()
    fetching = {"all", "test", "fetch_models", "fetch_model"}
    scripts = {path.stem for path in (ROOT / "workflow/scripts").glob("*.py")}
    # targets of their own
    of_ablations = {"compare_ablations", "strata", "figure9"}
    of_networks = {
        "respond",
        "respond_from_block",
        "join_blocks",
        "collect_predictions",
    }
    of_readings = {"train_reading", "score_readings", "figure_readings"}
    of_measured = {"fetch_measured", "score_measured", "figure10"}
    apart = of_ablations | of_readings | of_networks | of_measured
    rules = scripts - fetching - apart
    assert rules <= set(listed)
    for rule in rules:
        assert (finished.folder / "logs" / rule).is_dir(), rule
        assert read_rows(results / "benchmarks" / f"{rule}.tsv"), rule
    rows = read_rows(results / "benchmarks/jacobian.tsv")
    assert [row["job"] for row in rows] == sorted(tiny_models.IDS)
    for row in rows:
        assert float(row["max_rss"]) > float(row["max_uss"]) > 0
        assert float(row["cpu_time"]) > 0
    logs = list(finished.folder.glob("logs/**/*.log"))
    assert all(log.stat().st_size for log in logs)


def test_the_provenance_tells_of_every_model_and_file(
    finished: Workflow, results: Path
) -> None:
    told = json.loads((results / "provenance.json").read_text())["stable"]
    models = Path(finished.config["models"]["directory"])
    for model in set(tiny_models.IDS) - {"missing"}:
        assert told["models"][model] == sha256(models / f"{model}.xml")
    assert told["models"]["missing"] is None
    assert len(told["files"]) == 30
    assert told["seeds"] == {"training": [0, 1], "evaluation": 0}
    assert told["config"]["values"]["gcn"]["hidden"] == 8
    assert set(told["source"]["steps"]) >= {"parse_sbml", "train_gcn", "figure6"}


def test_a_second_run_does_nothing(finished: Workflow) -> None:
    assert "Nothing to be done" in finished.succeed()


def test_the_report_holds_figures_table_and_captions(
    finished: Workflow, tmp_path: Path
) -> None:
    report = tmp_path / "report.zip"
    finished.succeed("--report", str(report))
    with zipfile.ZipFile(report) as archive:
        names = "\n".join(archive.namelist())
        page = " ".join(
            archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith((".html", ".js"))
        )
    page = " ".join(page.replace("\\n", " ").split())
    for number in (3, 4, 5, 6):
        assert f"figure{number}.png" in names
    assert "provenance.json" in names
    for fact in (
        "over 8 models",
        "eans of 8 models: an illustration, no result",
        "the 8 models of",
        "Excluded of 14 models: 2 with fewer than 10 nodes",
        "2 refused, 2 failed",
        "mean of 2 seeds, 2 epochs",
        "Seed of the evaluation: 0",
    ):
        assert fact in page, fact
    assert "snakemake.params" not in page
    assert "paper87" not in page  # they are own models
    for table in ("table1.html", "outcomes.html"):
        assert table in names
