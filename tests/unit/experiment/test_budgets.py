"""How long scripts, rules, modules and tests may be: what is longer hides something.

A budget is no aim. Who meets one moves what a step computes into the package, or cuts a
module where it does two things.
"""

import ast
from pathlib import Path

import pytest

from tests.support.rule_files import ROOT, RULE_FILES, read_rules

SCRIPTS = sorted((ROOT / "workflow/scripts").glob("*.py"))
MODULES = sorted((ROOT / "src/bioripple").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
SCRIPT, GUARD = 60, 10
RULE, RULE_FILE, COMMON = 35, 150, 120
MODULE = 300


def name(path: Path) -> str:
    return path.name


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def guard(path: Path) -> ast.If:
    """Return a script's last statement, the guard."""
    last = ast.parse(path.read_bytes()).body[-1]
    assert isinstance(last, ast.If)
    assert ast.unparse(last.test) == "__name__ == '__main__'"
    return last


@pytest.mark.parametrize("path", SCRIPTS, ids=name)
def test_a_script_is_thin(path: Path) -> None:
    assert lines(path) <= SCRIPT
    assert lines(path) - guard(path).lineno + 1 <= GUARD


@pytest.mark.parametrize(
    "path", [path for path in SCRIPTS if path.stem != "test"], ids=name
)
def test_a_guard_leaves_what_a_rule_has_to_one_helper(path: Path) -> None:
    last = guard(path).body[-1]
    assert ast.unparse(last).startswith("run_script(main, globals()['snakemake']")
    assert path.read_text(encoding="utf-8").count("snakemake") == 1


@pytest.mark.parametrize("path", RULE_FILES, ids=name)
def test_rules_and_their_files_are_short(path: Path) -> None:
    assert lines(path) <= (COMMON if path.name == "common.smk" else RULE_FILE)
    long = {rule.name: len(rule.lines) for rule in read_rules(path)}
    assert {rule: count for rule, count in long.items() if count > RULE} == {}


def test_no_module_and_no_file_of_tests_is_long() -> None:
    known = {str(path.relative_to(ROOT)): lines(path) for path in MODULES + TESTS}
    assert {n: count for n, count in known.items() if count > MODULE} == {}
