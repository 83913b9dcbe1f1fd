"""Networks are read in a process of their own, within limits."""

import re
from pathlib import Path

import pytest

from bioripple.errors import Failed
from bioripple.formats.guarded import read_guarded
from bioripple.runtime.guard import Limits


def test_what_takes_too_long_or_too_much_ends_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "n.sif"
    path.write_text("".join(f"n{k} + n{k + 1} x\n" for k in range(300_000)), "utf-8")
    with pytest.raises(Failed, match=re.escape(f"{path}: ran longer than 0.05 s")):
        read_guarded(path, limits=Limits(seconds=0.05, memory_mb=2000))
    with pytest.raises(Failed, match=f"{path}: .*memory"):
        read_guarded(path, limits=Limits(seconds=60, memory_mb=20))
    assert read_guarded(path).network.size == 300_002
