"""What `growth.py` has measured, as a page with a picture."""

import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

import powers
from growth_stages import PROGRAMS
from simulators import ATOL, RTOL

from bioripple.runtime.markdown import table_lines

OURS = "ours"
REPEATS, REPEATED = 3, 1_000  # runs of up to so many species, of which medians count
MOST_MB = 8_000  # of a process's address space
STATE = ("check", "read", "equations", "derivatives", "compile", "integrate")
CHOSEN = ("Jacobian", "to disk", "M, 10 sources", "baselines, 10 sources")
ALL = ("M, all", "baselines, all")
PEER = ("load", "integrate", "Jacobian")
FROM = 1_000  # species, from which on exponents are taken

Key = tuple[str, int]  # program, species


@dataclass
class Runs:
    """What one program has needed for one model, by stage, a number for each run."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    memory: dict[str, list[float]] = field(default_factory=dict)
    finished: bool = True
    file_kb: float = 0.0

    def time(self, *stages: str) -> float | None:
        """Return the median of the sum of some stages [s]; None if one is missing."""
        known = [self.seconds.get(stage, []) for stage in stages]
        if not all(known):
            return None
        return median(map(sum, zip(*known, strict=False)))

    def mb(self, stage: str) -> float | None:
        """Return the largest memory up to the end of a stage [MB]."""
        return median(self.memory[stage]) if stage in self.memory else None


def exponent(found: dict[Key, Runs], program: str, *stages: str) -> float | None:
    """Return p of a time that grows as n^p, by least squares, from `FROM` on."""
    return powers.exponent(
        [
            (species, seconds)
            for (who, species), runs in found.items()
            if who == program and species >= FROM
            if (seconds := runs.time(*stages))
        ]
    )


def shown(value: float | None, digits: int = 2) -> str:
    """Return a number with so many digits; empty if there is none."""
    return "" if value is None else f"{value:.{max(digits, 0)}f}"


def seconds_of(value: float | None) -> str:
    """Return a time; some machines count it in ticks of 4 ms."""
    return "< 0.01" if value is not None and value < 0.01 else shown(value)


def our_table(found: dict[Key, Runs]) -> list[str]:
    """Return our stages, a row for each size, and the exponents."""
    stages = [*STATE, "read → state", *CHOSEN, "total", *ALL]
    parts = {stage: (stage,) for stage in (*STATE, *CHOSEN, *ALL)}
    parts |= {"read → state": STATE, "total": (*STATE, *CHOSEN)}
    rows = [
        [
            f"{species:,}",
            *(seconds_of(runs.time(*parts[stage])) for stage in stages),
            shown(runs.mb(CHOSEN[-1]), 0),
            shown(runs.mb(ALL[-1]), 0),
            shown(runs.file_kb, 0),
        ]
        for (program, species), runs in found.items()
        if program == OURS
    ]
    last = [shown(exponent(found, OURS, *parts[stage])) for stage in stages]
    memory = ["memory", "with all", "file"]
    return table_lines(
        ["species", *stages, *memory], [*rows, ["exponent", *last, "", "", ""]]
    )


def peer_table(found: dict[Key, Runs]) -> list[str]:
    """Return what all programs can do, side by side."""
    ways = {OURS: (STATE[:-1], STATE[-1:], ("Jacobian",))}
    ways |= {each: tuple((one,) for one in PEER) for each in PROGRAMS if each != OURS}
    used = [each for each in PROGRAMS if any(program == each for program, _ in found)]
    heads = [f"{part}, {program}" for program in used for part in (*PEER, "memory")]
    rows = []
    for species in dict.fromkeys(species for _, species in found):
        row = [f"{species:,}"]
        for program in used:
            runs = found.get((program, species))
            times = [runs.time(*way) if runs else None for way in ways[program]]
            memory = runs.mb("Jacobian") if runs else None
            row += [*map(seconds_of, times), shown(memory, 0)]
        rows.append(row)
    last = ["exponent"]
    for program in used:
        last += [*(shown(exponent(found, program, *way)) for way in ways[program]), ""]
    return table_lines(["species", *heads], [*rows, last])


TEXT = """# Growth

By `{command}`,
Python {python}, {known}, one thread, on a machine of {cores} cores that
did other things, too: compare columns, not runs.

Synthetic mass action, two reactions a species. Processor time [s], medians of {repeats}
runs up to {repeated:,} species and single ones above; peak memory [MB], Python and its
libraries (some 160 MB) included; `jacobian.npz` without the state [kB]. Each model and
program has a process of its own, within {seconds} s of the processor and
{most_mb:,} MB. Exponents are of n^p, from {start:,} species on.

{ours}

*read → state*: the six before it. *total*: these and all up to the ten sources, of
which *memory* is. *M, 10 sources*: columns of M; *baselines*: all eight of Table 1.
*all*: n × n, which is made where all are asked for; *with all*: the memory of that.

## Beside other programs

COPASI and libRoadRunner (LLJIT, no optimisation) as pinned in
`requirements/crosscheck.txt`, all with tolerances {rtol:g} and {atol:g}, to t = 10.
*load*: from the file to functions, of ours from *check* to *compile*. Jacobians: ours
exact and sparse, COPASI's by differences, n × n; of libRoadRunner n + 1 evaluations of
its rates, for its own takes far longer.

{peers}

{late}

![How times grow](growth.svg)
"""


def page(found: dict[Key, Runs], command: str, seconds: int) -> str:
    """Return what was measured as Markdown."""
    late = [
        f"{program} did not finish {species:,} species."
        for (program, species), runs in found.items()
        if not runs.finished
    ]
    return TEXT.format(
        command=command,
        python=platform.python_version(),
        known=", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy")),
        cores=os.cpu_count(),
        repeats=REPEATS,
        repeated=REPEATED,
        seconds=seconds,
        most_mb=MOST_MB,
        start=FROM,
        ours="\n".join(our_table(found)),
        rtol=RTOL,
        atol=ATOL,
        peers="\n".join(peer_table(found)),
        late=" ".join(late) or "All finished.",
    )


def draw(path: Path, found: dict[Key, Runs]) -> None:
    """Draw how times grow, with their exponents."""
    import matplotlib

    matplotlib.use("Agg")
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot

    lines = {
        (OURS, "file to state"): STATE,
        (OURS, "file to Jacobian"): (*STATE, "Jacobian"),
        (OURS, "M, 10 sources"): ("M, 10 sources",),
        (OURS, "baselines, 10 sources"): ("baselines, 10 sources",),
        (OURS, "M, all"): ("M, all",),
        (OURS, "baselines, all"): ("baselines, all",),
    } | {(peer, "file to Jacobian"): PEER for peer in PROGRAMS if peer != OURS}
    figure, axes = pyplot.subplots(figsize=(8, 4.5), layout="constrained")
    for (program, what), stages in lines.items():
        points = [
            (species, seconds)
            for (who, species), runs in found.items()
            if who == program and (seconds := runs.time(*stages))
        ]
        if points:
            power = exponent(found, program, *stages)
            label = f"{program}: {what}" + (f", n^{power:.1f}" if power else "")
            style = "o-" if program == OURS else "s--"
            axes.loglog(*zip(*points, strict=True), style, label=label, markersize=3)
    axes.set(xlabel="species", ylabel="processor time [s]")
    axes.grid(visible=True, alpha=0.3)
    figure.legend(loc="outside right upper", fontsize="small")
    figure.savefig(path, metadata={"Date": None})
