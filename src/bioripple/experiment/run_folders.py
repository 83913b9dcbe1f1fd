"""The folders that runs work in: which there are, and what of them may be deleted."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bioripple.experiment import run_state
from bioripple.experiment.config_check import ROOT

ARCHIVE = Path("resources/archive")
REPORT = "report.html"
SNAKEMAKE = ".snakemake"  # its notes on what it made, and on which folder is in use
# All that runs make in their folder of results; what else is there is somebody's own.
MADE = {
    *(path.name for path in (run_state.UNFINISHED, run_state.REMEMBERED)),
    *("ablations", "comparison", "benchmarks", "figures", "gcn", "kinetics", "lost"),
    *("models", "ablations.tsv", "accuracy.tsv", "enhancement_factor.npz"),
    *("families.tsv", "leakage.tsv", "leakage_summary.tsv", "network_properties.tsv"),
    *("ceiling.tsv", "ceiling_models.tsv"),
    *("dataset.npz", "dataset.npz.sha256", "predict"),
    *("measured.tsv", "measured_sets.tsv"),
    *("outcomes.tsv", "outcomes.html", "predictor_inputs.npz", "provenance.html"),
    *("provenance.json", "strata.tsv", "table1.html", "table1.md", "table1.tsv"),
    *("table2.html", "table2.md", "table2.tsv", "truths.npz", "truths.tsv"),
    *("oracles.tsv", "shipped", "wirings.npz"),
    *("pilots.tsv", "readings", "readings.md", "readings.tsv", "units.tsv"),
    *("steady_states.npz", "steady_states.tsv"),
}
KEPT = ".gitkeep"


def names_of_runs(root: Path = ROOT) -> list[str]:
    """Return the runs with a name that have results."""
    kept = (root / run_state.RUNS).glob(f"*/{run_state.REMEMBERED}")
    return sorted(path.parents[1].name for path in kept)


@contextmanager
def leaving_no_bare_folder(place: Path) -> Iterator[None]:
    """Remove the place of a run that has not begun, if it was not there before."""
    is_new = not place.exists()
    try:
        yield
    finally:
        if is_new and place.is_dir():
            _remove_bare(place)


def _remove_bare(place: Path) -> None:
    """Remove a place that holds nothing but what stands there before any job."""
    archive = place / ARCHIVE
    inside = {path.name for path in place.iterdir()}
    others = [path for path in place.glob(f"{ARCHIVE.parent}/*") if path != archive]
    if inside - {SNAKEMAKE, ARCHIVE.parts[0]} or others:
        return
    if archive.is_symlink():
        archive.unlink()
    with suppress(OSError):  # an archive of its own stays
        archive.parent.rmdir()
    if not archive.parent.exists():
        shutil.rmtree(place)


def clean(place: Path) -> int:
    """Delete what runs have made in a place, if its user says so."""
    doomed, others = _parted(place)
    if not doomed:
        print(f"{place}: there are no results to delete")
        return 0
    print("This deletes", *doomed, sep="\n  ")
    if others:
        print("and leaves what no run has made", *others, sep="\n  ")
    try:
        answer = input("Delete all of it? [y/N] ")
    except EOFError:
        answer = ""
    if answer.strip().lower() not in ("y", "yes"):
        print("\nNothing was deleted")
        return 1
    for path in doomed:
        is_folder = path.is_dir() and not path.is_symlink()
        shutil.rmtree(path) if is_folder else path.unlink()
    if place != ROOT:
        for folder in (place / run_state.RESULTS, place / ARCHIVE.parent, place):
            with suppress(OSError):  # it is not there, or holds something else
                folder.rmdir()
    return 0


def _parted(place: Path) -> tuple[list[Path], list[Path]]:
    """Return what runs have made in a place, and what else lies there."""
    results = sorted((place / run_state.RESULTS).glob("*"))
    made = [path for path in results if _is_made(path.name)]
    others = [path for path in results if path not in made and path.name != KEPT]
    made += [place / "logs", place / REPORT]
    if place != ROOT:
        made += [place / SNAKEMAKE, *(place / ARCHIVE.parent).glob("*")]
        apart = {*made, place / run_state.RESULTS, place / ARCHIVE.parent}
        others += [path for path in sorted(place.glob("*")) if path not in apart]
    return [path for path in made if path.exists() or path.is_symlink()], others


def _is_made(name: str) -> bool:
    """Return whether a run makes a file called so, or leaves it when it is killed."""
    stems = {Path(made).stem for made in MADE}
    return name in MADE or (name.startswith(".") and name.split(".")[1] in stems)
