"""Read the file that a caller names, or take its content as it is."""

import os

from bioripple.errors import Refused


def content_of(
    sbml: str | os.PathLike[str] | bytes | bytearray | memoryview, *, max_bytes: int
) -> bytes:
    """Return the content of an SBML file.

    Parameters
    ----------
    sbml
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
        If `sbml` is neither a path nor bytes, or is the text of a file.
    """
    if isinstance(sbml, bytes | bytearray | memoryview):
        return bytes(sbml)
    found = type(sbml).__name__
    if isinstance(sbml, str) and sbml.lstrip("\ufeff \t\r\n").startswith("<"):
        found = "a text that begins with '<'; encode it: text.encode()"
    elif isinstance(sbml, str | os.PathLike):
        with open(sbml, "rb") as stream:
            content = stream.read(max_bytes + 1)
        if len(content) > max_bytes:
            raise Refused(f"{sbml}: has more than {max_bytes} bytes")
        return content
    raise TypeError(
        f"sbml: expected the path of an SBML file or its bytes, found {found}"
    )
