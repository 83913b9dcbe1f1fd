"""Which format a file is in: by the ending of its name, else by how it begins."""

import re
from typing import Literal, get_args

from bioripple.errors import Refused
from bioripple.formats.content import UTF8_MARK, Content, text_of
from bioripple.formats.qual import QUAL, refuse_mangled, root_name
from bioripple.formats.relations import is_relation
from bioripple.runtime.text import one_line

Format = Literal[
    "sif",
    "table",
    "graphml",
    "gml",
    "json",
    "bnet",
    "aeon",
    "cnet",
    "qual",
    "sbml",
]
FORMATS: tuple[Format, ...] = get_args(Format)

_XML = frozenset((".graphml", ".xml", ".sbml"))
_ENDINGS: dict[str, Format] = {
    ".sif": "sif",
    ".tsv": "table",
    ".csv": "table",
    ".gml": "gml",
    ".json": "json",
    ".cyjs": "json",
    ".cx2": "json",
    ".bnet": "bnet",
    ".aeon": "aeon",
    ".cnet": "cnet",
}
_MARKUP = re.compile(
    rb"(?i)<(\?xml|!doctype|!--|html|head|body|pre|(\w+:)?(sbml|graphml))"
)
_LOOKED_AT = 50  # lines


def kind_of(content: Content) -> Format:
    """Return the format of a file.

    Raises
    ------
    Refused
        If it is XML of something else, or a web page.
    Failed
        If it is no text.
    """
    ending = content.path.suffix.casefold()
    start = content.data.removeprefix(UTF8_MARK).lstrip()
    # pages are saved under any name; and a name of a node may begin with <, too
    if start.startswith(b"<") and (ending not in _ENDINGS or _MARKUP.match(start)):
        return _xml_kind(content.data)
    if ending in _XML:
        raise Refused(f"its name ends in {ending}, and it is no XML")
    return _ENDINGS.get(ending) or _text_kind(content.data)


def _xml_kind(data: bytes) -> Format:
    refuse_mangled(data)
    name = root_name(data)
    if name == "graphml":
        return "graphml"
    if name == "sbml":
        is_qual = QUAL.encode() in data and b"ualitativeSpecies" in data
        return "qual" if is_qual else "sbml"
    raise Refused(
        f"is XML that begins with <{one_line(name, most=40)}>; expected <graphml> or "
        "<sbml>"
    )


def _text_kind(data: bytes) -> Format:
    """Return what a text without a known ending looks like."""
    text = text_of(data)
    start = text.lstrip()
    if start.startswith(("{", "[")):
        return "json"
    lines = [it for it in text[:100_000].split("\n") if it.strip() and it[0] != "#"]
    lines = lines[:_LOOKED_AT]
    if re.search(r"(?m)^\s*graph\s*\[", text[:10_000]):
        return "gml"
    if any(re.match(r"\s*targets\s*,\s*factors\s*$", it) for it in lines[:1]):
        return "bnet"
    if any(it.startswith("$") for it in lines):
        return "aeon"
    if any(re.match(r"\.v\s+\d+\s*$", it) for it in lines[:1]):
        return "cnet"
    words = [(it.split("\t") if "\t" in it else it.split()) for it in lines]
    relations = sum(len(it) > 2 and is_relation(it[1]) for it in words)
    return "sif" if 2 * relations > len(lines) else "table"
