"""Hold every exact Jacobian of a run against central differences.

`python benchmarks/jacobians.py results/models` reads what a run has mapped and prints
how many entries agree, and the worst models. It exits with 1 if an entry whose
difference is reliable is off by more than 1e-5.
"""

import argparse
import sys
from pathlib import Path

import numpy as np

from bioripple.compiled_system import compile_system
from bioripple.differences import Agreement, compare
from bioripple.integrate import ATOL, RTOL, integrate
from bioripple.jacobian import node_jacobian
from bioripple.outcome import read_data, read_record
from bioripple.system_file import from_arrays

TOLERANCE = 1e-5


def check(folder: Path) -> Agreement:
    """Compute one model's Jacobian again and compare it with differences."""
    stored = read_data(folder / "jacobian.json")
    t = float(stored["t"])
    compiled = compile_system(from_arrays(read_data(folder / "system.json")), t_end=t)
    state = integrate(compiled, [t], rtol=RTOL, atol=ATOL).states[0]
    everything = node_jacobian(compiled, state, t=t)
    network = everything.without_satellites()
    if not np.array_equal(network.jacobian, stored["jacobian"]):
        raise ValueError(f"{folder}: the Jacobian on file is of another version or run")
    return compare(compiled, state, everything)


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
    bad = [name for name, item in found.items() if item.worst > TOLERANCE]
    print(f"{len(found)} models, {compared} entries with a reliable difference")
    print(f"{unreliable} entries whose difference is noise or averages over a kink")
    print(f"{len(bad)} models with an entry that is off by more than {TOLERANCE:g}")
    for name in sorted(found, key=lambda name: -found[name].worst)[:10]:
        item = found[name]
        print(f"{name}: {item.worst:.1e} at d({item.row})/d({item.column})")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
