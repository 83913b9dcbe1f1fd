"""Every rule alone, given nothing but its declared inputs.

What is tested is the wiring: does the rule hand its script what it needs, and does the
script write what the rule promises? The inputs are those of a whole run, and so are the
expected outputs, compared by tolerance.
"""

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bioripple.runtime.files import read_arrays
from tests.support.workflow_runner import ROOT, Workflow

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]

MODEL = "results/models/sound_10_0"
RUN = "results/gcn/sparse_graph/transductive/seed1"
OUTCOMES = "results/outcomes.tsv"
FAMILIES = "results/families.tsv"
SYSTEMS = "results/models/*/system.*"
SENSITIVITIES = (
    "results/models/*/outcome.json",
    "results/models/*/sensitivity.npz",
)
JACOBIANS = ("results/models/*/jacobian.*",)
BASELINES = "results/models/*/baselines.*"
FACTORS = "results/enhancement_factor.npz"
PREDICTIONS = "results/gcn/*/*/*/predictions.npz"
METRICS = "results/gcn/*/*/*/metrics.json"
KNOWN = (
    "results/predictor_inputs.npz",
    "results/truths.npz",
    "results/truths.tsv",
)
# In no target of a whole run, and too slow to run besides: see tests/scripts.
OF_ABLATIONS = {"compare_ablations", "strata", "figure9"}
# Run by themselves in tests/e2e/test_predict.py.
OF_PREDICTIONS = {
    "collect_predictions",
    "join_blocks",
    "respond",
    "respond_from_block",
}
CHECKED_BY_EXISTENCE = (".pdf", ".png", ".pt")


@dataclass(frozen=True)
class Alone:
    """A rule, what it needs (records with their arrays) and what it makes."""

    rule: str
    needs: tuple[str, ...]
    makes: tuple[str, ...]


RULES = [
    Alone("parse_sbml", (), (f"{MODEL}/system.json", f"{MODEL}/system.npz")),
    Alone(
        "jacobian",
        (f"{MODEL}/system.*",),
        (f"{MODEL}/jacobian.json", f"{MODEL}/jacobian.npz"),
    ),
    Alone(
        "sensitivity",
        (f"{MODEL}/jacobian.*",),
        (f"{MODEL}/outcome.json", f"{MODEL}/sensitivity.npz"),
    ),
    Alone(
        "baselines",
        (f"{MODEL}/jacobian.*",),
        (f"{MODEL}/baselines.json", f"{MODEL}/baselines.npz"),
    ),
    Alone(
        "collect_outcomes",
        (SENSITIVITIES[0],),
        (OUTCOMES, "results/outcomes.html"),
    ),
    Alone("families", (SYSTEMS, *JACOBIANS), (FAMILIES, "results/lost/families.tsv")),
    Alone("predictor_inputs", (SYSTEMS, *JACOBIANS), ("results/predictor_inputs.npz",)),
    Alone(
        "enhancement_factor",
        (OUTCOMES, *SENSITIVITIES, *JACOBIANS),
        (FACTORS, "results/oracles.tsv", "results/lost/enhancement_factor.tsv"),
    ),
    Alone(
        "truths",
        (OUTCOMES, *SENSITIVITIES, *JACOBIANS),
        ("results/truths.npz", "results/truths.tsv", "results/lost/truths.tsv"),
    ),
    Alone(
        "train_gcn",
        (OUTCOMES, FAMILIES, FACTORS),
        (f"{RUN}/checkpoint.pt", f"{RUN}/metrics.json", f"{RUN}/losses.tsv"),
    ),
    Alone(
        "predict_enhancement",
        (OUTCOMES, FAMILIES, FACTORS, f"{RUN}/checkpoint.pt"),
        (f"{RUN}/predictions.npz",),
    ),
    Alone(
        "leakage",
        (SYSTEMS, *JACOBIANS, OUTCOMES, FAMILIES, FACTORS),
        ("results/leakage.tsv", "results/leakage_summary.tsv"),
    ),
    Alone(
        "accuracy",
        (
            OUTCOMES,
            "results/truths.*",
            BASELINES,
            FACTORS,
            PREDICTIONS,
        ),
        ("results/accuracy.tsv", "results/lost/accuracy.tsv"),
    ),
    Alone(
        "network_properties",
        (OUTCOMES, *JACOBIANS),
        ("results/network_properties.tsv",),
    ),
    Alone(
        "table1",
        (OUTCOMES, "results/accuracy.tsv", METRICS),
        ("results/table1.tsv", "results/table1.md", "results/table1.html"),
    ),
    *(
        Alone(
            f"figure{number}",
            (OUTCOMES, "results/accuracy.tsv", *more),
            tuple(f"results/figures/figure{number}.{kind}" for kind in ("pdf", "png")),
        )
        for number, more in (
            (3, ()),
            (4, ()),
            (5, (SYSTEMS, *SENSITIVITIES, BASELINES, PREDICTIONS)),
            (6, ("results/network_properties.tsv",)),
        )
    ),
    Alone(
        "train_kinetics",
        (OUTCOMES, FAMILIES, *KNOWN),
        ("results/kinetics/topology/families/seed0/predictions.npz",),
    ),
    Alone(
        "score_untrained",
        (OUTCOMES, FAMILIES, *KNOWN),
        ("results/comparison/untrained.tsv", "results/lost/score_untrained.tsv"),
    ),
    Alone(
        "score_gcn",
        (OUTCOMES, "results/truths.*", BASELINES, PREDICTIONS),
        ("results/comparison/gcn.tsv", "results/lost/score_gcn.tsv"),
    ),
    Alone(
        "dataset",
        (OUTCOMES, FAMILIES, *KNOWN),
        ("results/dataset.npz", "results/dataset.npz.sha256"),
    ),
    Alone(
        "score_kinetics",
        (OUTCOMES, FAMILIES, *KNOWN, "results/kinetics/*/*/*/predictions.npz"),
        ("results/comparison/kinetics.tsv",),
    ),
    Alone(
        "table2",
        (
            OUTCOMES,
            FAMILIES,
            "results/accuracy.tsv",
            "results/comparison/*.tsv",
            METRICS,
            "results/kinetics/*/*/*/metrics.json",
        ),
        ("results/table2.tsv", "results/table2.md", "results/table2.html"),
    ),
    *(
        Alone(
            f"figure{number}",
            ("results/table2.tsv",),
            tuple(f"results/figures/figure{number}.{kind}" for kind in ("pdf", "png")),
        )
        for number in (7, 8)
    ),
    Alone(
        "wirings",
        (SYSTEMS, *JACOBIANS),
        ("results/wirings.npz", "results/lost/wirings.tsv"),
    ),
    Alone(
        "train_shipped",
        (OUTCOMES, FAMILIES, *KNOWN, "results/wirings.npz"),
        ("results/shipped/weights.npz", "results/shipped/held_out.npz"),
    ),
    Alone(
        "score_shipped",
        (FAMILIES, *KNOWN, "results/wirings.npz", "results/shipped/*"),
        ("results/shipped/card.json", "results/shipped/scores.tsv"),
    ),
    Alone(
        "provenance",
        (
            SENSITIVITIES[0],
            METRICS,
            "results/*.tsv",
            "results/*.html",
            "results/lost/*.tsv",
            "results/predictor_inputs.npz",
            "results/table1.md",
            "results/figures/*",
        ),
        ("results/provenance.json",),
    ),
]


# Rules with the same needs share a start of Snakemake: none is given more than alone.
GROUPS = {
    needs: [case for case in RULES if case.needs == needs]
    for needs in dict.fromkeys(case.needs for case in RULES)
}


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
        log = next((tmp_path / "logs" / rule).iterdir())
        assert "Traceback" not in log.read_text()


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
    assert {case.rule for case in RULES} == scripts - apart


def test_an_ablation_is_trained_as_its_variant_says(
    finished: Workflow, tmp_path: Path
) -> None:
    assert not (finished.folder / "results/ablations").exists()  # in no other target
    alone = Workflow(tmp_path, finished.config)
    (tmp_path / "results").mkdir()
    for name in (OUTCOMES, FAMILIES, *KNOWN):
        shutil.copy(finished.folder / name, tmp_path / name)
    run = "results/ablations/untrained/abundance_state/families/seed0/metrics.json"
    alone.succeed("--allowed-rules", "train_ablation", "--", run)
    facts = json.loads((tmp_path / run).read_text())
    assert (facts["epochs"], facts["tier"]) == (0, "abundance_state")
    assert facts["folds"] == finished.config["kinetics"]["folds"]
