"""Hold every exact Jacobian of a run against central differences.

`python benchmarks/jacobians.py results/models` reads what a run has mapped and prints
how many entries agree, and the worst models. Of the entries that no difference in
double precision can tell, some of each model are held against differences of hundreds
of digits. It exits with 1 if an entry whose difference is reliable is off by more than
1e-5, or one of the others by more than 1e-9.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import ATOL, RTOL, integrate
from bioripple.dynamics.jacobian import node_jacobian
from bioripple.network.listed import dense_in_file
from bioripple.odes.arrays import from_arrays
from bioripple.runtime.records import read_data, read_record
from bioripple.validation.differences import Agreement, compare

TOLERANCE = 1e-5
ORACLE_TOLERANCE = 1e-9
SAMPLES = 5  # entries of a model that the oracle is asked for


def check(folder: Path) -> Agreement:
    """Compute one model's Jacobian again and compare it with differences."""
    stored = read_data(folder / "jacobian.json")
    t = float(stored["t"])
    compiled = compile_system(from_arrays(read_data(folder / "system.json")), t_end=t)
    state = integrate(compiled, [t], rtol=RTOL, atol=ATOL).states[0]
    everything = node_jacobian(compiled, state, t=t)
    links = dense_in_file(stored, "jacobian")
    nodes = everything.among(np.isin(everything.nodes, stored["nodes"]))
    if not np.array_equal(links, np.where(links != 0.0, nodes.derivative, 0.0)):
        raise ValueError(f"{folder}: the Jacobian on file is of another version or run")
    return compare(compiled, state, everything, samples=SAMPLES)


def main() -> None:
    """Check all models and print a summary."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="a run's results/models")
    found: dict[str, Agreement] = {}
    for record in sorted(parser.parse_args().folder.glob("*/jacobian.json")):
        if read_record(record).ok:
            found[record.parent.name] = check(record.parent)
    compared = sum(item.n_compared for item in found.values())
    unreliable = sum(item.n_unreliable for item in found.values())
    asked = sum(item.n_asked for item in found.values())
    bad = [name for name, item in found.items() if item.worst > TOLERANCE]
    wrong = [n for n, item in found.items() if item.oracle_worst > ORACLE_TOLERANCE]
    print(f"{len(found)} models, {compared} entries with a reliable difference")
    print(f"{len(bad)} models with an entry that is off by more than {TOLERANCE:g}")
    print(
        f"{unreliable} entries whose difference is noise or averages over a kink; "
        f"{asked} of them asked of the oracle"
    )
    print(f"{len(wrong)} models where the oracle differs by over {ORACLE_TOLERANCE:g}")
    for name in wrong:
        print(f"{name}: {found[name].oracle_worst:.1e}")
    for name in sorted(found, key=lambda name: -found[name].worst)[:10]:
        item = found[name]
        print(f"{name}: {item.worst:.1e} at d({item.row})/d({item.column})")
    sys.exit(bool(bad or wrong))


if __name__ == "__main__":
    main()
