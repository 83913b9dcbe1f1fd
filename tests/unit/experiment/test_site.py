"""The pages: links that lead somewhere in the repository, and all of them on the site.

That they do so on the site too, `make site` says, which needs packages of its own.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src/bioripple"
SITE = yaml.safe_load((DOCS / "site/mkdocs.yml").read_text(encoding="utf-8"))
ELSEWHERE: dict[str, str] = SITE["extra"]["pages"]
PAGES = [
    *sorted(DOCS.rglob("*.md")),
    *(ROOT / place for place in ELSEWHERE.values()),
]
FILE = re.compile(r"`((?:workflow|envs|profiles|requirements)/[\w./-]+\.\w+)`")
LINK = re.compile(r"\]\((?!\w+:)([^()\s#]*)(?:#([^()\s]*))?\)")


def prose(path: Path) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"(?ms)^ *```.*?^ *```", "", path.read_text(encoding="utf-8"))


def anchors(path: Path) -> set[str]:
    """Return what GitHub calls the headings of a page; MkDocs calls them the same."""
    headings = re.findall(r"(?m)^#+ (.*)$", prose(path))
    plain = [re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings]
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_of_the_repository(page: Path) -> None:
    for place, anchor in LINK.findall(prose(page)):
        target = page.parent / place if place else page
        assert target.exists(), f"{page.name}: there is no {place}"
        assert target.resolve().is_relative_to(ROOT), f"{page.name}: {place}"
        if anchor:
            assert anchor in anchors(target), f"{page.name}: {place}#{anchor}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_files_of_the_workflow_that_a_page_names_are_there(page: Path) -> None:
    """Those of Python, `test_rooms.py` looks up."""
    if page.name == "CHANGELOG.md":
        return  # of what was there
    named = FILE.findall(prose(page))
    assert not [name for name in named if not (ROOT / name).is_file()]


def places(entries: Any) -> Iterator[str]:
    """Yield the pages and folders that are named in a part of the navigation."""
    if isinstance(entries, str):
        yield entries
    else:
        parts = entries.values() if isinstance(entries, dict) else entries
        for part in parts:
            yield from places(part)


def test_every_page_is_in_the_navigation_once() -> None:
    named = list(places(SITE["nav"]))
    assert len(set(named)) == len(named)
    folders = {name for name in named if name.endswith("/")}
    assert folders == {"api/", "decisions/"}
    ours = {page.relative_to(DOCS).as_posix() for page in DOCS.rglob("*.md")}
    ours = {page for page in ours if not page.startswith(tuple(folders))}
    assert set(named) - folders == ours | set(ELSEWHERE)


def test_the_reference_is_of_modules_that_are_there() -> None:
    for room, modules in SITE["extra"]["api"].items():
        assert (PACKAGE / room / "__init__.py").is_file()
        assert all((PACKAGE / room / f"{name}.py").is_file() for name in modules)


def test_the_site_fetches_nothing_from_elsewhere() -> None:
    assert SITE["theme"]["font"] is False
    assert not {"extra_javascript", "extra_css"} & SITE.keys()
