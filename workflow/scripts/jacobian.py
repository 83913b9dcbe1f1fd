"""Integrate a model and differentiate its right-hand side at the state reached."""

from pathlib import Path

from bioripple.mapping import jacobian
from bioripple.runtime.guard import Limits
from bioripple.runtime.step import run_script


def main(
    *,
    system: Path,
    record: Path,
    t_end: float,
    rtol: float,
    atol: float,
    loosen: float,
    max_steps: int,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Write `jacobian.npz` beside the record, and the record itself."""
    jacobian.run(
        system=system,
        record=record,
        t_end=t_end,
        rtol=rtol,
        atol=atol,
        loosen=loosen,
        max_steps=max_steps,
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
    )


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
