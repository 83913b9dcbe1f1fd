"""Count which models come to rest, how, and how long it takes to find out.

`python benchmarks/steady.py FOLDER --every 6` reads every sixth SBML file of a folder,
each in a process of its own with limits, and prints a line for each and a count.
"""

import argparse
import time
from collections import Counter
from functools import partial
from pathlib import Path

import numpy as np

from bioripple import read_sbml
from bioripple.dynamics.steady_point import steady_point
from bioripple.errors import Failed, Refused
from bioripple.runtime.guard import Limits, run_guarded

LIMITS = Limits(seconds=120.0, memory_mb=4000)


def timed(path: Path) -> tuple[str, str, float]:
    """Return the verdict on one model, more about it, and its processor time [s]."""
    begin = time.process_time()
    word, more = look(path)
    return word, more, time.process_time() - begin


def look(path: Path) -> tuple[str, str]:
    """Return the verdict on one model, and more about it."""
    try:
        system = read_sbml(path)
    except (Failed, Refused):
        return "not read", ""
    try:
        found = steady_point(system)
    except (Failed, Refused) as problem:
        return "no state at t = 10", str(problem)
    if not found.found:
        return found.reason, found.detail
    word = "steady" if found.unique else "steady, not unique"
    grow = f", {len(found.growing)} growing" if found.growing else ""
    return word, (
        f"{len(found.state)} states, {found.n_sums} sums{grow}, residual "
        f"{found.residual:.0e}, slowest {found.slowest:.2g}"
    )


def main() -> None:
    """Look at the models and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of SBML files")
    parser.add_argument("--every", type=int, default=6, metavar="N")
    arguments = parser.parse_args()
    counts: Counter[str] = Counter()
    seconds = []
    for path in sorted(arguments.folder.glob("*.xml"))[:: arguments.every]:
        ending = run_guarded(partial(timed, path), limits=LIMITS)
        gave_up = ("gave up", ending.crash, LIMITS.seconds)
        word, more, took = gave_up if ending.crash else ending.value
        seconds.append(took)
        counts[word] += 1
        print(f"{path.stem}\t{seconds[-1]:.2f} s\t{word}\t{more}", flush=True)
    print(f"{len(seconds)} models:", ", ".join(f"{n} {w}" for w, n in counts.items()))
    shown = np.quantile(seconds, [0.5, 0.9, 1.0]).round(2).tolist()
    print(f"processor time, median, 90 % and longest: {shown} s")


if __name__ == "__main__":
    main()
