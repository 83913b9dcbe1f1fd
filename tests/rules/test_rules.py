"""Every rule alone, given nothing but its declared inputs.

What is tested is the wiring: does the rule hand its script what it needs, and does the
script write what the rule promises? The inputs are those of a whole run, and so are the
expected outputs, compared by tolerance.
"""

import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bioripple.runtime.files import read_arrays
from tests.support.rules_alone import (
    CHECKED_BY_EXISTENCE,
    FACTORS,
    FAMILIES,
    GROUPS,
    MODEL,
    OF_ABLATIONS,
    OF_MEASURED,
    OF_PREDICTIONS,
    OF_READINGS,
    OUTCOMES,
    RULES,
    Alone,
)
from tests.support.workflow_runner import ROOT, Workflow

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]


# tests/e2e/test_workflow.py notices, too, what a step reads undeclared.
@pytest.mark.confirms
@pytest.mark.parametrize(
    "cases", GROUPS.values(), ids=lambda cases: "+".join(case.rule for case in cases)
)
def test_rule_alone(finished: Workflow, tmp_path: Path, cases: list[Alone]) -> None:
    alone = Workflow(tmp_path, finished.config)
    for pattern in cases[0].needs:
        for path in finished.folder.glob(pattern):
            copy = tmp_path / path.relative_to(finished.folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, copy)
    rules = [case.rule for case in cases]
    made = [name for case in cases for name in case.makes]
    declared = [name for name in made if not is_data(name)]
    alone.succeed("--allowed-rules", *rules, "--", *declared)
    for name in made:
        compare(tmp_path / name, finished.folder / name)
    for rule in rules:
        assert (tmp_path / "results/benchmarks" / f"{rule}.tsv").is_file()
        (folder,) = (tmp_path / "logs").glob(rule)  # what said nothing has no log
        assert all("Traceback" not in log.read_text() for log in folder.iterdir())


def is_data(name: str) -> bool:
    """Return whether a file is undeclared data beside a model's record."""
    return name.startswith(MODEL) and name.endswith(".npz")


def compare(found: Path, expected: Path) -> None:
    """Compare two files by what is in them."""
    match found.suffix:
        case ".npz":
            compare_arrays(read_arrays(found), read_arrays(expected))
        case ".tsv":
            pd.testing.assert_frame_equal(
                pd.read_csv(found, sep="\t"),
                pd.read_csv(expected, sep="\t"),
                rtol=1e-4,
                atol=1e-6,
            )
        case ".json":
            assert comparable(found) == comparable(expected)
        case suffix if suffix in CHECKED_BY_EXISTENCE:
            assert found.stat().st_size > 1000
        case _:
            assert found.read_text() == expected.read_text()


def compare_arrays(found: dict[str, Any], expected: dict[str, Any]) -> None:
    assert found.keys() == expected.keys()
    for name, array in expected.items():
        if np.issubdtype(array.dtype, np.floating):
            np.testing.assert_allclose(found[name], array, rtol=1e-4, atol=1e-9)
        else:
            np.testing.assert_array_equal(found[name], array)


def comparable(path: Path) -> Any:
    """Return a JSON file without times and with five digits of other numbers."""
    text = path.read_text()
    content = json.loads(text, parse_float=lambda digits: f"{float(digits):.5g}")
    for differs_between_runs in ("seconds", "run"):
        content.pop(differs_between_runs, None)
    return content


def test_every_rule_is_tested(finished: Workflow) -> None:
    scripts = {path.stem for path in (ROOT / "workflow/scripts").glob("*.py")}
    apart = {"fetch_models", "fetch_model", "test"} | OF_ABLATIONS | OF_PREDICTIONS
    apart |= OF_MEASURED | OF_READINGS
    assert {case.rule for case in RULES} == scripts - apart


def test_a_reading_is_trained_as_its_variant_says(
    finished: Workflow, tmp_path: Path
) -> None:
    assert not (finished.folder / "results/readings").exists()  # in no other target
    alone = Workflow(tmp_path, finished.config)
    (tmp_path / "results").mkdir()
    for name in (OUTCOMES, FAMILIES, FACTORS):
        shutil.copy(finished.folder / name, tmp_path / name)
    run = "results/readings/half_identity/sparse_graph/seed0/metrics.json"
    alone.succeed("--allowed-rules", "train_reading", "--", run)
    facts = json.loads((tmp_path / run).read_text())
    assert (facts["split"], facts["features"]) == (
        "transductive",
        ["source", "identity"],
    )
    assert facts["epochs"] == finished.config["gcn"]["epochs"]


def test_an_ablation_is_trained_as_its_variant_says(
    finished: Workflow, tmp_path: Path
) -> None:
    assert not (finished.folder / "results/ablations").exists()  # in no other target
    alone = Workflow(tmp_path, finished.config)
    tier = "results/kinetics/abundance_both"
    (tmp_path / tier).mkdir(parents=True)
    for name in (FAMILIES, f"{tier}/examples.npz"):
        shutil.copy(finished.folder / name, tmp_path / name)
    run = "results/ablations/untrained/abundance_both/families/seed0/metrics.json"
    alone.succeed("--allowed-rules", "train_ablation", "--", run)
    facts = json.loads((tmp_path / run).read_text())
    assert (facts["epochs"], facts["tier"]) == (0, "abundance_both")
    assert facts["folds"] == finished.config["kinetics"]["folds"]
