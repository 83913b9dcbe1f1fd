"""From a Jacobian to the true responses."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from bioripple.collection.health import HealthLimits
from bioripple.collection.judge import judge
from bioripple.errors import Refused
from bioripple.network.listed import dense_in_file, is_in_file
from bioripple.responses.agreement import second_look
from bioripple.responses.sensitivity import sensitivity as responses
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Result, read_data, read_record, run_step

STEP = "sensitivity"


def run(
    *,
    jacobian: Path,
    outcome: Path,
    min_nodes: int,
    max_nodes: int,
    health: HealthLimits,
    limits: Limits,
) -> None:
    """Take the step for one model within limits; write `sensitivity.npz`, the outcome.

    Parameters
    ----------
    jacobian
        The record of `jacobian`.
    outcome
        The outcome to write; the arrays lie beside it.
    min_nodes, max_nodes, health
        As for `judge.judge`; `health` is `limits` there.
    limits
        Time and memory.
    """
    before = read_record(jacobian)
    record = run_step(
        lambda: sensitivity(read_data(jacobian), max_nodes=max_nodes),
        model=before.model,
        step=STEP,
        data=outcome.parent / "sensitivity.npz",
        limits=limits,
        before=before,
    )
    judge(
        before, record, min_nodes=min_nodes, max_nodes=max_nodes, limits=health
    ).write(outcome)


def sensitivity(arrays: Mapping[str, NDArray[Any]], *, max_nodes: int) -> Result:
    """Invert a model's Jacobian for its true responses.

    Parameters
    ----------
    arrays
        As `mapping.jacobian.jacobian` returns them.
    max_nodes
        Largest network whose responses are computed: n × n of them.

    Returns
    -------
    Result
        What was found out, and the arrays `nodes` and `sensitivity`.

    Raises
    ------
    Failed
        If the responses are not defined.
    Refused
        If the network is larger; `br.sensitivity(…, sources=…)` has some columns.
    """
    nodes = len(arrays["nodes"])
    if nodes > max_nodes:
        raise Refused(f"{nodes} nodes, more than {max_nodes}")
    found = responses(dense_in_file(arrays, "jacobian"))
    facts = {"condition": found.condition, "residual": found.residual}
    if is_in_file(arrays, "jacobian_again"):
        facts |= second_look(found.matrix, dense_in_file(arrays, "jacobian_again"))
    return Result(
        facts=facts,
        arrays={"nodes": arrays["nodes"], "sensitivity": found.matrix},
    )
