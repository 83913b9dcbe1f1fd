"""Look through an XML text before a C library parses it.

An SBML file may come from anyone. Expat reads it here with nothing but counters, so
that entity bombs, references to other files, bottomless nesting and damaged texts end
with a sentence and never reach a parser that recurses or allocates without bounds.
"""

from contextlib import suppress
from typing import Any
from xml.parsers import expat

from bioripple.errors import Failed, Refused
from bioripple.runtime.checks import check_content
from bioripple.untrusted.depth import surely_shallow

# The 1,041 curated BioModels nest at most 57 deep and have at most 52,697 elements.
MAX_DEPTH = 200
MAX_ELEMENTS = 1_000_000
MAX_BYTES = 50 * 1024 * 1024

# The encodings that are read, as expat and Python call them, by the names that a file
# may give them.
ENCODINGS = {
    "": "utf-8",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "us-ascii",
    "ascii": "us-ascii",
    "iso-8859-1": "iso-8859-1",
}
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
UTF8_MARK = b"\xef\xbb\xbf"


def check_xml(
    content: bytes,
    *,
    max_depth: int = MAX_DEPTH,
    max_bytes: int = MAX_BYTES,
    max_elements: int = MAX_ELEMENTS,
) -> None:
    """Make sure that a text is well-formed, bounded XML without a document type.

    What it means is for `sbml.survey` to check.

    Parameters
    ----------
    content
        The whole file.
    max_depth
        Most elements that may be open at once.
    max_bytes
        Largest size of `content` [bytes].
    max_elements
        Most elements in all, those that are commented out included.

    Raises
    ------
    Refused
        If the text is too large, too deep, has too many elements, declares a document
        type or an entity, or is in an encoding other than those of `ENCODINGS`.
    Failed
        If it is not well-formed: truncated, damaged, or not XML at all.
    TypeError
        If `content` is no bytes, such as a path.
    """
    content = check_content(content)
    if len(content) > max_bytes:
        raise Refused(
            f"the file has {len(content)} bytes; at most {max_bytes} are read"
        )
    if content.startswith(UTF16_MARKS):
        raise Refused("the file is encoded as UTF-16; SBML has to be UTF-8")
    if b"\0" in content:
        raise Failed(
            f"the file has a NUL byte at offset {content.index(0)}; "
            "it is damaged or not encoded as UTF-8"
        )
    # Each element ends in one of these; counting them here and not in the parser's
    # callbacks halves the time that dense markup takes.
    if content.count(b"<") > max_elements and (
        content.count(b"</") + content.count(b"/>") > max_elements
    ):
        raise Refused(f"the file has more than {max_elements} XML elements")
    encoding = ENCODINGS[declared_encoding(content).lower()]
    if surely_shallow(content, max_depth) and _is_bare(content, encoding):
        return
    parser = _counting_parser(encoding, max_depth=max_depth)
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise Failed(_describe(error, content)) from None


def decode(content: bytes) -> str:
    """Return the text of a file, in any encoding that `check_xml` lets through.

    Raises
    ------
    Refused
        If the file declares another encoding.
    Failed
        If its bytes are not of the encoding that it declares.
    """
    codec = ENCODINGS[declared_encoding(content).lower()]
    try:
        return content.removeprefix(UTF8_MARK).decode(codec)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Failed(
            f"the file is not well-formed XML: byte 0x{content[error.start]:02x} at "
            f"line {line} is not encoded as {codec.upper()}"
        ) from None


def declared_encoding(content: bytes) -> str:
    """Return the encoding that a file declares, as it is spelled; empty if none.

    Raises
    ------
    Refused
        If it is not one of `ENCODINGS`.
    Failed
        If the file begins with the mark of another encoding.
    """
    found = [""]

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        found.append(encoding or "")

    parser = expat.ParserCreate()
    parser.XmlDeclHandler = declaration
    if content.removeprefix(UTF8_MARK).startswith(b"<?xml"):
        # for `check_xml` to describe; an unknown encoding is any exception
        with suppress(expat.ExpatError, LookupError, ValueError):
            parser.Parse(content[: content.find(b"?>") + 2], False)
    encoding = found[-1]
    if encoding.lower() not in ENCODINGS:
        raise Refused(
            f"the file says that it is encoded as {encoding[:40]!r}; "
            "SBML has to be UTF-8"
        )
    if content.startswith(UTF8_MARK) and ENCODINGS[encoding.lower()] != "utf-8":
        raise Failed(
            f"the file says that it is encoded as {encoding!r}, and begins with the "
            "byte order mark of UTF-8"
        )
    return encoding


def _is_bare(content: bytes, encoding: str) -> bool:
    """Say whether a text is well-formed and declares nothing, in a third of the time.

    If not, it is for the parser that counts to say what is wrong where.
    """
    parser = expat.ParserCreate(encoding)
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, Refused):
        return False
    return True


def _refuse(*_declaration: Any) -> None:
    raise Refused("the file declares a document type (DTD)")


def _counting_parser(encoding: str, *, max_depth: int) -> expat.XMLParserType:
    parser = expat.ParserCreate(encoding)
    depth = 0

    def start(_name: str, _attributes: Any) -> None:
        nonlocal depth
        depth += 1
        if depth > max_depth:
            raise Refused(
                f"XML elements are nested more than {max_depth} deep at line "
                f"{parser.CurrentLineNumber}"
            )

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse_type(*_declaration: Any) -> None:
        raise Refused(
            f"the file declares a document type (DTD) at line "
            f"{parser.CurrentLineNumber}; SBML has none, and it can hide entity bombs"
        )

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse_type
    parser.EntityDeclHandler = refuse_type
    parser.ordered_attributes = True  # a list is cheaper to build than a dict
    return parser


def _describe(error: expat.ExpatError, content: bytes) -> str:
    if not content.strip():
        return "the file is empty; expected SBML"
    if content.lstrip(UTF8_MARK + b" \t\r\n")[:1] not in (b"<", b"\xff", b"\xfe"):
        return "the file is not well-formed XML: it begins with no <; expected SBML"
    reason = expat.ErrorString(error.code)
    where = f"line {error.lineno}, column {error.offset + 1}"
    ends = content.count(b"\n") + 1
    hint = "; the file seems to be cut off" if error.lineno >= ends else ""
    return f"the file is not well-formed XML: {reason} at {where}{hint}"
