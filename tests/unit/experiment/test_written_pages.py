"""Pages that are made of the code are current, and the check notices if not."""

import shutil
from pathlib import Path

import pytest

from bioripple.experiment import reruns
from bioripple.experiment.config_check import ROOT
from bioripple.experiment.config_schema import leaves, load_schema
from bioripple.experiment.written_pages import PAGES, write_pages


def test_the_pages_match_this_code() -> None:
    assert write_pages(check=True) == 0


LAST = "| network, abundances | `relative` "  # of the card


@pytest.mark.parametrize("name", PAGES)
def test_the_check_notices_a_change_and_writing_mends_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    for page in PAGES:
        (tmp_path / page).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / page, tmp_path / page)
    shutil.copytree(ROOT / "workflow/scripts", tmp_path / "workflow/scripts")
    shutil.copytree(ROOT / "src", tmp_path / "src")
    assert write_pages(check=True, root=tmp_path) == 0
    path = tmp_path / name
    good = path.read_text(encoding="utf-8")
    path.write_text(
        good.replace("| 0 |", "| 1 |").replace("`0.5`", "`0.6`").replace(LAST, "")
    )
    assert write_pages(check=True, root=tmp_path) == 1
    assert (
        capsys.readouterr().err == f"{name} does not match the code: run `make docs`\n"
    )
    assert write_pages(check=False, root=tmp_path) == 0
    assert path.read_text(encoding="utf-8") == good


def test_the_manual_has_every_key_and_the_page_every_edit() -> None:
    manual, page, _ = (make(ROOT) for make in PAGES.values())
    keys = dict(leaves(load_schema("config")))
    assert all(f"`{path.split('/', 1)[1]}`" in manual for path in keys)
    assert all(f"| `{name}` |" in page for name in reruns.EDITS.values())
