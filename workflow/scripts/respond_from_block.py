"""Perturb some of a network's nodes, each by itself, and keep who responds most."""

from pathlib import Path

from bioripple.answers.output import ANSWER, ANSWERED
from bioripple.answers.stream import respond_from_all
from bioripple.formats.edges import Dual
from bioripple.formats.read import read
from bioripple.runtime.files import read_json
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Result, run_step
from bioripple.runtime.step import run_script


def main(
    *,
    location: Path,
    block: int,
    blocks: int,
    method: str,
    dual: Dual,
    top: int,
    max_seconds: float,
    max_memory_mb: int,
    outcome: Path,
) -> None:
    """Write the answers into a folder of the outcome's name, and the outcome."""
    folder = outcome.with_suffix("")

    def compute() -> Result:
        found = read(location, dual=dual)
        respond_from_all(
            found.network,
            folder,
            sha256=found.sha256,
            predictor=method,
            top=top,
            part=(block, blocks),
        )
        facts = read_json(folder / ANSWER)["facts"]
        kept = ("predictor", "nodes", "edges", "converged")
        return Result({name: facts[name] for name in kept})

    ANSWERED.clear(folder)
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    run_step(
        compute,
        model=outcome.parents[1].name,
        step="respond_from_block",
        data=outcome.with_suffix(".npz"),  # there is none
        limits=limits,
    ).write(outcome)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
