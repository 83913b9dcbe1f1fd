"""Time SBML → ODEs → state → exact Jacobian of a folder of models, in one process.

`python benchmarks/mapping.py FOLDER [--t-end 10]` prints the total by stage, the ten
slowest models, and where their time goes. Times are of the processor [s]; imports are
not counted.
"""

import argparse
import time
from collections import defaultdict
from pathlib import Path

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import ATOL, RTOL, integrate
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.errors import Failed, Refused
from bioripple.odes.system import build_odes
from bioripple.runtime.markdown import table_lines
from bioripple.sbml.reader import read_sbml
from bioripple.untrusted.xml import check_xml

Times = defaultdict[str, float]  # seconds by stage

STAGES = ("check", "read", "equations", "compile", "integrate", "jacobian")


def map_model(path: Path, t_end: float, spent: Times) -> None:
    """Map one model, adding the time of each stage to `spent`."""
    before = time.process_time()

    def lap(stage: str) -> None:
        nonlocal before
        now = time.process_time()
        spent[stage] += now - before
        before = now

    content = path.read_bytes()
    check_xml(content)
    lap("check")
    model = read_sbml(content)
    lap("read")
    system = build_odes(model)
    lap("equations")
    compiled = compile_system(system, t_end=t_end)
    lap("compile")
    try:
        state = integrate(compiled, [t_end], rtol=RTOL, atol=ATOL).states[0]
    finally:
        lap("integrate")
    node_jacobian(compiled, state, t=t_end).without_satellites()
    lap("jacobian")


def main() -> None:
    """Map every model of a folder and print where the time went."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="SBML files, *.xml")
    parser.add_argument("--last", default="~", help="last model id to map")
    parser.add_argument("--t-end", type=float, default=10.0)
    options = parser.parse_args()
    spent: dict[str, Times] = {}
    unmapped: dict[str, str] = {}
    paths = [p for p in sorted(options.folder.glob("*.xml")) if p.stem <= options.last]
    for path in paths:
        spent[path.stem] = defaultdict(float)
        try:
            map_model(path, options.t_end, spent[path.stem])
        except (Failed, Refused) as problem:
            unmapped[path.stem] = str(problem)
    report(spent, unmapped)


def report(spent: dict[str, Times], unmapped: dict[str, str]) -> None:
    """Print the tables."""
    total: Times = defaultdict(float)
    for times in spent.values():
        for stage, seconds in times.items():
            total[stage] += seconds
    mapped = len(spent) - len(unmapped)
    print(f"{mapped} of {len(spent)} models mapped in {sum(total.values()):.1f} s")
    slowest = sorted(spent, key=lambda name: -sum(spent[name].values()))[:10]
    rows = []
    for name, times in [("all", total), *((name, spent[name]) for name in slowest)]:
        seconds = [*(times[stage] for stage in STAGES), sum(times.values())]
        rows.append([name, *(f"{each:.2f}" for each in seconds)])
    heads = [*STAGES, "total"]
    print("\n".join(["", *table_lines(["model", *heads], rows, numbers=heads)]))
    for name, reason in unmapped.items():
        print(f"{name}: {reason}")


if __name__ == "__main__":
    main()
