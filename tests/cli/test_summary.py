"""The last words of `bioripple map`: alike reasons are told together."""

from pathlib import Path
from typing import Any

from bioripple.cli.summary import summary
from bioripple.collection.outcome import Outcome
from bioripple.mapping.many_models import Ending, SbmlFile


def ending(id_: str, status: Any, reason: str = "") -> Ending:
    path = Path("/home/me") / f"{id_}.xml"
    outcome = Outcome(id_, "parse_sbml", status, reason, {}, None)
    return Ending(SbmlFile(id_, path.name, path, path.parent), "", outcome)


def test_reasons_that_differ_in_names_and_numbers_are_one_kind() -> None:
    endings = [
        ending("a", "refused", "kinetic law of reaction 'R1': uses a delay"),
        ending("b", "refused", "kinetic law of reaction 'R22': uses a delay"),
        ending("c", "mapped", "4 nodes, fewer than 10"),
        ending("d", "mapped", "7 nodes, fewer than 10"),
        ending("e", "failed", "/home/me/e.xml: cannot be read: \x1b[31mno"),
        ending("f", "scored"),
    ]
    assert summary(endings, Path("out"), 12.3, replaced=False).splitlines() == [
        "6 files in 12 s: 1 scored, 2 mapped, 2 refused, 1 failed",
        "mapped:",
        "     2  … nodes, fewer than 10 (c, d)",
        "refused:",
        "     2  kinetic law of reaction …: uses a delay (a, b)",
        "failed:",
        "     1  cannot be read: [31mno (e)",
        "",
        "Outcomes: out/outcomes.tsv",
        "Results:  out/models/",
    ]


def test_one_node_is_counted_with_several() -> None:
    few = [ending("a", "mapped", "1 node, fewer than 10")]
    several = [*few, ending("b", "mapped", "4 nodes, fewer than 10")]
    teens = [ending(name, "mapped", "11 nodes, fewer than 12") for name in "ab"]
    for endings, line in (
        (few, "     1  1 node, fewer than 10 (a)"),
        (several, "     2  … nodes, fewer than 10 (a, b)"),
        (teens, "     2  11 nodes, fewer than 12 (a, b)"),
    ):
        lines = summary(endings, Path("out"), 1.0, replaced=False).splitlines()
        assert lines[2] == line


def test_where_results_are_is_told_without_control_characters() -> None:
    text = summary([ending("a", "scored")], Path("\x1b[31mout"), 1.0, replaced=False)
    assert "\x1b" not in text
    assert "Outcomes: [31mout/outcomes.tsv" in text


def test_the_most_frequent_reason_comes_first_and_a_few_are_named() -> None:
    rare = [ending("x", "failed", "ran longer than 2 s")]
    often = [ending(f"m{k}", "failed", f"line {k}: no") for k in range(9)]
    lines = summary(rare + often, Path("out"), 1.0, replaced=True).splitlines()
    assert lines[2] == "     9  line …: no (m0, m1, m2, m3, m4, …)"
    assert lines[3] == "     1  ran longer than 2 s (x)"
    assert lines[-2] == "Outcomes: out/outcomes.tsv (in place of older ones)"
