"""What `many.py` has measured, as a page with a picture."""

import os
import platform
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from growth_page import shown
from many_costs import JOBS, Found, estimates
from many_runs import GATHER, LARGEST, SMALLEST, Cost
from powers import exponent

from bioripple.runtime.markdown import table_lines

FROM = 300  # models, from which on exponents are taken
Number = Callable[[Cost], float]
# Of a run from nothing; of one with nothing to do.
COLUMNS: dict[str, Number] = {
    "until the first job": lambda cost: cost.start,
    "wall": lambda cost: cost.wall,
    "processor": lambda cost: cost.processor,
    "Snakemake": lambda cost: cost.main,
    "share": lambda cost: 100 * cost.main / cost.processor,
    "of a job": lambda cost: 1_000 * cost.main / (JOBS * cost.models),
    "steps": lambda cost: sum(cost.steps.values()),
    "memory": lambda cost: cost.memory,
    "server": lambda cost: cost.server,
    "files": lambda cost: cost.files,
    "disk": lambda cost: cost.mb,
}
AGAIN: dict[str, Number] = {
    "again: processor": lambda cost: cost.processor,
    "again: memory": lambda cost: cost.memory,
}
DIGITS = {"until the first job": 1, "of a job": 1}
NO_POWER = ("share", "of a job", "server")

TEXT = """# Many models

By `{command}`, Python {python}, Snakemake {snakemake}, two cores of a machine of
{cores} that did other things, too: processor time counts, the clock less so.

Synthetic mass action, {smallest} to {largest} species a model, all different; the four
steps of each model and the steps that gather, from nothing, with `profiles/many`.

{series}

Times [s]; *Snakemake*: processor time of its own process, *share* of it in all [%], *of
a job* of a model [ms]; *steps*: processor time of all jobs; *memory*: the most of
Snakemake's process and of the server of steps [MiB]; *files* and *disk* [MiB] without
the models; *again*: the same once more, when nothing is to be done. Exponents are of
N^p, from {start:,} models on.

{compared}

## Steps that gather

{gather}

Processor time [s] of each, and at {most:,} models the most memory [MiB].

![How costs grow](many.svg)

## What follows

{estimates}
"""


def power(found: Found, number: Number, *, again: bool = False) -> float | None:
    """Return how a number grows with the models, from `FROM` on."""
    points = found.points(number, again=again)
    return exponent([(x, y) for x, y in points if x >= FROM and y > 0])


def series_table(found: Found) -> list[str]:
    """Return a row for each size, and the exponents."""
    rows = [
        [
            f"{models:,}",
            *(shown(of(first), DIGITS.get(name, 0)) for name, of in COLUMNS.items()),
            *(shown(of(again), 0) for of in AGAIN.values()),
        ]
        for models, (first, again) in sorted(found.runs.items())
    ]
    last = ["exponent"]
    last += [
        "" if name in NO_POWER else shown(power(found, of))
        for name, of in COLUMNS.items()
    ]
    last += [shown(power(found, of, again=True)) for of in AGAIN.values()]
    heads = ["models", *COLUMNS, *AGAIN]
    return table_lines(heads, [*rows, last], numbers=heads[1:])


def gather_table(found: Found) -> list[str]:
    """Return what the steps that gather cost, a row for each."""
    sizes = sorted(found.runs)
    rows = []
    for step in GATHER:

        def seconds(cost: Cost, step: str = step) -> float:
            return cost.steps[step]

        times = [shown(found.runs[size][0].steps[step]) for size in sizes]
        memory = found.runs[sizes[-1]][0].peak[step]
        rows.append(
            [f"`{step}`", *times, shown(power(found, seconds)), shown(memory, 0)]
        )
    heads = ["step", *(f"{size:,}" for size in sizes), "exponent", "memory"]
    return table_lines(heads, rows, numbers=heads[1:])


def compared(found: Found) -> str:
    """Say what the profile changes, and what it does not."""
    ways = found.files
    same = "the same bytes" if found.same else "NOT THE SAME BYTES"
    return (
        f"Of {found.compared} models with the profile and without: results and tables "
        f"are {same}; {ways['many']:.1f} files a model with it, "
        f"{ways['default']:.1f} without."
    )


def page(found: Found, command: str) -> str:
    """Return what was measured as Markdown."""
    return TEXT.format(
        command=command,
        python=platform.python_version(),
        snakemake=version("snakemake"),
        cores=os.cpu_count(),
        smallest=SMALLEST,
        largest=LARGEST,
        series="\n".join(series_table(found)),
        start=FROM,
        compared=compared(found),
        gather="\n".join(gather_table(found)),
        most=max(found.runs),
        estimates="\n".join(estimates(found)),
    )


def draw(path: Path, found: Found) -> None:
    """Draw how times and memory grow, with their exponents."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "many"
    from matplotlib import pyplot

    times = ("processor", "Snakemake", "steps", "until the first job")
    figure, (left, right) = pyplot.subplots(
        ncols=2, figsize=(9, 4), layout="constrained"
    )
    drawn = [(left, name, COLUMNS[name], False) for name in times]
    drawn += [(left, name, AGAIN[name], True) for name in ("again: processor",)]
    drawn += [(right, name, COLUMNS[name], False) for name in ("memory", "server")]
    drawn += [(right, name, AGAIN[name], True) for name in ("again: memory",)]
    for axes, name, of, again in drawn:
        points = [(x, y) for x, y in found.points(of, again=again) if y > 0]
        p = power(found, of, again=again)
        label = name + (f", N^{p:.2f}" if p else "")
        axes.loglog(*zip(*points, strict=True), "o-", label=label, markersize=3)
    left.set(xlabel="models", ylabel="time [s]")
    right.set(xlabel="models", ylabel="memory [MiB]")
    for axes in (left, right):
        axes.grid(visible=True, alpha=0.3)
        axes.legend(fontsize="small")
    figure.savefig(path, metadata={"Date": None})
