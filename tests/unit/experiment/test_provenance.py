"""What is told of the source, the configuration and the machine."""

import json
import os
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement

from bioripple.experiment.provenance import (
    PACKAGES,
    config_digest,
    git_state,
    installed,
    machine,
    page,
)

ROOT = Path(__file__).parents[3]


def git(folder: Path, *arguments: str) -> str:
    who = ["-c", "user.name=T", "-c", "user.email=t@example.org"]
    done = subprocess.run(
        ["git", *who, *arguments],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if not k.startswith("GIT_")},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "--quiet")
    (folder / "Snakefile").write_text("one\n")
    (folder / "ä file").write_text("two\n")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "First")
    return folder


def test_a_clean_checkout_is_its_commit(checkout: Path) -> None:
    commit = git(checkout, "rev-parse", "HEAD")
    assert git_state(checkout) == {"commit": commit, "changed": [], "note": ""}


def test_changes_are_named_and_untracked_files_are_none(checkout: Path) -> None:
    (checkout / "results.tsv").write_text("untracked")
    assert git_state(checkout)["changed"] == []
    (checkout / "Snakefile").write_text("edited")
    (checkout / "ä file").unlink()
    (checkout / "new.py").write_text("staged")
    git(checkout, "add", "new.py")
    assert git_state(checkout)["changed"] == ["Snakefile", "new.py", "ä file"]


def test_a_touched_file_is_no_change(checkout: Path) -> None:
    os.utime(checkout / "Snakefile", (0, 0))
    assert git_state(checkout)["changed"] == []


def test_asking_changes_nothing_in_the_checkout(checkout: Path) -> None:
    os.utime(checkout / "Snakefile", (0, 0))
    index = checkout / ".git/index"
    before = index.read_bytes(), index.stat().st_mtime_ns
    git_state(checkout)
    assert (index.read_bytes(), index.stat().st_mtime_ns) == before


def test_variables_of_a_hook_do_not_mislead(
    checkout: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(checkout / "no_such_folder"))
    assert git_state(checkout)["changed"] == []


def test_a_downloaded_archive_has_no_commit(tmp_path: Path) -> None:
    state = git_state(tmp_path)
    assert state == {"commit": None, "changed": None, "note": "not a git checkout"}


def test_an_archive_within_another_checkout_is_not_that_checkout(
    checkout: Path,
) -> None:
    inner = checkout / "bioripple-0.1.0"
    inner.mkdir()
    state = git_state(inner)
    assert state["commit"] is None
    assert "within" in state["note"]


def test_a_checkout_without_a_commit_says_what_git_says(tmp_path: Path) -> None:
    git(tmp_path, "init", "--quiet")
    state = git_state(tmp_path)
    assert state["commit"] is None
    assert "HEAD" in state["note"]


def test_without_git_there_is_no_commit(
    checkout: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert git_state(checkout)["note"] == "there is no git to ask"


def test_the_digest_knows_values_and_not_the_order_of_keys() -> None:
    digest = config_digest({"a": 1, "b": {"c": [1, 2], "d": None}})
    assert digest == config_digest({"b": {"d": None, "c": [1, 2]}, "a": 1})
    assert digest != config_digest({"a": 1, "b": {"c": [2, 1], "d": None}})
    assert digest != config_digest({"a": 1.5, "b": {"c": [1, 2], "d": None}})


def test_versions_are_of_all_that_the_project_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    del extras["dev"]
    groups = [project["dependencies"], *extras.values()]
    assert {Requirement(r).name for group in groups for r in group} == set(PACKAGES)
    assert set(installed()) == set(PACKAGES)
    assert installed(["no-such-package"]) == {}


def test_the_machine_is_described_and_its_host_is_not_named() -> None:
    told = machine()
    assert all(told[key] for key in ("system", "machine"))
    assert os.uname().nodename not in told.values()


def test_the_page_holds_every_fact_and_no_markup_of_strangers() -> None:
    facts: dict[str, Any] = {
        "stable": {"models": {"<script>": None}, "seeds": [0, 1], "none": []},
        "run": {"kernel": 'a "b" & c'},
    }
    text = page(facts)
    assert "<script>" not in text
    assert "stable / models / &lt;script&gt;</th><td>unknown" in text
    assert "stable / seeds</th><td>0, 1" in text
    assert "stable / none</th><td>none" in text
    assert "a &quot;b&quot; &amp; c" in text
    assert json.dumps(facts)


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_this_project_tells_its_own_state() -> None:
    state = git_state(ROOT)
    assert (state["commit"] is None) == bool(state["note"])
