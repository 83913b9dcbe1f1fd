"""Make a site of pages that are written to be read in the repository.

MkDocs calls the functions that begin with `on_`. Pages outside docs/ are added under
other names (`extra: pages` in mkdocs.yml), so links have to be led there; a link to a
file that is no page of the site, such as a configuration, is left as its words. The
pages of the API are made here, one for each room.
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PACKAGE = ROOT / "src/bioripple"
LOGGER = get_plugin_logger("hooks")
LINK = re.compile(
    r"\[(?P<words>[^\[\]]*)\]\((?P<path>[^()\s#:]+)(?P<anchor>#[^()\s]*)?\)"
)
# What should have become a list, a table or a block of code, and is text instead.
LEFT_OVER = re.compile(
    r"<p>(?:(?!</p>).)*?^(?:[-*] |\d+\. |\||```)", re.DOTALL | re.MULTILINE
)


class NarrowLists(Extension):
    """Two spaces go with the item of a list, as on GitHub, and not only four."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: D102
        md.tab_length = 2


def on_config(config: Any) -> Any:
    """List in the navigation what a folder holds."""
    config.markdown_extensions.append(NarrowLists())
    api = [f"api/{room}.md" for room in config.extra["api"]]
    decisions = sorted(path.name for path in (DOCS / "decisions").glob("*.md"))
    folders = {"api/": api, "decisions/": [f"decisions/{name}" for name in decisions]}
    for entry in config.nav:
        for title, place in entry.items():
            if isinstance(place, str):
                entry[title] = folders.get(place, place)
    return config


def on_files(files: Any, config: Any) -> Any:
    """Add the pages that lie outside docs/, and those of the API."""
    for name, place in config.extra["pages"].items():
        text = (ROOT / place).read_text(encoding="utf-8")
        files.append(File.generated(config, name, content=text))
    for room, modules in config.extra["api"].items():
        page = api_page(room, modules)
        files.append(File.generated(config, f"api/{room}.md", content=page))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Lead the links of a page to where things are on the site."""
    elsewhere = config.extra["pages"]
    here = page.file.src_uri
    if here.startswith("api/"):
        return markdown
    return with_links_led(markdown, here, elsewhere)


def on_page_content(html: str, page: Any, config: Any, files: Any) -> str:
    """Stop where Markdown means something else to GitHub than to this site."""
    found = LEFT_OVER.search(re.sub(r"(?s)<pre.*?</pre>", "", html))
    if found:
        LOGGER.warning("%s: text and no list: %s", page.file.src_uri, found[0][-200:])
    return html


def with_links_led(markdown: str, here: str, elsewhere: Mapping[str, str]) -> str:
    """Return a page with its relative links as they are on the site.

    Parameters
    ----------
    markdown
        The page as it is in the repository.
    here
        Its place on the site, such as `howto/add-a-split.md`.
    elsewhere
        Pages that are not in docs/: place in the repository by place on the site.
    """
    source = ROOT / elsewhere[here] if here in elsewhere else DOCS / here
    names = {ROOT / place: name for name, place in elsewhere.items()}

    def lead(link: re.Match[str]) -> str:
        target = Path(os.path.normpath(source.parent / link["path"]))
        if target in names:
            name = names[target]
        elif target.is_relative_to(DOCS):
            name = target.relative_to(DOCS).as_posix()
        else:
            return link["words"] if target.exists() else link[0]
        path = os.path.relpath(name, os.path.dirname(here) or ".")
        return f"[{link['words']}]({path}{link['anchor'] or ''})"

    return LINK.sub(lead, markdown)


def api_page(room: str, modules: list[str]) -> str:
    """Return the page of a room: what its modules offer."""
    found = modules or sorted(
        path.stem for path in (PACKAGE / room).glob("*.py") if path.stem != "__init__"
    )
    parts = [f"::: bioripple.{room}.{module}\n" for module in found]
    return "\n".join([f"# {room}\n", *parts])
