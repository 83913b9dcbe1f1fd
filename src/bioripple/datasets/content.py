"""Read the file that a caller names, or take its content as it is."""

import os

from bioripple.errors import Refused


def content_of(
    source: str | os.PathLike[str] | bytes | bytearray | memoryview, *, max_bytes: int
) -> bytes:
    """Return the content of an SBML file.

    Parameters
    ----------
    source
        Its path, or its content.
    max_bytes
        Largest file that is read [bytes].

    Raises
    ------
    OSError
        If there is no such file or it cannot be read.
    Refused
        If it is larger than `max_bytes`.
    TypeError
        If `source` is neither a path nor bytes, or is the text of a file.
    """
    if isinstance(source, bytes | bytearray | memoryview):
        return bytes(source)
    found = type(source).__name__
    if isinstance(source, str) and source.lstrip("\ufeff \t\r\n").startswith("<"):
        found = "a text that begins with '<'; encode it: text.encode()"
    elif isinstance(source, str | os.PathLike):
        with open(source, "rb") as stream:
            content = stream.read(max_bytes + 1)
        if len(content) > max_bytes:
            raise Refused(f"{source}: has more than {max_bytes} bytes")
        return content
    raise TypeError(
        f"source: expected the path of an SBML file or its bytes, found {found}"
    )
