"""What the tutorials and README print is what a person who types it gets."""

import os
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.support.tutorials import examples, missing, on_terminal, same, unit

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("BIORIPPLE_TEST_DATA", "/nowhere"))
MEASURED = [DATA / "measured/sfa" / it for it in ("nelander_2008", "molinelli_2013")]
# README is run as far as people with a network of their own follow it.
README, UNTIL = ROOT / "README.md", "\n## I develop predictors\n"
TRUST = ROOT / "docs/when-not-to-trust.md"
PAGES = [*sorted((ROOT / "docs/tutorials").glob("*.md")), TRUST, README]
# What a page needs that the repository has not: files to be fetched, or a package.
FETCHED = {"measured.md": MEASURED, "when-not-to-trust.md": MEASURED}
PACKAGE = {"boolean.md": "cmaboss"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with what a person has who has bioripple."""
    (tmp_path / "docs").symlink_to(ROOT / "docs")
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    return tmp_path


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.name))
def test_what_a_page_says_is_printed(
    page: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for source in FETCHED.get(page.name, []):
        if not source.is_dir():
            pytest.skip(f"BIORIPPLE_TEST_DATA has no {source.name}")
        shutil.copytree(source, folder / source.name)
    if not find_spec(needed := PACKAGE.get(page.name, "bioripple")):
        pytest.skip(f"{needed} is not installed")
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "src"))
    text = page.read_text(encoding="utf-8").partition(UNTIL)[0]
    found = list(examples(text))
    assert found, "nothing to run"
    for example in found:
        search = str(Path(sys.executable).parent)
        code, printed, said = on_terminal(example.commands, folder, search)
        assert code == 0, f"{example.commands}{printed}{said}"
        if example.printed is not None:
            wrong = missing(example.printed, printed)
            assert not wrong, "\n".join([example.commands, *wrong, "", printed])


def test_pages_show_pictures_that_are_small() -> None:
    pictures = sorted((ROOT / "docs/images").glob("tutorial-*.png"))
    shown = {path.name for path in pictures}
    texts = "".join(page.read_text(encoding="utf-8") for page in PAGES)
    assert pictures
    assert all(name in texts for name in shown)
    assert {path.name for path in pictures if path.stat().st_size > 150_000} == set()


def test_lines_are_the_same_up_to_round_off_and_no_further() -> None:
    assert same("│ kelp │  1 │ -0.0106 │", "│ kelp │ 1 │ -0.0107 │")
    assert not same("│ kelp │ 1 │ -0.0106 │", "│ kelp │ 1 │ -0.0108 │")
    assert not same("│ kelp │ 1 │ -0.0106 │", "│ kelp │ 1 │ 0.0106 │")
    assert not same("│ kelp │ 1 │ -0.0106 │", "│ kelp │ 2 │ -0.0106 │")
    assert not same("│ kelp │ 1 │", "│ otter │ 1 │")
    assert not same("nodes of set 1", "nodes of set")
    assert unit("0.013") == pytest.approx(1e-3)
    assert unit("1.30e-05") == pytest.approx(1e-7)
    assert unit("3e-05") == pytest.approx(1e-5)
    assert unit("56") == 0


def test_a_page_that_tells_something_else_is_found() -> None:
    page = "```bash\nbioripple x\n```\n\n```text\na 1\nb 2\n```\n\n```sh\nrm\n```\n"
    (example,) = examples(page)
    assert example.commands == "bioripple x\n"
    assert example.printed == "a 1\nb 2\n"
    assert missing("a 1\nb 2\n", "b 2\n\na 1\n") == []
    assert missing("a 1\nb 2\n", "a 1\nb 2\nb 2\n") == ["not on the page: b 2"]
    assert missing("a 1\nb 3\n…\n", "a 1\nb 2\nc\n") == ["not printed: b 3"]
    assert missing("a 1\n…\n", "a 1\nb 2\n") == []
