"""A page is one file in which nothing but its own script can run."""

import base64
import hashlib
import json
import os
import re
from html.parser import HTMLParser
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bioripple.answers.result import COLUMNS, Condition, Responses
from bioripple.page import contents as page_contents
from bioripple.page.contents import contents, flat, percent, wording
from bioripple.page.write import embedded, page, write_page
from tests.support.answers import answer_for, random_network

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "\"'`&<!--\N{LINE SEPARATOR}\ud800",
    "__proto__",
    "\N{DNA DOUBLE HELIX}\tα/β\\../..",
]


class Elements(HTMLParser):
    """What a page consists of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._open = tag

    def handle_data(self, data: str) -> None:
        if self._open in ("script", "style"):
            self.inside.append((self._open, data))

    def handle_endtag(self, tag: str) -> None:
        self._open = ""


@pytest.fixture(scope="module")
def answer() -> Responses:
    labels = [*HOSTILE, *(f"n{k}" for k in range(20))]
    network = random_network(25, 50, seed=1, labels=labels)
    conditions = [
        Condition("first", {"G0": -1.0}),
        Condition("<b>second</b>", {"G1": 0.5, "G9": -0.25}),
    ]
    return answer_for(network, conditions, notes=HOSTILE)


def data_of(parsed: Elements) -> dict[str, Any]:
    scripts = [text for tag, text in parsed.inside if tag == "script"]
    return dict(json.loads(scripts[1]))


def test_the_policy_names_each_script_and_the_style(answer: Responses) -> None:
    parsed = Elements(page(answer))
    policy = next(
        attributes["content"] or ""
        for tag, attributes in parsed.tags
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    (drawer, _, script), (style,) = (
        [text for tag, text in parsed.inside if tag == kind]
        for kind in ("script", "style")
    )
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["default-src"] == "'none'"
    assert rules["img-src"] == "data: blob:"
    for kind, texts in (("script-src", [drawer, script]), ("style-src", [style])):
        digests = (hashlib.sha256(text.encode()).digest() for text in texts)
        allowed = [f"'sha256-{base64.b64encode(d).decode()}'" for d in digests]
        assert rules[kind].split() == allowed


def test_it_needs_nothing_else_and_has_no_markup_of_others(answer: Responses) -> None:
    parsed = Elements(page(answer))
    scripts = [attributes for tag, attributes in parsed.tags if tag == "script"]
    assert scripts == [{}, {"type": "application/json", "id": "data"}, {}]
    for tag, attributes in parsed.tags:
        assert tag not in ("link", "iframe", "object", "img", "base", "b")
        assert not {"src", "href", "style"} & {*attributes}
        assert not [name for name in attributes if name.startswith("on")]


def test_names_arrive_as_they_are(answer: Responses) -> None:
    data = data_of(Elements(page(answer)))
    assert data["nodes"]["name"][: len(HOSTILE)] == HOSTILE
    assert data["notes"] == HOSTILE
    assert [each["name"] for each in data["conditions"]] == ["first", "<b>second</b>"]


@settings(max_examples=200)
@given(st.recursive(st.text() | st.integers() | st.none(), st.lists, max_leaves=5))
def test_data_come_back_and_hold_no_markup(data: object) -> None:
    text = embedded({"data": data})
    assert text.isascii() and not re.search("[<>&]", text)
    assert json.loads(text) == {"data": data}


def test_numbers_that_json_does_not_have_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON"):
        embedded([float("nan")])


def test_the_rows_are_those_of_the_table(answer: Responses) -> None:
    data = contents(answer)
    assert [name for name, _ in data["columns"]] == list(COLUMNS)
    for condition in data["conditions"]:
        rows, table = condition["rows"], answer.table
        table = table[table["condition"] == condition["name"]]
        assert [data["nodes"]["id"][k] for k in rows["node"]] == [*table["node"]]
        assert rows["rank"] == [*table["rank"]]
        assert rows["response"] == pytest.approx([*table["response"]], rel=1e-5)
        unreachable = table["distance"].isna().tolist()
        assert [value is None for value in rows["distance"]] == unreachable


def test_paths_go_along_edges_that_are_drawn(answer: Responses) -> None:
    data = contents(answer)
    edges = {(source, target): sign for source, target, sign in data["edges"]}
    assert len(edges) == answer.network.n_edges
    found = [
        way for each in data["conditions"] for _, ways in each["paths"] for way in ways
    ]
    assert found
    for nodes, sign, share in found:
        product = 1
        for pair in pairwise(nodes):
            product *= edges[pair]
        assert product == sign
        assert 0 < share <= 1


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_contents, "MOST_ROWS", 40)
    monkeypatch.setattr(page_contents, "MOST_CONDITIONS", 2)
    network = random_network(800, 2000, seed=1)
    asked = [Condition(f"c{k}", {f"G{k}": 1.0}) for k in range(3)]
    data = contents(answer_for(network, asked))
    assert [len(each["rows"]["node"]) for each in data["conditions"]] == [20, 20]
    words = " ".join(data["left_out"])
    for said in (
        "800 nodes and 2,000 edges",
        "first 2 of 3 conditions",
        "The 20 largest",
    ):
        assert said in words
    small = answer_for(random_network(9, 9, seed=1), asked[:2])
    assert contents(small)["left_out"] == []


def test_a_page_of_two_hundred_nodes_is_small() -> None:
    network = random_network(200, 420, seed=3)
    answer = answer_for(network, [Condition("one", {"G3": -1.0})])
    assert len(page(answer).encode()) < 1_000_000


def test_it_is_the_same_every_time(answer: Responses) -> None:
    assert page(answer) == page(answer)


def test_a_page_is_whole_or_not_there(
    answer: Responses, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_page(tmp_path / "index.html", answer)
    before = (tmp_path / "index.html").read_text(encoding="utf-8")
    assert before.rstrip().endswith("</html>")

    def fail(*_: object) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "replace", fail)
    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="no space"):
        write_page(tmp_path / "index.html", answer)
    assert (tmp_path / "index.html").read_text(encoding="utf-8") == before
    assert len([*tmp_path.iterdir()]) == 1


def test_words() -> None:
    condition = Condition("x", {"a": -1.0, "b": 0.125}, {("a", "b"): 0.5})
    assert wording(condition, {"a": "A"}) == "A −100 %, b +12.5 %, A → b +50 %"
    assert wording(Condition("none"), {}) == "nothing"
    assert percent(2) == "+200 %"
    assert flat({"a": {"b": 1, "c": [1, 2]}, "d": None}) == [
        ("a › b", "1"),
        ("a › c", "1, 2"),
        ("d", "None"),
    ]


def test_what_is_not_ours_is_what_it_is_said_to_be() -> None:
    vendor = files("bioripple.page") / "vendor"
    said = (vendor / "README.md").read_text(encoding="utf-8")
    names = re.findall(r"^\| `([^`]+)` \|.*`([0-9a-f]{64})` \|$", said, re.MULTILINE)
    assert [name for name, _ in names] == ["cytoscape.min.js"]
    for name, digest in names:
        assert hashlib.sha256((vendor / name).read_bytes()).hexdigest() == digest
    assert "Permission is hereby granted" in (vendor / "cytoscape.LICENSE").read_text(
        encoding="utf-8"
    )
