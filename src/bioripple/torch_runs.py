"""What every training with torch needs: checkpoints."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from bioripple.files import replacing


def write_tensors(path: Path, content: Mapping[str, Any]) -> None:
    """Write tensors and plain values by name; the bytes depend on the content only."""
    # Given a path, torch writes its name into the file; given a stream it does not.
    with replacing(path) as temporary, temporary.open("wb") as stream:
        torch.save(content, stream)


def read_tensors(path: Path) -> dict[str, Any]:
    """Read them to the CPU; nothing but tensors and plain values is unpickled."""
    content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return content
