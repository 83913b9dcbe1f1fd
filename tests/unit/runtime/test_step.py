"""What a script's `main` is given of what its rule has, and what is told if not."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Literal

import pytest
from snakemake.iocontainers import InputFiles, OutputFiles, Params, Wildcards

from bioripple.runtime import step
from bioripple.runtime.step import WrongStep, arguments, run_script


def named(kind: Any, **parts: Any) -> Any:
    """Return Snakemake's list of named parts; a list of files is a part of its own."""
    return kind(fromdict=parts)


def rule(**changes: Any) -> Any:
    """Return what Snakemake gives to the script of a rule that fits `main`."""
    parts: dict[str, dict[str, Any]] = {
        "input": {"table": "results/a.tsv", "records": ["b.json"]},
        "output": {"page": "results/a.html"},
        "params": {"code": "0f", "seed": 3, "splits": ["models"], "hidden": {"a": 1}},
        "wildcards": {"run": "12", "unused": "x"},
    }
    parts |= changes
    return SimpleNamespace(
        rule="draw",
        threads=2,
        log=["logs/draw.log"],
        input=named(InputFiles, **parts["input"]),
        output=named(OutputFiles, **parts["output"]),
        params=named(Params, **parts["params"]),
        wildcards=named(Wildcards, **parts["wildcards"]),
    )


def main(
    *,
    table: Path,
    records: Sequence[Path],
    page: Path,
    seed: int,
    splits: Sequence[Literal["models", "families"]],
    hidden: Mapping[str, Any],
    run: int,
    threads: int,
    folder: Path | None = None,
) -> None:
    """Take what `rule` has."""


def test_every_part_is_of_the_kind_that_main_says() -> None:
    assert arguments(main, rule()) == {
        "table": Path("results/a.tsv"),
        "records": [Path("b.json")],
        "page": Path("results/a.html"),
        "seed": 3,
        "splits": ["models"],
        "hidden": {"a": 1},
        "run": 12,
        "threads": 2,
    }


@pytest.mark.parametrize(
    ("place", "parts", "told"),
    [
        ("input", {"table": "a"}, "records: main needs it"),
        ("input", {"table": ["a", "b"], "records": []}, "input.table: expected Path"),
        ("input", {"table": "a", "records": "b"}, "input.records: expected .*Sequence"),
        ("output", {"page": "a", "pgae": "b"}, "output.pgae: main takes no such"),
        ("output", {"page": "a", "table": "b"}, "output.table: is given twice"),
        ("wildcards", {"run": "x1"}, "wildcards.run: expected int, found str 'x1'"),
    ],
)
def test_what_does_not_fit_is_told_by_name(
    place: str, parts: dict[str, Any], told: str
) -> None:
    with pytest.raises(WrongStep, match=told) as caught:
        arguments(main, rule(**{place: parts}))
    assert str(caught.value).startswith("rule draw and main of its script do not fit:")
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (int, "3"),
        (int, 3.0),
        (int, True),
        (float, "1e-3"),
        (bool, 1),
        (str, 7),
        (Literal["a", "b"], "c"),
        (Sequence[int], [1, "2"]),
        (Mapping[str, int], [("a", 1)]),
        (Path, 3),
        (Path | None, 3),
    ],
)
def test_a_param_is_not_taken_for_another_kind(kind: Any, value: Any) -> None:
    def one(*, it: Any) -> None:
        pass

    one.__annotations__["it"] = kind
    other = rule(input={}, output={}, params={"it": value}, wildcards={})
    with pytest.raises(WrongStep, match=r"params\.it: expected .*, found"):
        arguments(one, other)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (float, 3),  # stays an integer: it is written as one
        (float, 0.5),
        (bool, False),
        (str, ""),
        (int | str, "a"),
        (Path | None, None),
        (Any, object()),
    ],
)
def test_a_param_of_its_kind_stays_what_it_is(kind: Any, value: Any) -> None:
    def one(*, it: Any) -> None:
        pass

    one.__annotations__["it"] = kind
    other = rule(input={}, output={}, params={"it": value}, wildcards={})
    assert arguments(one, other)["it"] is value


def test_a_tuple_is_one() -> None:
    def one(*, files: tuple[Path, ...]) -> None:
        pass

    other = rule(input={"files": ["a", "b"]}, output={}, params={}, wildcards={})
    assert arguments(one, other) == {"files": (Path("a"), Path("b"))}


def test_the_rest_are_the_entries_of_one_param() -> None:
    def one(*, seed: int, **settings: Any) -> None:
        pass

    params = {"settings": {"epochs": 2, "width": "wide"}}
    alone = rule(input={}, output={}, params=params, wildcards={"seed": "4"})
    assert arguments(one, alone) == {"seed": 4, "epochs": 2, "width": "wide"}
    for wrong in ({"settings": {"seed": 1}}, {"settings": 3}, {"epochs": 2}):
        other = rule(input={}, output={}, params=wrong, wildcards={"seed": "4"})
        with pytest.raises(
            WrongStep, match=r"twice|names with values|no such argument"
        ):
            arguments(one, other)


def test_an_input_without_a_name_is_only_waited_for() -> None:
    waiting = rule()
    waiting.input = InputFiles(["c.xml", "results/a.tsv", "b.json"])
    waiting.input._set_name("table", 1)
    waiting.input._set_name("records", 2, end=3)
    assert arguments(main, waiting) == arguments(main, rule())


def test_the_script_logs_to_the_rules_log_and_says_on_the_screen_what_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        step, "log_to", lambda path, progress_of: told.append((path, progress_of))
    )
    took: dict[str, Any] = {}

    def one(*, run: int, root: Path, threads: int) -> None:
        took.update(run=run, root=root, threads=threads)

    alone = rule(input={}, output={}, params={})
    run_script(one, alone, root=Path("/r"))
    run_script(one, alone, is_long=True, root=Path("/r"))
    assert took == {"run": 12, "root": Path("/r"), "threads": 2}
    assert told == [("logs/draw.log", ""), ("logs/draw.log", "draw 12 x")]
    with pytest.raises(WrongStep, match="run: is given twice"):
        run_script(one, alone, root=Path("/r"), run=1)
