"""Run the workflow on growing collections of tiny synthetic models, and extrapolate.

`python benchmarks/many.py [--sizes 100,300,1000] [--found FILE.jsonl] [--page FILE.md]`
draws mass-action models of 2 to 12 species, all different, and has the steps of each
and those that gather done by Snakemake with `profiles/many`, on two cores, each size in
a folder of its own; then once more, when nothing is to be done. What was measured is
added to FILE.jsonl, size by size; the page is made of all that is in it, so that sizes
may be measured on several days. Besides: a few models with the profile and without, and
a group of them with a Python for each step, as a job of a cluster does it. How long the
steps of a model of BioModels take is read from the results of `make run`.
"""

import argparse
import json
import sys
import tempfile
from base64 import urlsafe_b64decode
from dataclasses import asdict
from pathlib import Path

from many_costs import Found
from many_page import draw, page
from many_runs import GATHER, ROOT, STEPS, Cost, run, write_models

from bioripple.runtime.files import write_text
from bioripple.runtime.rows import read_rows
from workflow import digest

SIZES = "100,300,1000,3000,10000"
MANY = ("--profile", str(ROOT / "profiles/many"))
TARGETS = ("models", *GATHER.values())
COMPARED, GROUP = 10, 20  # models: with and without the profile; in a group


def measure(models: int, where: Path) -> dict[str, object]:
    """Run one size, and again when nothing is to be done."""
    folder = where / str(models)
    write_models(folder, models)
    first = run(folder, folder / "run", TARGETS, *MANY)
    again = run(folder, folder / "run", TARGETS, *MANY)
    return {"kind": "series", "run": asdict(first), "again": asdict(again)}


def compare(where: Path) -> dict[str, object]:
    """Run a few models with the profile and without."""
    folder = where / "compared"
    write_models(folder, COMPARED)
    ways = {"many": MANY, "default": ()}
    costs = {
        way: run(folder, folder / way, TARGETS, *options)
        for way, options in ways.items()
    }
    digests = {way: digest(folder / way / "results/models") for way in ways}
    tables = {
        way: [(folder / way / path).read_bytes() for path in GATHER.values()]
        for way in ways
    }
    same = digests["many"] == digests["default"] and tables["many"] == tables["default"]
    files = {
        way: _of_models(folder / way, cost.models) / cost.models
        for way, cost in costs.items()
    }
    return {"kind": "compared", "same": same, "models": COMPARED, "files": files}


def _of_models(place: Path, models: int) -> int:
    """Return how many files a run has left of its models, by their names or folders."""
    names = {f"m{k:06d}" for k in range(models)}
    count = 0
    for path in filter(Path.is_file, place.rglob("*")):
        told = path
        if path.is_relative_to(place / ".snakemake/metadata"):
            told = Path(urlsafe_b64decode(path.name).decode())  # what the note is of
        count += bool(names & {*told.parts, told.stem})
    return count


def group(where: Path) -> dict[str, object]:
    """Do the models of one group as a job of a cluster does: a Python for each step."""
    folder = where / "group"
    write_models(folder, GROUP)
    cost = run(folder, folder / "run", ["models"], BIORIPPLE_JOB_SERVER="off")
    return {"kind": "group", "run": asdict(cost)}


def real(results: Path) -> dict[str, object]:
    """Read what the steps of a model took in a run of BioModels."""
    tables = [read_rows(results / f"benchmarks/{step}.tsv") for step in STEPS]
    seconds = sum(float(row["cpu_time"]) for table in tables for row in table)
    models = len(tables[0])
    return {"kind": "real", "models": models, "seconds": seconds / models}


def read_found(path: Path) -> Found:
    """Return all that was measured, the last of each."""
    found = Found()
    for line in path.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        match entry["kind"]:
            case "series":
                first = Cost(**entry["run"])
                found.runs[first.models] = (first, Cost(**entry["again"]))
            case "group":
                found.group = Cost(**entry["run"])
            case "real":
                found.real = entry["seconds"]
            case "compared":
                found.same, found.files = entry["same"], entry["files"]
                found.compared = entry["models"]
    return found


def main() -> None:
    """Measure, print, and write the page if one is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", default=SIZES, help="numbers of models; may be empty"
    )
    parser.add_argument("--found", type=Path, default=ROOT / "results/many.jsonl")
    parser.add_argument("--folder", type=Path, help="where to work; else a temporary")
    parser.add_argument("--results", type=Path, default=ROOT / "results")
    parser.add_argument("--page", type=Path, help="Markdown to write")
    options = parser.parse_args()
    sizes = sorted(int(word) for word in options.sizes.split(",") if word)
    options.found.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        where = Path(name)
        jobs = [lambda size=size: measure(size, where) for size in sizes]
        if sizes:
            jobs = [lambda: compare(where), lambda: group(where), *jobs]
            jobs.append(lambda: real(options.results))
        for job in jobs:
            entry = json.dumps(job())
            print(entry, file=sys.stderr, flush=True)
            with options.found.open("a", encoding="utf-8") as stream:
                stream.write(entry + "\n")
    found = read_found(options.found)
    text = page(found, "make bench-many")
    print(text)
    if options.page:
        write_text(options.page, text)
        draw(options.page.with_suffix(".svg"), found)


if __name__ == "__main__":
    main()
