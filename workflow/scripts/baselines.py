"""Predict a model's responses from its influence network alone."""

from pathlib import Path

from bioripple.errors import Refused
from bioripple.network.influence import signs
from bioripple.network.listed import dense_in_file
from bioripple.predictors.topology import baselines
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Result, read_data, read_record, run_step
from bioripple.runtime.step import run_script

STEP = "baselines"


def main(
    *,
    jacobian: Path,
    record: Path,
    alpha: float,
    max_nodes: int,
    max_seconds: float,
    max_memory_mb: int,
) -> None:
    """Write `baselines.npz` beside the record, and the record itself."""
    before = read_record(jacobian)

    def compute() -> Result:
        arrays = read_data(jacobian)
        nodes = len(arrays["nodes"])
        if nodes > max_nodes:  # as for the responses: n × n of each prediction
            raise Refused(f"{nodes} nodes, more than {max_nodes}")
        predictions = baselines(signs(dense_in_file(arrays, "jacobian")), alpha=alpha)
        return Result(arrays={"nodes": arrays["nodes"], **predictions})

    run_step(
        compute,
        model=before.model,
        step=STEP,
        data=record.parent / "baselines.npz",
        limits=Limits(seconds=max_seconds, memory_mb=max_memory_mb),
        before=before,
    ).write(record)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
