"""Every rule in the conda environment that it names, with the real Snakemake.

The environments come from a local channel through a stand-in for conda;
docs/conda.md says what that proves.
"""

import csv
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conda.conftest import MODELS, Run
from tests.support.environments import (
    ENVIRONMENTS,
    conda_pins,
    environments_of_rules,
    locked,
    packages_of_step,
)
from tests.support.misbehaving_server import serving, whole

RULES = environments_of_rules()
# Only with `source: biomodels`, or for public sets of measured responses.
ON_REQUEST = {"fetch_model", "fetch_measured"}
# These read what a file needs in processes of their own, where nobody witnesses it.
OF_NETWORKS = frozenset({"libsbml", "mpmath", "threadpoolctl"})
IN_CHILDREN = {
    "join_blocks": OF_NETWORKS,
    "respond": OF_NETWORKS,
    "respond_from_block": OF_NETWORKS,
    "score_measured": OF_NETWORKS,
    "parse_sbml": {"libsbml"},  # and only of files that are not written as most are
}


def python(environment: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code with an environment's Python, and nothing else in its path."""
    return subprocess.run(
        [str(environment / "bin/python"), "-I", "-c", code],
        capture_output=True,
        text=True,
        check=False,
    )


def installed(environment: Path) -> dict[str, str]:
    code = (
        "import json, importlib.metadata as metadata;"
        "found = metadata.distributions();"
        "print(json.dumps({each.name: each.version for each in found}))"
    )
    found: dict[str, str] = json.loads(python(environment, code).stdout)
    return found


def test_there_is_an_environment_of_every_kind(environments: dict[str, Path]) -> None:
    assert environments.keys() == ENVIRONMENTS.keys()


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_an_environment_has_its_pins_and_what_they_need(
    environments: dict[str, Path], name: str
) -> None:
    found = {
        key.lower().replace("_", "-"): version.split("+")[0]
        for key, version in installed(environments[name]).items()
    }
    pins = conda_pins(ENVIRONMENTS[name])
    del pins["python"]
    assert found.items() >= pins.items()
    assert found.items() <= (locked("runtime.txt") | locked("dev.txt")).items()


@pytest.mark.parametrize(
    ("name", "module"),
    [
        ("sbml", "torch"),
        ("sbml", "matplotlib"),
        ("gcn", "libsbml"),
        ("gcn", "matplotlib"),
        ("figures", "torch"),
        ("figures", "libsbml"),
        ("fetch", "libsbml"),
        ("test", "libsbml"),
        *((name, "snakemake") for name in ENVIRONMENTS),
    ],
)
def test_an_environment_cannot_import(
    environments: dict[str, Path], name: str, module: str
) -> None:
    done = python(environments[name], f"import {module}")
    assert f"ModuleNotFoundError: No module named '{module}'" in done.stderr


@pytest.mark.parametrize("step", sorted(RULES.keys() - ON_REQUEST))
def test_a_script_loads_its_packages_from_its_environment(
    witnessed: dict[str, list[dict[str, Any]]],
    environments: dict[str, Path],
    step: str,
) -> None:
    check_witnesses(witnessed[step], environments[RULES[step]], step)


def check_witnesses(
    records: list[dict[str, Any]], environment: Path, step: str
) -> None:
    """Check that every package a step imports was loaded, and from where.

    Snakemake adds its own packages to the end of the path, where they would fill in
    for what an environment lacks.
    """
    for record in records:
        assert Path(record["prefix"]) == environment
        modules = record["modules"]
        assert modules["bioripple"]
        for name in packages_of_step(step).keys() & modules.keys():
            assert Path(modules[name]).is_relative_to(environment), (name, modules)
    loaded = {name for record in records for name in record["modules"]}
    needed = packages_of_step(step).keys() - IN_CHILDREN.get(step, set())
    assert needed <= loaded


def test_the_table_and_the_figures_are_there(finished: Run) -> None:
    results = finished.folder / "results"
    with (results / "outcomes.tsv").open() as stream:
        rows = {row["model"]: row for row in csv.DictReader(stream, delimiter="\t")}
    assert list(rows) == [path.stem for path in MODELS]
    assert [row["status"] for row in rows.values()].count("scored") >= 4
    with (results / "table1.tsv").open() as stream:
        means = [row["mean"] for row in csv.DictReader(stream, delimiter="\t")]
    assert means and all(-1 <= float(mean) <= 1 for mean in means if mean)
    for number in (3, 4, 5, 6):
        stem = results / "figures" / f"figure{number}"
        assert stem.with_suffix(".pdf").read_bytes().startswith(b"%PDF-")
        assert stem.with_suffix(".png").read_bytes().startswith(b"\x89PNG")


def test_the_checks_of_the_results_ran_and_passed(finished: Run) -> None:
    log = (finished.folder / "logs/test/test.log").read_text()
    assert " passed" in log.splitlines()[-1]


def test_a_second_run_does_nothing(finished: Run, prefix: Path) -> None:
    arguments = ("--use-conda", "--conda-prefix", str(prefix), "--dry-run")
    assert "Nothing to be done" in finished.snakemake(*arguments)


def test_a_run_without_conda_is_another_run(finished: Run) -> None:
    printed = finished.snakemake("--dry-run")
    assert "software environment definition has changed" in printed


def test_the_profile_asks_for_conda_beside_the_default_profile(
    finished: Run, prefix: Path
) -> None:
    arguments = ("--profile", "profiles/conda", "--dry-run")
    same = finished.snakemake(*arguments, "--conda-prefix", str(prefix))
    assert "profiles/conda and workflow specific profile profiles/default" in same
    assert "Nothing to be done" in same
    elsewhere = finished.snakemake(*arguments)
    assert elsewhere.count("will be created") == len(ENVIRONMENTS) - 1


def test_a_model_comes_from_a_service(
    run: Run, environments: dict[str, Path], prefix: Path, tmp_path: Path
) -> None:
    model = MODELS[0]
    with serving(whole(model.read_bytes())) as server:
        models = {
            "sheet": run.config["models"]["sheet"],
            "source": "biomodels",
            "biomodels": {"url": server.url},
        }
        fetching = Run(tmp_path, run.installation, {"models": models})
        folder = f"resources/biomodels/{model.stem}"
        fetching.snakemake("--use-conda", "--conda-prefix", str(prefix), "--", folder)
    assert (tmp_path / folder / model.name).read_bytes() == model.read_bytes()
    records = [json.loads(each.read_text()) for each in fetching.witnesses.iterdir()]
    jobs = [each for each in records if each["script"].endswith(".fetch_model.py")]
    assert len(jobs) == 1
    check_witnesses(jobs, environments["fetch"], "fetch_model")
