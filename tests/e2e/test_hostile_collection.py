"""Whatever stands beside them, sound models get the numbers that they get alone."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bioripple.collection.outcomes import read_outcomes
from bioripple.runtime.files import read_arrays
from bioripple.runtime.rows import read_rows
from bioripple.runtime.tables import read_table
from bioripple.runtime.text import one_line
from tests.support.hostile_collection import (
    HOSTILE,
    RECORDS,
    SOUND,
    write_hostile,
    write_sound,
)
from tests.support.workflow_runner import ROOT, Workflow

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]

ENDINGS = {
    **dict.fromkeys(HOSTILE, "scored"),
    "factorial_of_time": "mapped",
    "speeds_near_overflow": "mapped",
    "infinite_at_the_state": "failed",
    "long_id": "refused",
    **dict.fromkeys(RECORDS, "failed"),
}
# Of which models a step found nothing, beside those without a Jacobian.
LOST = {
    "predictor_inputs": {
        "infinite_at_start": "at the start is inf",
        "infinite_node": "at the start is inf",
    }
}

TABLES = (
    *("truths", "families", "network_properties", "accuracy", "leakage"),
    *("comparison/untrained", "comparison/kinetics"),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("hostile")


def run(folder: Path, sheet: Path, graphs: list[str], *targets: str) -> Path:
    """Make targets of a sheet, with these graphs trained, and return the results."""
    config = {
        "models": {
            "sheet": str(sheet),
            "source": "directory",
            "directory": str(folder / "models"),
        },
        "mapping": {"max_seconds": 60, "max_memory_mb": 2000},
        "gcn": {
            "graphs": graphs,
            "splits": ["families"],
            "seeds": [0],
            "folds": 2,
            "epochs": 1,
            "hidden": 4,
            "device": "cpu",
        },
        "kinetics": {
            "tiers": ["abundance_both"],
            "seeds": [0],
            "folds": 2,
            "epochs": 1,
            "device": "cpu",
        },
        "comparison": {"gcn_splits": ["families"], "gcn_seeds": [0]},
        "pilots": {"counts": [1], "seeds": [0], "noise": [0.0]},
        "evaluation": {"paper_set_size": 4, "bootstrap_draws": 100},
    }
    workflow = Workflow(folder / sheet.stem, config)
    workflow.succeed("--", *targets)
    return workflow.folder / "results"


@pytest.fixture(scope="module")
def alone(folder: Path) -> Path:
    """Return the tables of the sound models; nothing is drawn of them."""
    names = (*TABLES, "table1", "table2", "pilots", "units")
    tables = [f"results/{name}.tsv" for name in names]
    return run(folder, write_sound(folder / "models"), ["sparse_graph"], *tables)


@pytest.fixture(scope="module")
def together(folder: Path, alone: Path) -> Path:
    """Return the results of the sound and the hostile models."""
    sheet = write_hostile(folder / "models")
    return run(folder, sheet, ["full_graph", "sparse_graph"], "all", "comparison")


def test_every_model_has_its_outcome(together: Path) -> None:
    table = read_outcomes(together / "outcomes.tsv").set_index("model")
    assert len(table) == len(SOUND) + len(ENDINGS)
    assert table.loc[list(ENDINGS), "status"].to_dict() == ENDINGS
    assert (table.loc[list(SOUND), "status"] == "scored").all()
    reasons = table.loc[list(RECORDS), "reason"]
    assert reasons.str.endswith("there is no such file").all()
    assert not any("SECRET" in path.read_text() for path in together.rglob("*.json"))


def test_what_a_step_could_not_do_is_said(alone: Path, together: Path) -> None:
    for path in sorted((together / "lost").iterdir()):
        rows = {row["model"]: row["reason"] for row in read_rows(path)}
        expected = LOST.get(path.stem, {})
        assert rows.keys() == expected.keys(), path
        assert all(expected[model] in reason for model, reason in rows.items())
        assert read_rows(alone / "lost" / path.name) == []
    truths = read_rows(together / "truths.tsv")
    odd = [row for row in truths if row["model"] == "entries_far_apart"]
    told = {row["truth"]: row["reason"] for row in odd}
    at_rest = told.pop("steady_state")
    assert told == {"dynamo": "", "lasting_push": "", "relative": ""}
    assert at_rest.partition(":")[0] == "time dependent"


def test_ids_and_names_stay_text(alone: Path) -> None:
    """`00001` is not 1, `NA` is not missing, and a quote opens nothing."""
    table = read_outcomes(alone / "outcomes.tsv")
    assert dict(zip(table["model"], table["name"], strict=True)) == {
        model: one_line(name, most=500) for model, name in SOUND.items()
    }
    for name in TABLES:
        assert set(read_table(alone / f"{name}.tsv")["model"]) == set(SOUND), name
    table1 = read_table(alone / "table1.tsv", numbers=["n_models"])
    counts = table1.groupby("evaluation_set")["n_models"].max().to_dict()
    assert counts == {"all": 6, "unfiltered": 6}
    table2 = read_table(alone / "table2.tsv", numbers=["n_models"])
    assert table2.groupby("evaluation_set")["n_models"].max().to_dict() == counts


def sound_rows(results: Path, name: str) -> pd.DataFrame:
    """Return the rows of a table that speak of a sound model and nothing learned."""
    table = read_table(results / f"{name}.tsv")
    chosen = table["model"].isin(SOUND)
    if "split" in table:
        chosen &= table["split"] == "none"
    columns = [str(c) for c in table if c not in ("paper87", "n_models")]
    rows = table.loc[chosen, columns]
    return rows.sort_values(columns, ignore_index=True)


@pytest.mark.parametrize(
    "name",
    ["outcomes", "truths", "families", "network_properties", "accuracy",
     "comparison/untrained"],
)  # fmt: skip
def test_the_tables_say_the_same_of_sound_models(
    alone: Path, together: Path, name: str
) -> None:
    expected, found = (sound_rows(results, name) for results in (alone, together))
    assert len(expected) >= len(SOUND)
    expected = expected.reindex(columns=found.columns, fill_value="")
    pd.testing.assert_frame_equal(found, expected)


def sound_arrays(results: Path) -> Iterator[tuple[str, np.ndarray]]:
    for model in SOUND:
        for path in sorted((results / "models" / model).glob("*.npz")):
            for key, array in read_arrays(path).items():
                yield f"{model}/{path.stem}/{key}", array
    for name in ("truths", "predictor_inputs", "enhancement_factor"):
        for key, array in read_arrays(results / f"{name}.npz").items():
            if key.split("/")[0] in SOUND:
                yield f"{name}/{key}", array


def test_the_arrays_of_sound_models_are_the_same(alone: Path, together: Path) -> None:
    expected, found = (dict(sound_arrays(results)) for results in (alone, together))
    assert expected.keys() == found.keys()
    for key, array in expected.items():
        np.testing.assert_array_equal(found[key], array, err_msg=key)


def test_the_results_hold_together(together: Path) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += [str(ROOT / "tests/results"), "--results", str(together)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout
