"""The stages of one model by one program, for `growth.py`, which starts this.

`python benchmarks/growth_stages.py PROGRAM FILE.xml WHOLE` prints a JSON line
for each stage as soon as it is done: its name, processor time [s] of all threads, and
the largest memory of the process so far [MB]. Imports are not counted. All of M is
computed for up to WHOLE nodes.
"""

import json
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from simulators import ATOL, RTOL, T_END, Stages, copasi, roadrunner

SOURCES = 10
# What libraries of C++ print must not come between the lines.
REPORT = os.fdopen(os.dup(1), "w", buffering=1)


class Watch:
    """Says how long it took since it was last asked."""

    def __init__(self) -> None:
        self._before = time.process_time()

    def lap(self, stage: str, *, minus: float = 0.0) -> None:
        """Report a stage, without a part of it that is reported elsewhere."""
        told(stage, time.process_time() - self._before - minus)
        self._before = time.process_time()


def told(stage: str, seconds: float) -> None:
    """Report a stage."""
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    REPORT.write(json.dumps({"stage": stage, "s": seconds, "mb": memory}) + "\n")


def ours(path: Path, whole: int) -> None:
    """Go from the file to responses and predictions of ten sources."""
    import numpy as np

    from bioripple.answers.of_sources import predict_of
    from bioripple.dynamics import compiled as compiling
    from bioripple.dynamics.integrate import integrate
    from bioripple.dynamics.jacobian import node_jacobian
    from bioripple.network.influence import signs
    from bioripple.network.listed import to_file
    from bioripple.network.signed import signed_network
    from bioripple.odes.system import build_odes
    from bioripple.predictors.topology import ALPHA, BASELINES, baselines
    from bioripple.responses.of_sources import sensitivity_of
    from bioripple.responses.sensitivity import sensitivity
    from bioripple.runtime.files import write_arrays
    from bioripple.sbml.reader import read_sbml
    from bioripple.untrusted.xml import check_xml

    of_derivatives: list[float] = []
    compiling.gradients = _timed(compiling.gradients, of_derivatives)
    content = path.read_bytes()
    watch = Watch()
    check_xml(content)
    watch.lap("check")
    document = read_sbml(content)
    watch.lap("read")
    system = build_odes(document)
    watch.lap("equations")
    compiled = compiling.compile_system(system, t_end=T_END)
    told("derivatives", sum(of_derivatives))
    watch.lap("compile", minus=sum(of_derivatives))
    run = integrate(compiled, [T_END], rtol=RTOL, atol=ATOL)
    watch.lap("integrate")
    found = node_jacobian(compiled, run.states[0], t=T_END, error=100.0 * run.errors[0])
    network = found.without_satellites()
    watch.lap("Jacobian")
    nodes = {"nodes": network.nodes}
    write_arrays(path.with_suffix(".npz"), nodes | to_file("jacobian", network.links))
    watch.lap("to disk")
    sources = np.arange(SOURCES) * len(network.nodes) // SOURCES
    sensitivity_of(network.sparse, sources)
    watch.lap("M, 10 sources")
    edges = network.links.without_zeros()
    graph = signed_network(network.nodes, edges.columns, edges.rows, edges.signs)
    for name in BASELINES:
        predict_of(name, graph, sources)
    watch.lap("baselines, 10 sources")
    if len(network.nodes) <= whole:
        sensitivity(network.jacobian)
        watch.lap("M, all")
        baselines(signs(network.jacobian), alpha=ALPHA)
        watch.lap("baselines, all")


def _timed(
    function: Callable[..., object], seconds: list[float]
) -> Callable[..., object]:
    def timed(*arguments: object) -> object:
        start = time.process_time()
        found = function(*arguments)
        seconds.append(time.process_time() - start)
        return found

    return timed


def theirs(stages: Stages) -> Callable[[Path, int], None]:
    """Return how another program goes from the file to a Jacobian."""

    def run(path: Path, whole: int) -> None:
        steps = stages(path)
        watch = Watch()
        for stage in ("load", "integrate", "Jacobian"):
            next(steps)
            watch.lap(stage)

    return run


PROGRAMS: dict[str, Callable[[], Callable[[Path, int], None]]] = {
    "ours": lambda: ours,
    "COPASI": lambda: theirs(copasi()),
    "libRoadRunner LLJIT": lambda: theirs(roadrunner("LLJIT", scaled=False)),
}


if __name__ == "__main__":
    PROGRAMS[sys.argv[1]]()(Path(sys.argv[2]), int(sys.argv[3]))
