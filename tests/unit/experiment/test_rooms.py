"""The plan of the package, as far as import-linter does not see it."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "src/bioripple"
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


def test_few_modules_are_in_no_room() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert modules == {"arrays", "errors", "vocabulary"}


@pytest.mark.parametrize(
    "path",
    [path for path in sorted(PACKAGE.rglob("__init__.py")) if path.parent != PACKAGE],
    ids=lambda path: path.parent.name,
)
def test_a_room_says_what_it_is_and_holds_no_code(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree)
    assert len(tree.body) == 1


def test_every_room_is_on_the_plan() -> None:
    plan = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = [path.parent.name for path in PACKAGE.glob("*/__init__.py")]
    assert not [room for room in rooms if f"`{room}`" not in plan]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_a_page_names_are_there(page: Path) -> None:
    """Files of the code; what runs write is named in docs/outputs.md."""
    if page.name == "CHANGELOG.md":
        return  # of what was there
    named = set(re.findall(r"`([\w./-]+/[\w-]+\.py)`", page.read_text("utf-8")))
    roots = [ROOT, PACKAGE]
    assert not [n for n in named if not any((root / n).is_file() for root in roots)]
