"""Pages of tables: whole, sortable, and nothing in them but text."""

import base64
import hashlib
import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from bioripple.runtime.pages import SCRIPT, Table, page


class Cells(HTMLParser):
    """What a browser finds: the cells, every tag, and every attribute that refers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag in ("td", "th"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1] in ("td", "th"):
            self.cells[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.tags.append(f"/{tag}")


def laid_out(*rows: list[str], columns: tuple[str, ...] = ("name", "n")) -> str:
    table = Table("Models", columns, rows, frozenset({"n"}))
    return page("A page", notes=["About `it`."], tables=[table])


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=40))
def test_whatever_stands_in_a_cell_is_read_back_as_text(text: str) -> None:
    found = Cells(laid_out([text, "1"]))
    assert found.cells == ["name", "n", text, "1"]


def test_a_page_refers_to_nothing_and_runs_its_own_script_only() -> None:
    hostile = "</script><script src='http://example.org/x.js'></script><img src=x>"
    text = laid_out([hostile, "1"])
    found = Cells(text)
    assert found.tags.count("script") == 1
    assert not {name for name, _ in found.attributes} & {"src", "href", "onclick"}
    policy = next(str(value) for name, value in found.attributes if name == "content")
    assert policy.startswith("default-src 'none'")
    script = re.search(r"<script>(.*)</script>", text, re.DOTALL)
    assert script is not None
    assert script[1] == SCRIPT
    digest = base64.b64encode(hashlib.sha256(SCRIPT.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy


def test_columns_of_numbers_are_marked_for_sorting() -> None:
    text = laid_out(["a", "10"], ["b", "9"])
    assert '<th>name</th><th class="number">n</th>' in text
    assert '<td>b</td><td class="number">9</td>' in text


def test_notes_show_backticks_as_code_and_markup_as_text() -> None:
    text = page("<b>", notes=["`all` & <i>"], tables=[])
    assert "<p><code>all</code> &amp; &lt;i&gt;</p>" in text
    assert "<title>&lt;b&gt;</title>" in text
