"""Small networks in files, and what came of reading them."""

from pathlib import Path

from bioripple.formats.findings import ReadNetwork
from bioripple.formats.read import read
from bioripple.network.signed import SignedNetwork

Edge = tuple[str, str, int]


def edges_by_name(network: SignedNetwork) -> set[Edge]:
    """Return each edge as source, target and sign."""
    names = network.nodes
    return {
        (names[s], names[t], int(sign))
        for s, t, sign in zip(*network.edges, strict=True)
    }


def read_text(
    folder: Path, content: str | bytes, name: str = "n.sif", **more: object
) -> ReadNetwork:
    """Read a file of this content."""
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    return read(path, **more)  # type: ignore[arg-type]


def told(found: ReadNetwork, level: str = "") -> str:
    """Return all findings, or those of a level, as one text."""
    return "\n".join(
        f"{it.level} {it.where}: {it.text}"
        for it in found.findings
        if level in ("", it.level)
    )
