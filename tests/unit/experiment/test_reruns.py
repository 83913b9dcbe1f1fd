"""The table of CONTRIBUTING that says what an edit makes run again."""

from pathlib import Path

import pytest

from bioripple.experiment import reruns

ROOT = Path(__file__).parents[3]
STEPS = reruns.reached_by_step(ROOT)
PER_MODEL = {"fetch_model", "parse_sbml", "jacobian", "sensitivity", "baselines"}
TRAINING = {"train_gcn", "train_kinetics"}


def steps_of(name: str) -> set[str]:
    path = ROOT / "src/bioripple" / name
    assert path.is_file()
    return {step for step, files in STEPS.items() if path in files}


def test_a_version_reruns_nothing() -> None:
    assert not steps_of("__init__.py")


@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("predictors/registry.py", 17),
        ("metrics/accuracy.py", 14),
        ("responses/truths.py", 6),
        ("collection/health.py", 4),
    ],
)
def test_an_edit_reruns_what_it_can_change(name: str, most: int) -> None:
    assert 0 < len(steps_of(name)) <= most


def test_scores_and_labels_map_no_model_and_train_nothing() -> None:
    edited = steps_of("predictors/registry.py") | steps_of("metrics/accuracy.py")
    assert not edited & (PER_MODEL | TRAINING)


def test_a_table_names_steps_and_counts_many(tmp_path: Path) -> None:
    for name in reruns.EDITS.values():
        path = tmp_path / "src/bioripple" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    label = tmp_path / "src/bioripple/predictors/registry.py"
    files = tmp_path / "src/bioripple/runtime/files.py"
    steps = {f"s{k}": frozenset({files}) for k in range(reruns.MANY + 1)}
    steps["figure"] = frozenset({label})
    text = reruns.table(steps, tmp_path)
    assert "| a label | `predictors/registry.py` | 1: `figure` |" in text
    assert f"| `runtime/files.py` | {reruns.MANY + 1} |" in text
    assert "| the algebra | `symbolic/graph.py` | 0 |" in text
