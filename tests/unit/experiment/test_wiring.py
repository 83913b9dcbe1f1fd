"""Does every rule name its parts like the arguments of its script's `main`?

`tests/rules` runs rules; this reads all of them, also those that are too slow to run.
"""

import importlib
import inspect
import re

import pytest

from bioripple.runtime.step import NO_ARGUMENTS
from tests.support.rule_files import ROOT, RuleText, all_rules

RULES = all_rules()
REST = inspect.Parameter.VAR_KEYWORD
GIVEN = {"provenance": {"repository"}}  # by the script itself


def names_of(rule: RuleText, section: str) -> set[str]:
    """Return the names of a rule's parts; `use rule` adds to params."""
    if rule.of and (section == "params" or not rule.section(section)):
        return rule.names(section) | names_of(RULES[rule.of], section)
    return rule.names(section)


def script_of(rule: RuleText) -> str:
    return rule.script or (script_of(RULES[rule.of]) if rule.of else "")


WIRED = [rule for rule in RULES.values() if script_of(rule) not in ("", "test")]


@pytest.mark.parametrize("rule", WIRED, ids=lambda rule: rule.name)
def test_a_rule_has_what_main_asks_for_and_nothing_else(rule: RuleText) -> None:
    step = script_of(rule)
    main = importlib.import_module(step).main
    wanted = inspect.signature(main).parameters
    files = [names_of(rule, section) for section in ("input", "output")]
    parts = [*files, names_of(rule, "params") - NO_ARGUMENTS]
    given = set().union(*parts)
    assert sum(map(len, parts)) == len(given)  # none twice
    assert given <= wanted.keys()
    wildcards = set(re.findall(r"{(\w+)}", rule.section("output")))
    needed = {
        name
        for name, each in wanted.items()
        if each.kind is not REST and each.default is each.empty
    }
    assert needed <= given | wildcards | {"threads"} | GIVEN.get(step, set())


def test_all_that_ask_git_run_where_snakemake_does() -> None:
    """`use rule` does not pass on that a rule is local."""
    text = (ROOT / "workflow/rules/provenance.smk").read_text(encoding="utf-8")
    (local,) = re.findall(r"(?m)^localrules:\n((?: {4}\w+,\n)+)", text)
    asking = {rule.name for rule in WIRED if script_of(rule) == "provenance"}
    assert set(re.findall(r"\w+", local)) == asking


def test_every_rule_is_read() -> None:
    assert len(WIRED) > 30
    assert RULES["train_gcn"].names("input") == {
        "enhancement_factor",
        "outcomes",
        "families",
    }
    assert RULES["score_ablations"].of == "score_kinetics"
