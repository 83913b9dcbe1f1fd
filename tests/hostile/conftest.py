"""Drive hostile files through the real steps."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jacobian
import parse_sbml
import pytest
import sensitivity

SECONDS = 120.0
MEGABYTES = 1500


@dataclass(frozen=True)
class Ending:
    """How a model ended, and what the steps left in its folder."""

    status: str
    reason: str
    facts: dict[str, Any]
    files: set[str]


Steps = Callable[..., Ending]


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    """Return a function that takes a file through all steps of one model.

    It gets the content of the file or the path of one, and checks that the steps write
    nothing outside their folder.
    """

    def run(
        content: str | bytes | Path,
        *,
        seconds: float = SECONDS,
        megabytes: int = MEGABYTES,
        max_nodes: int = 1_000_000,
    ) -> Ending:
        source = content if isinstance(content, Path) else tmp_path / "in/m.xml"
        if not isinstance(content, Path):
            source.parent.mkdir(exist_ok=True)
            data = content.encode() if isinstance(content, str) else content
            source.write_bytes(data)
        out = tmp_path / "out"
        before = everything_beside(tmp_path, out)
        limits: dict[str, Any] = {"max_seconds": seconds, "max_memory_mb": megabytes}
        parse_sbml.main(
            location=source, model="m", sha256="", record=out / "system.json",
            max_file_mb=50, max_expression_nodes=max_nodes, **limits,
        )  # fmt: skip
        jacobian.main(
            system=out / "system.json", record=out / "jacobian.json",
            t_end=10.0, rtol=1e-8, atol=1e-12, loosen=100.0, max_steps=10**7, **limits,
        )  # fmt: skip
        sensitivity.main(
            jacobian=out / "jacobian.json", outcome=out / "outcome.json",
            min_nodes=1, max_nodes=10_000, min_agreement=0.999, max_residual=1e-6,
            max_zero_share=0.9, max_state_change=0.01, **limits,
        )  # fmt: skip
        assert everything_beside(tmp_path, out) == before
        ending = json.loads((out / "outcome.json").read_text())
        facts = {key: ending[key] for key in ending if key not in ("status", "reason")}
        files = {path.name for path in out.iterdir()}
        return Ending(ending["status"], ending["reason"], facts, files)

    return run


def everything_beside(folder: Path, apart: Path) -> set[str]:
    """Return all paths below a folder but those below another."""
    return {
        str(Path(root) / name)
        for root, folders, files in os.walk(folder)
        for name in (*folders, *files)
        if not (Path(root) / name).is_relative_to(apart)
    }
