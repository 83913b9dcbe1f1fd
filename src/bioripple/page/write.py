"""An answer as one page that needs nothing else: no network, no server, no other file.

Names come from strangers. They travel as JSON, in which no tag can begin, and the
script puts them on the page as text; the page's policy forbids every other script and
style and whatever would be fetched.
"""

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files as package_files
from pathlib import Path

from bioripple.answers.result import Responses
from bioripple.page.contents import contents
from bioripple.runtime import files

# Later ones use what is in earlier ones; they are one script on the page.
SCRIPTS = ("tools.js", "picture.js", "details.js", "table.js", "main.js")
DRAWER = "cytoscape.min.js"


def write_page(path: Path, answer: Responses) -> None:
    """Write an answer as HTML.

    Parameters
    ----------
    path
        The page; whole or not there.
    answer
        Any answer: of a large network, the part that matters is drawn.
    """
    files.write_text(path, page(answer))


def page(answer: Responses) -> str:
    """Return the page as text."""
    style, script = _asset("page.css"), "".join(map(_asset, SCRIPTS))
    drawer = _read("vendor", DRAWER)
    values = {
        "policy": _policy([drawer, script], style),
        "style": style,
        "drawer": drawer,
        "data": embedded(contents(answer)),
        "script": script,
    }
    rest, parts = _asset("page.html"), []
    for name, value in values.items():  # in the order of the file
        before, rest = rest.split(f"{{{{{name}}}}}")
        parts += [before, value]
    return "".join((*parts, rest))


def embedded(data: object) -> str:
    """Return data as JSON that can stand within a script element of a page.

    Parameters
    ----------
    data
        What JSON can hold, without NaN.

    Returns
    -------
    str
        ASCII without `<`, `>` and `&`: nothing in it ends the element, opens a comment
        or is half of a letter.
    """
    text = json.dumps(data, allow_nan=False, separators=(",", ":"))
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def _policy(scripts: list[str], style: str) -> str:
    allowed = " ".join(map(_source, scripts))
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_source(style)}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _source(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def _asset(name: str) -> str:
    return _read("assets", name)


@cache
def _read(folder: str, name: str) -> str:
    place = package_files("bioripple.page") / folder / name
    return place.read_text(encoding="utf-8")
