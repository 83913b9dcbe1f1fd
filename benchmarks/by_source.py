"""Responses by source against those of the whole inverse, on the models of a run.

`python benchmarks/by_source.py results` reads every `jacobian.npz` and
`sensitivity.npz`, computes M of all nodes by sparse factors (`responses.of_sources`),
and prints how far columns differ, as shares of their largest entries.
Of one `jacobian.npz` in place of a folder ten sources are timed; `--ordering` takes
another ordering for the factors.
"""

import argparse
import time
from pathlib import Path

import numpy as np

from bioripple.arrays import Floats
from bioripple.errors import Failed
from bioripple.network.listed import in_file
from bioripple.responses import of_sources
from bioripple.runtime.files import read_arrays
from bioripple.runtime.markdown import table_lines

SHOWN, TIMED = 5, 10


def gap(found: Floats, expected: Floats) -> float:
    """Return the largest difference, as a share of the largest entry of its column."""
    size = np.abs(expected).max(axis=0, initial=0.0)
    return float((np.abs(found - expected) / size).max(initial=0.0))


def compare(folder: Path) -> None:
    """Compare all models of a run."""
    gaps: dict[str, float] = {}
    spent, apart = 0.0, []
    for path in sorted(folder.glob("models/*/jacobian.npz")):
        model, other = path.parent.name, path.with_name("sensitivity.npz")
        jacobian = in_file(read_arrays(path), "jacobian").sparse()
        start = time.process_time()
        try:
            found = of_sources.sensitivity_of(jacobian, range(jacobian.shape[0])).matrix
        except Failed:
            if other.is_file():
                apart.append(model)
            continue
        spent += time.process_time() - start
        if other.is_file():
            gaps[model] = gap(found, read_arrays(other)["sensitivity"])
        else:
            apart.append(model)
    print(f"{len(gaps)} models with M, {spent:.1f} s of the processor by source")
    print(f"only one of both has an answer: {', '.join(apart) or 'never'}")
    print(f"median {np.median(list(gaps.values())):.1e}")
    worst = sorted(gaps, key=lambda model: -gaps[model])[:SHOWN]
    rows = [[model, f"{gaps[model]:.1e}"] for model in worst]
    print("\n".join(table_lines(["model", "largest"], rows)))


def main() -> None:
    """Compare a run, or time one Jacobian."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("place", type=Path, help="a run's results, or a jacobian.npz")
    parser.add_argument("--ordering", default=of_sources.ORDERING)
    options = parser.parse_args()
    of_sources.ORDERING = options.ordering
    if options.place.is_dir():
        compare(options.place)
        return
    jacobian = in_file(read_arrays(options.place), "jacobian").sparse()
    n = jacobian.shape[0]
    start = time.process_time()
    of_sources.sensitivity_of(jacobian, np.arange(TIMED) * n // TIMED)
    print(f"{n} nodes, {TIMED} sources: {time.process_time() - start:.2f} s")


if __name__ == "__main__":
    main()
