"""The mark of a run that has not finished, its configuration, and its last words."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bioripple.experiment import run_state
from bioripple.experiment.config_files import ConfigError
from bioripple.experiment.run_state import NotFinished, begin, finish

SHIPPED: dict[str, Any] = {
    "models": {"sheet": "config/models.tsv", "source": "archive"},
    "gcn": {"epochs": 200, "seeds": [0, 1, 2]},
}
OWN: dict[str, Any] = {
    "models": {"sheet": "my.tsv", "source": "archive"},
    "gcn": {"epochs": 200, "seeds": [0]},
}
JOBS = [("jacobian", ["results/models/a/jacobian.json"]), ("all", [])]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_run_is_marked_until_it_has_finished() -> None:
    assert begin(SHIPPED, SHIPPED, JOBS) == []
    assert run_state.is_unfinished()
    assert "do not belong together" in Path("results/UNFINISHED.txt").read_text()
    finish(whole=True, was_unfinished=False)
    assert not run_state.is_unfinished()


def test_a_part_that_finishes_does_not_hide_a_whole_that_has_not() -> None:
    begin(SHIPPED, SHIPPED, JOBS)  # and dies
    finish(whole=False, was_unfinished=True)
    assert run_state.is_unfinished()
    finish(whole=True, was_unfinished=True)
    assert not run_state.is_unfinished()
    begin(SHIPPED, SHIPPED, JOBS)
    finish(whole=False, was_unfinished=False)
    assert not run_state.is_unfinished()


def test_a_run_that_makes_no_result_marks_nothing() -> None:
    assert begin(OWN, SHIPPED, [("fetch_models", ["resources/archive"])]) == []
    assert not Path("results").exists()


def test_what_results_are_made_with_is_kept_beside_them() -> None:
    assert run_state.remembered() is None
    begin(OWN, SHIPPED, JOBS)
    text = Path("results/config.yaml").read_text()
    expected = {"models": {"sheet": "my.tsv"}, "gcn": {"seeds": [0]}}
    assert yaml.safe_load(text) == run_state.remembered() == expected
    begin(SHIPPED, SHIPPED, JOBS)
    assert run_state.remembered() == {}


def test_a_kept_configuration_that_somebody_spoilt_is_told() -> None:
    begin(OWN, SHIPPED, JOBS)
    Path("results/config.yaml").write_text("gcn: [\n")
    with pytest.raises(ConfigError, match=r"results/config\.yaml, line 2"):
        run_state.remembered()


def test_another_configuration_is_told_and_stands_in_the_mark() -> None:
    begin(OWN, SHIPPED, JOBS)
    assert begin(OWN, SHIPPED, JOBS) == []
    other = OWN | {"gcn": {"epochs": 9, "seeds": [0]}}
    (told,) = begin(other, SHIPPED, JOBS)
    assert "(gcn/epochs): what depends on it is made again" in told
    mark = Path("results/UNFINISHED.txt").read_text()
    assert "It changed the configuration: gcn/epochs." in mark


def test_values_of_any_kind_are_kept() -> None:
    class Odd(dict[str, Any]):
        """As Snakemake's are, no plain dict."""

    config = SHIPPED | {"gcn": Odd(epochs=200, seeds=(0, 5)), "new": Odd(a=Odd(b=1.5))}
    assert run_state.differences(config, SHIPPED) == {
        "gcn": {"seeds": [0, 5]},
        "new": {"a": {"b": 1.5}},
    }
    begin(config, SHIPPED, JOBS)
    assert run_state.remembered() == run_state.differences(config, SHIPPED)


def test_who_only_looks_makes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(run_state.ONLY_LOOK, "{number} steps are out of date")
    with pytest.raises(NotFinished, match="1 steps are out of date"):
        begin(SHIPPED, SHIPPED, JOBS)
    assert not Path("results").exists()
    assert begin(SHIPPED, SHIPPED, [("test", []), ("all", [])]) == []


def outcomes(*rows: tuple[str, str, str, str]) -> None:
    Path("results").mkdir()
    lines = ["model\tstatus\treason\tdoubt", *("\t".join(row) for row in rows)]
    Path("results/outcomes.tsv").write_text("\n".join(lines) + "\n")


def test_the_last_words_say_what_came_out_and_where_it_is() -> None:
    outcomes(
        ("a", "scored", "", ""),
        ('b"', "scored", "", "two links"),
        ("c", "mapped", "7 nodes, fewer than 10", ""),
        ("d", "refused", "a delay", ""),
        ("e", "failed", "x" * 500, ""),
    )
    for name in ("table1.md", "provenance.json"):
        (Path("results") / name).write_text("")
    Path("results/figures").mkdir()
    metrics = Path("results/gcn/sparse_graph/models/seed0/metrics.json")
    metrics.parent.mkdir(parents=True)
    metrics.write_text(json.dumps({"not_trained": "split 'models' needs more"}))
    lines = run_state.summary(
        125.0,
        metrics=[metrics, Path("results/gcn/full_graph/models/seed0/metrics.json")],
        shown=Path("runs/mine"),
        report="make report RUN=mine",
    )
    assert lines[0] == "Finished in 2 min 5 s."
    assert lines[1] == (
        "Models: 5, of which 2 scored, 1 mapped, 1 refused, 1 failed (1 of the scored "
        'with doubtful numbers: b").'
    )
    text = "\n".join(lines)
    assert "  d refused: a delay" in lines
    assert max(map(len, lines)) < 150
    assert "A single model: an illustration, no result." in lines
    assert "Not trained for lack of models (sparse graph)" in text
    assert "Tables: runs/mine/results/table1.md, runs/mine/results/outcomes.tsv" in text
    assert "Figures: runs/mine/results/figures" in lines
    assert lines[-1].endswith("make report RUN=mine")


def test_of_many_bad_models_some_are_named() -> None:
    outcomes(*((f"m{k}", "failed", "no such file", "") for k in range(40)))
    lines = run_state.summary(1.0, metrics=[], shown=Path(), report="make report")
    assert sum("no such file" in line for line in lines) == 5
    assert any("and 35 more" in line for line in lines)


def test_of_many_doubtful_models_some_are_named() -> None:
    outcomes(*((f"m{k}", "scored", "", "stiff") for k in range(7)))
    text = "\n".join(said())
    assert "7 of the scored with doubtful numbers: m0, m1, m2, m3, m4, …)" in text


def said() -> list[str]:
    return run_state.summary(
        1.0, metrics=[], shown=Path("runs/mine"), report="make report"
    )


def test_paths_are_told_as_their_user_can_follow_them() -> None:
    outcomes(
        ("gone", "failed", "../../my models/gone.xml: there is no such file", ""),
        ("b", "failed", "resources/archive/b.xml: has 9 bytes: too many", ""),
        ("c", "refused", "../ is in a name", ""),
        *((f"m{k}", "failed", "no", "") for k in range(3)),
    )
    lines = said()
    assert "  gone failed: my models/gone.xml: there is no such file" in lines
    archived = "  b failed: runs/mine/resources/archive/b.xml: has 9 bytes: too many"
    assert archived in lines
    assert "  … and 1 more; see the reasons in runs/mine/results/outcomes.tsv" in lines


def test_steps_that_lost_models_are_told() -> None:
    outcomes(("a", "scored", "", ""))
    assert not any("Left out" in line for line in said())
    Path("results/lost").mkdir()
    for step, rows in {"accuracy": "", "truths": "a\tno\nb\tno\n"}.items():
        Path(f"results/lost/{step}.tsv").write_text(f"model\treason\n{rows}")
    assert (
        "Left out by some steps, with the reason: runs/mine/results/lost/truths.tsv (2)"
        in said()
    )


@pytest.mark.parametrize("first", [True, False])
def test_a_first_run_that_failed_stands_beside_nothing(first: bool) -> None:
    told, mark = run_state.unfinished(first=first, shown=Path("runs/mine"))
    assert told.startswith("Not finished: runs/mine/results holds what this run made")
    assert ("beside what was there before" in told) is not first
    assert mark.startswith("runs/mine/results/UNFINISHED.txt")


def test_a_run_of_something_else_says_how_long_it_took() -> None:
    lines = run_state.summary(1.0, metrics=[], shown=Path(), report="make report")
    assert lines == ["Finished in 1 s."]  # there is nothing to report of
