"""The digest of the code a step depends on."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bioripple.experiment import code_digest as module
from bioripple.experiment.code_digest import code_digest, reached_files

ROOT = Path(__file__).parents[3]
FACE = {ROOT / "src/bioripple/__init__.py"}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Return a script, a package that it uses in part, and a stranger."""
    module._imported.cache_clear()
    module._content.cache_clear()
    files = {
        "script.py": "import numpy\nfrom pkg.direct import f\n",
        "src/pkg/__init__.py": "",
        "src/pkg/direct.py": "from pkg import indirect\nfrom pkg.sub import deep\n",
        "src/pkg/indirect.py": "def g():\n    import pkg.lazy\n",
        "src/pkg/lazy.py": "from .direct import f\n",
        "src/pkg/sub/__init__.py": "from . import deep\n",
        "src/pkg/sub/deep.py": "from ..other import x\n",
        "src/pkg/other.py": "x = 1\n",
        "src/pkg/unused.py": "from pkg import direct\n",
        "src/stranger.py": "",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def digest(tree: Path) -> str:
    module._imported.cache_clear()
    module._content.cache_clear()
    return code_digest(tree / "script.py", src=tree / "src", package="pkg")


def test_follows_every_way_to_import(tree: Path) -> None:
    script, *found = reached_files(tree / "script.py", src=tree / "src", package="pkg")
    assert script == tree / "script.py"
    assert [str(path.relative_to(tree / "src/pkg")) for path in found] == [
        "direct.py",
        "indirect.py",
        "lazy.py",
        "other.py",
        "sub/__init__.py",
        "sub/deep.py",
    ]


@pytest.mark.parametrize(
    "edited",
    [
        "script.py",
        "src/pkg/direct.py",
        "src/pkg/lazy.py",
        "src/pkg/sub/deep.py",
        "src/pkg/other.py",
    ],
)
def test_an_edit_of_reached_code_changes_it(tree: Path, edited: str) -> None:
    before = digest(tree)
    path = tree / edited
    path.write_text(path.read_text() + "y = 2\n")
    assert digest(tree) != before


def test_other_code_does_not_enter(tree: Path) -> None:
    before = digest(tree)
    (tree / "src/pkg/unused.py").write_text("y = 2\n")
    (tree / "src/stranger.py").write_text("y = 2\n")
    assert digest(tree) == before


def test_what_the_package_shows_of_itself_does_not_enter(tree: Path) -> None:
    """Its version does not change what any step computes."""
    before = digest(tree)
    (tree / "src/pkg/__init__.py").write_text('__version__ = "9.9.9"\n')
    assert digest(tree) == before


def test_layout_comments_and_docstrings_do_not_enter(tree: Path) -> None:
    path = tree / "src/pkg/other.py"
    path.write_text("def f(a):\n    return a\n")
    before = digest(tree)
    path.write_text('"""Say."""\n\n\ndef f(a):  # why\n    """Do."""\n    return (a)\n')
    assert digest(tree) == before


def test_a_docstring_alone_differs_from_a_string_in_use(tree: Path) -> None:
    path = tree / "src/pkg/other.py"
    path.write_text('x = "a"\n')
    before = digest(tree)
    path.write_text('x = "b"\n')
    assert digest(tree) != before


def test_does_not_depend_on_where_the_tree_lies(tree: Path) -> None:
    moved = tree.rename(tree.with_name("elsewhere"))
    here = digest(moved)
    back = moved.rename(tree)
    assert digest(back) == here


LOADED = """
import json, os, runpy, sys
import matplotlib.pyplot, pandas, scipy.stats, torch  # slow; once, before the forks
for script in sys.argv[1:]:
    child = os.fork()
    if not child:
        runpy.run_path(script, run_name="checked")
        loaded = [
            module.__file__
            for name, module in sys.modules.items()
            if name.split(".")[0] == "bioripple" and module.__file__
        ]
        print(json.dumps([script, loaded]), flush=True)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, script
"""


def test_the_modules_that_scripts_load_are_all_found() -> None:
    """Compare with what Python itself loads."""
    scripts = sorted(map(str, (ROOT / "workflow/scripts").glob("*.py")))
    answer = subprocess.run(
        [sys.executable, "-c", LOADED, *scripts],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "OMP_NUM_THREADS": "1"},
    )
    rows = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [script for script, _ in rows] == scripts
    for script, loaded in rows:
        found = reached_files(Path(script), src=ROOT / "src")
        assert set(map(Path, loaded)) - FACE <= set(found), script
