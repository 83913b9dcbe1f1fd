"""The workflow's source: formatted, linted, and runnable as shipped."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support.workflow_runner import ROOT, Workflow

pytestmark = [pytest.mark.snakemake]
RULE_FILES = [
    ROOT / "Snakefile",
    ROOT / "workflow/Snakefile",
    *sorted((ROOT / "workflow/rules").glob("*.smk")),
]


@pytest.mark.confirms  # make lint
def test_snakefmt_has_nothing_to_change() -> None:
    # snakefmt starts shfmt, which lies beside Python.
    done = subprocess.run(
        [sys.executable, "-m", "snakefmt", "--check", *map(str, RULE_FILES)],
        cwd=ROOT,
        env={"PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.confirms  # make lint
def test_snakemake_finds_nothing_to_lint(tmp_path: Path) -> None:
    assert "Congratulations" in Workflow(tmp_path).succeed("--lint")


def shipped(config: str, folder: Path) -> Workflow:
    return Workflow(folder, yaml.safe_load((ROOT / "config" / config).read_text()))


PLANS: dict[str, dict[str, int]] = {}


def plan(config: str, folder: Path) -> dict[str, int]:
    """Return what a shipped configuration plans, which is looked at once."""
    if config not in PLANS:
        PLANS[config] = shipped(config, folder).planned()
    return dict(PLANS[config])


@pytest.mark.parametrize("config", ["config.yaml", "demo.yaml"])
def test_the_shipped_configuration_plans_the_whole_experiment(
    tmp_path: Path, config: str
) -> None:
    chosen = shipped(config, tmp_path).config.get("models") or {}
    sheet = chosen.get("sheet", "config/models.tsv")
    models = len((ROOT / sheet).read_text().splitlines()) - 1
    planned = plan(config, tmp_path)
    for rule in ("parse_sbml", "jacobian", "sensitivity", "baselines"):
        assert planned[rule] == models
    for rule in ("fetch_models", "table1", "figure3", "figure4", "figure5", "figure6"):
        assert planned[rule] == 1
    assert planned["train_gcn"] == planned["predict_enhancement"] >= 4


def test_the_door_for_the_catalog_plans_the_same(tmp_path: Path) -> None:
    usual = shipped("demo.yaml", tmp_path)
    door = ["--snakefile", str(ROOT / "workflow/Snakefile")]
    planned = usual.planned(*door)
    assert planned.pop("everything") == 1
    assert planned == plan("demo.yaml", tmp_path)


def test_a_typo_stops_the_run_before_any_job_and_names_the_key(tmp_path: Path) -> None:
    done = Workflow(tmp_path, {"gcn": {"learning_rte": 0.1}}).run("--dry-run")
    assert done.returncode != 0
    assert "gcn/learning_rte: there is no such key" in done.stdout
    assert "did you mean 'learning_rate'" in done.stdout
    assert "Traceback" not in done.stdout


def test_a_missing_sheet_names_its_path(tmp_path: Path) -> None:
    config = {"models": {"sheet": "config/no_such.tsv"}}
    done = Workflow(tmp_path, config).run("--dry-run")
    assert done.returncode != 0
    assert "config/no_such.tsv: there is no such model sheet" in done.stdout


def test_rule_files_keep_to_their_limits() -> None:
    assert len(RULE_FILES[0].read_text().splitlines()) <= 60
    for path in RULE_FILES:
        text = path.read_text()
        assert "lambda" not in text
        assert "    run:" not in text
        assert "message:" not in text
