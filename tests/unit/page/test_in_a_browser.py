"""The page in a headless Chromium: seen, clicked, and quiet.

`make test-page` brings Chromium where it may; elsewhere these tests are skipped.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from matplotlib.image import imread
from numpy.typing import NDArray

from bioripple.answers.result import Condition, Responses
from bioripple.page.colours import MARK, colour, limit
from bioripple.page.write import write_page
from tests.support.answers import answer_for, random_network
from tests.support.browser import Browser, browser, find
from tests.support.signed_networks import of_text

EVIL = "<script>alert(1)</script>"
WORSE = "</script><img src=x onerror=\"document.title='mine'\"> '\N{DNA DOUBLE HELIX}"
MAPK = """
EGFR -> RAS
EGFR -> PI3K
RAS -> RAF
RAF -> MEK
MEK -> ERK
ERK -> MYC
ERK -| EGFR
PI3K -> AKT
AKT -| RAF
AKT -| FOXO3
"""
NEEDED = os.environ.get("BIORIPPLE_NEEDS_CHROMIUM") == "1"

pytestmark = pytest.mark.skipif(
    find() is None and not NEEDED, reason="no chromium here: make test-page brings it"
)


@pytest.fixture(scope="module")
def answer() -> Responses:
    labels = [EVIL, WORSE, *(f"gene {k}" for k in range(38))]
    network = random_network(40, 70, seed=3, labels=labels)
    asked = [Condition("<i>one</i>", {"G2": -1.0}), Condition("two", {"G0": 1.0})]
    return answer_for(network, asked, notes=[EVIL])


@pytest.fixture(scope="module")
def tab(
    answer: Responses, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Browser]:
    folder = tmp_path_factory.mktemp("page")
    write_page(folder / "index.html", answer)
    with browser(tmp_path_factory.mktemp("chromium")) as found:
        found.open(folder / "index.html")
        yield found


def words(tab: Browser, selector: str) -> str:
    return str(tab.value(f"document.querySelector({json.dumps(selector)}).innerText"))


def pixels(tab: Browser, folder: Path) -> NDArray[Any]:
    """Return what is seen of the picture, without the legend and the list beside it."""
    picture: NDArray[Any] = imread(tab.screenshot(folder / "shot.png"))
    left, top, right, bottom = tab.value(
        "(() => { const edge = document.getElementById('network')"
        ".getBoundingClientRect();"
        " return [edge.left, edge.top, edge.right, edge.bottom].map(Math.round); })()"
    )
    seen: NDArray[Any] = np.rint(255 * picture[top:bottom, left:right, :3])
    return seen


def share_of(colour_code: str, shot: NDArray[Any]) -> float:
    wanted = [int(colour_code[k : k + 2], 16) for k in (1, 3, 5)]
    return float((np.abs(shot - wanted).max(axis=2) <= 3).mean())


def centre(tab: Browser, node: int) -> tuple[float, float]:
    """Return where a node of the picture is in the window."""
    at = tab.value(
        "(() => { const box = document.getElementById('network'),"
        f" node = box._cyreg.cy.getElementById('n{node}').renderedPosition(),"
        " edge = box.getBoundingClientRect();"
        " return [edge.x + node.x, edge.y + node.y]; })()"
    )
    return at[0], at[1]


def test_nothing_is_asked_of_any_other_place_and_nothing_goes_wrong(
    tab: Browser,
) -> None:
    asked = [e["request"]["url"] for e in tab.of("Network.requestWillBeSent")]
    assert [url.split("/")[-1] for url in asked] == ["index.html"]
    assert asked[0].startswith("file:")
    assert tab.of("Runtime.exceptionThrown") == []
    assert tab.of("Runtime.consoleAPICalled") == []
    assert tab.of("Log.entryAdded") == []


def test_nodes_are_seen_in_their_colours(
    tab: Browser, answer: Responses, tmp_path: Path
) -> None:
    shot = pixels(tab, tmp_path)
    rows = answer.table[answer.table["condition"] == "<i>one</i>"].head(3)
    most = limit(rows["response"].to_numpy())
    for response in rows["response"]:
        # A box is about 1,000 of half a million pixels.
        assert share_of(colour(response, most), shot) > 0.0002
    assert share_of(MARK, shot) > 0.0001


def test_hostile_names_are_text(tab: Browser) -> None:
    assert tab.value("document.title").startswith("What responds to gene 0")
    assert tab.value("document.querySelectorAll('script').length") == 3
    assert tab.value("document.querySelectorAll('img, i').length") == 0
    assert tab.of("Page.javascriptDialogOpening") == []
    table = words(tab, "#table")
    assert EVIL in table and WORSE in table
    assert words(tab, "#notes") == EVIL


def test_a_click_on_a_node_shows_its_row_and_its_paths(
    tab: Browser, answer: Responses
) -> None:
    first = answer.table.iloc[0]
    place = answer.network.place[first["node"]]
    tab.click(*centre(tab, place))
    assert words(tab, "#card-title") == first["name"]
    card = words(tab, "#card")
    assert ("falls" if first["response"] < 0 else "rises") in card
    assert "Strongest paths" in card
    selected = "tr[aria-selected=true]"
    assert first["name"] in words(tab, selected)
    way = answer.paths[first["condition"], first["node"]][0]
    marked = "document.getElementById('network')._cyreg.cy.edges('.way').length"
    assert tab.value(marked) == len(way.nodes) - 1
    tab.value("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))")
    assert words(tab, "#card-title") == "Largest responses"


def test_the_table_sorts_and_the_condition_changes(
    tab: Browser, answer: Responses
) -> None:
    tab.value("document.querySelector('th[data-column=response] button').click()")
    column = "[...document.querySelectorAll('#table tbody td:nth-child(3)')]"
    shown = tab.value(f"{column}.map(cell => cell.innerText.replace('\u2212', '-'))")
    numbers = [float(value) for value in shown]
    assert numbers == sorted(numbers, reverse=True) and len(numbers) == 39
    tab.value(
        "(() => { const box = document.getElementById('condition'); box.value = 1;"
        " box.dispatchEvent(new Event('change')); })()"
    )
    assert words(tab, "h1") == f"{EVIL} +100 %"
    assert tab.of("Runtime.exceptionThrown") == []


def test_what_is_saved_is_what_is_shown(tab: Browser, answer: Responses) -> None:
    tab.value(
        "window.saved = []; URL.createObjectURL = blob =>"
        " (window.saved.push(blob), 'about:blank#');"
        " HTMLAnchorElement.prototype.click = () => {};"
        " document.getElementById('save-table').click();"
        " document.getElementById('save-picture').click()"
    )
    lines = str(tab.value("window.saved[0].text()")).splitlines()
    assert lines[0].split("\t") == [*answer.table.columns]
    assert len(lines) == 1 + len(answer.table)
    assert [line.split("\t")[1] for line in lines[1:]] == [*answer.table["node"]]
    assert tab.value("window.saved[1].type") == "image/png"
    assert tab.value("window.saved[1].size") > 10_000
    assert tab.of("Log.entryAdded") == []


def test_a_phone_shows_it_without_scrolling_aside(
    tab: Browser, tmp_path_factory: pytest.TempPathFactory, answer: Responses
) -> None:
    path = tmp_path_factory.mktemp("phone") / "index.html"
    write_page(path, answer)
    tab.open(path, width=390, height=844, dark=True)
    assert tab.value("document.documentElement.scrollWidth") <= 390
    assert (
        tab.value("getComputedStyle(document.body).backgroundColor")
        == "rgb(20, 24, 29)"
    )
    assert tab.of("Log.entryAdded") == []


def test_no_link_passes_behind_a_box_that_it_has_nothing_to_do_with(
    tab: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """It would seem to begin or end there."""
    path = tmp_path_factory.mktemp("links") / "index.html"
    asked = [Condition("asked", {"MEK": -1.0})]
    write_page(path, answer_for(of_text(MAPK), asked))
    tab.open(path)
    behind = """
      (() => {
        const cy = document.getElementById('network')._cyreg.cy, found = [];
        cy.edges().forEach(edge => {
          const a = edge.sourceEndpoint(), b = edge.targetEndpoint();
          const half = {x: (a.x + b.x) / 2, y: (a.y + b.y) / 2};
          const c = (edge.controlPoints() || [half])[0];
          for (let t = 0; t <= 1; t += 0.01) {
            const [p, q, r] = [(1 - t) ** 2, 2 * t * (1 - t), t ** 2];
            const x = p * a.x + q * c.x + r * b.x, y = p * a.y + q * c.y + r * b.y;
            cy.nodes().difference(edge.connectedNodes()).forEach(node => {
              const box = node.boundingBox({ includeLabels: false });
              if (box.x1 < x && x < box.x2 && box.y1 < y && y < box.y2)
                found.push(edge.id() + ' ' + node.data('label'));
            });
          }
        });
        return [...new Set(found)];
      })()"""
    assert tab.value(behind) == []
