"""Time every stage on synthetic networks of growing size, beside two simulators.

`python benchmarks/growth.py [--quick] [--whole N] [--peers PYTHON] [--page FILE.md]`
draws mass-action models (`synthetic_kinetics.py`) of 10 to 10,000 species. Each program
does each of them in a process of its own (`growth_stages.py`), one after the other,
within limits of time and memory; who does not finish is not asked for larger ones. All
responses, n × n, are computed for up to N nodes.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from growth_page import MOST_MB, OURS, REPEATED, REPEATS, Key, Runs, draw, page
from growth_stages import PROGRAMS
from synthetic_kinetics import network

from bioripple.runtime.files import write_text

SIZES = (10, 30, 100, 300, 1_000, 2_000, 3_000, 5_000, 10_000)
QUICK = (100, 1_000, 3_000)
SECONDS, WHOLE, SEED = 180, 1_000, 0
PATIENCE = 10  # seconds of the clock that a second of the processor may take


def limit(seconds: int) -> None:
    """Keep a process from taking the machine's memory, and from going on for ever."""
    most = MOST_MB * 1024**2
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))


def run_once(
    runs: Runs, program: str, python: str, model: Path, whole: int, seconds: int
) -> None:
    """Run one program on one model and note what it says."""
    script = Path(__file__).with_name("growth_stages.py")
    command = [python, str(script), program, str(model), str(whole)]
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    try:
        done = subprocess.run(
            command,
            env=os.environ | threads,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE * seconds,
            preexec_fn=partial(limit, seconds),
            check=False,
        )
        said, runs.finished = done.stdout, runs.finished and done.returncode == 0
    except subprocess.TimeoutExpired as late:
        said, runs.finished = late.stdout or b"", False
    for line in said.decode(errors="replace").splitlines():
        if line.startswith('{"stage"'):
            found = json.loads(line)
            runs.seconds.setdefault(found["stage"], []).append(found["s"])
            runs.memory.setdefault(found["stage"], []).append(found["mb"])


def measure(
    sizes: tuple[int, ...], whole: int, peers: str | None, seconds: int
) -> dict[Key, Runs]:
    """Run all programs on models of all sizes, taking turns."""
    pythons = {OURS: sys.executable}
    if peers:
        pythons |= dict.fromkeys([each for each in PROGRAMS if each != OURS], peers)
    found: dict[Key, Runs] = {}
    with tempfile.TemporaryDirectory() as name:
        for species in sizes:
            model = Path(name) / f"{species}.xml"
            write_text(model, network(species, seed=SEED))
            for repeat in range(REPEATS if species <= REPEATED else 1):
                for program, python in list(pythons.items()):
                    runs = found.setdefault((program, species), Runs())
                    run_once(runs, program, python, model, whole, seconds)
                    if not runs.finished:
                        print(
                            f"{program}: not done with {species:,} species", flush=True
                        )
                        del pythons[program]
                print(f"{species:,} species, run {repeat + 1}", flush=True)
            arrays = model.with_suffix(".npz")
            if arrays.is_file():
                found[OURS, species].file_kb = arrays.stat().st_size / 1024
    return found


def main() -> None:
    """Measure, print, and write the page if one is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="three sizes only")
    parser.add_argument("--whole", type=int, default=WHOLE, help="largest n × n")
    parser.add_argument("--seconds", type=int, default=SECONDS, help="for a process")
    parser.add_argument("--peers", help="Python with COPASI and libRoadRunner")
    parser.add_argument("--page", type=Path, help="Markdown to write")
    options = parser.parse_args()
    sizes = QUICK if options.quick else SIZES
    found = measure(sizes, options.whole, options.peers, options.seconds)
    chosen = {
        "--quick": options.quick,
        f"--whole {options.whole}": options.whole != WHOLE,
        f"--seconds {options.seconds}": options.seconds != SECONDS,
    }
    arguments = " ".join(name for name, is_asked in chosen.items() if is_asked)
    told = f' ARGS="{arguments}"' if arguments else ""
    text = page(found, f"make bench-growth{told}", options.seconds)
    print(text)
    if options.page:
        write_text(options.page, text)
        draw(options.page.with_suffix(".svg"), found)


if __name__ == "__main__":
    main()
