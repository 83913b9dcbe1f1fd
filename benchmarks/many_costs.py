"""What collections cost that were not run, from what `many.py` has measured."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from many_runs import GATHER, STEPS, Cost
from powers import Points, at, polynomial

from bioripple.runtime.markdown import table_lines

JOBS = len(STEPS)  # of a model
CORES, IN_PART = 1_000, 4  # of a cluster; of those for a part
PARTS = CORES // IN_PART
HERE = 2  # cores
BUSY_AT = 1_000  # models, for which it is said how many cores one process keeps busy
# ASSUME: 2,500 is what BioModels holds, curated or not, in round numbers. The archive
# that `models/archive` names has 1,041 curated ones.
COLLECTIONS = {"all of BioModels": 2_500, "10,000": 10_000, "100,000": 100_000}
# ASSUME: an interactome of 20,000 nodes, drawn a thousand times, and of each all nodes
# perturbed in turn, in blocks, as `make predict` does it.
MEMBERS, BLOCKS = 1_000, 20
RESPOND = Path(__file__).with_name("results") / "respond.md"
STREAMED = re.compile(r"Streamed for real: ([\d.]+) minutes")


@dataclass
class Found:
    """All that was measured.

    Attributes
    ----------
    runs
        By the number of models: all from nothing, and when nothing is to be done.
    group
        Some models with a Python for each step, as a job of a cluster does them.
    real
        Processor time of the four steps of a model of BioModels [s].
    same
        Whether results were the same bytes with the profile and without.
    files
        Of a model, by profile.
    compared
        Of how many models both are.
    """

    runs: dict[int, tuple[Cost, Cost]] = field(default_factory=dict)
    group: Cost | None = None
    real: float = 0.0
    same: bool = False
    files: dict[str, float] = field(default_factory=dict)
    compared: int = 0

    def points(self, of: Callable[[Cost], float], *, again: bool = False) -> Points:
        """Return a number of each size, beside it."""
        return [(models, of(pair[again])) for models, pair in sorted(self.runs.items())]


@dataclass(frozen=True)
class Costs:
    """What a model costs, and Snakemake for all of them.

    Attributes
    ----------
    own
        Processor time of Snakemake's process is a + b N + c N² [s].
    work
        Beside that, of a model: its steps, their processes and the server [s].
    alone
        The same with a Python for each step [s].
    plan
        Processor time until all is found to be made, a + b N [s].
    memory
        Of Snakemake's process, a + b N [MiB].
    gather
        Of the steps that gather, a + b N + c N² each [s].
    """

    own: list[float]
    work: float
    alone: float
    plan: list[float]
    memory: list[float]
    gather: dict[str, list[float]]


def costs_of(found: Found) -> Costs:
    """Return the costs that fit what was measured."""
    most, (first, _) = max(found.runs.items())
    assert found.group is not None
    tiny = sum(first.steps[step] for step in STEPS) / most
    more = found.real - tiny  # that a model of BioModels takes than one of these
    gathered = sum(first.steps[step] for step in GATHER)
    work = (first.processor - first.main - gathered) / most
    return Costs(
        own=polynomial(found.points(lambda cost: cost.main), 2),
        work=work + more,
        alone=found.group.processor / found.group.models + more,
        plan=polynomial(found.points(lambda cost: cost.main, again=True), 1),
        memory=polynomial(found.points(lambda cost: cost.memory), 1),
        gather={
            step: polynomial(found.points(lambda cost, s=step: cost.steps[s]), 2)
            for step in GATHER
        },
    )


def minutes(seconds: float) -> str:
    """Return a time as a person would say it."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 100 * 60:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h"


def gib(mebibytes: float) -> str:
    """Return an amount of memory in GiB."""
    return f"{mebibytes / 1024:.1f} GiB"


HEADS = (
    *("models", "work of the steps", "of Snakemake", "here, 2 cores"),
    *("cluster, groups", "cluster, parts", "plan the rest", "gather"),
    *("memory", "of a part", "files"),
)


def collection_row(found: Found, known: Costs, name: str, models: int) -> list[str]:
    """Return what a collection costs."""
    own, part = at(known.own, models), models / PARTS
    own_part = at(known.own, part)
    here = max(own, (own + models * known.work) / HERE)
    groups = max(own, models * known.alone / CORES)
    parts = max(own_part, (own_part + part * known.work) / IN_PART)
    gather = sum(at(each, models) for each in known.gather.values())
    return [
        f"{name} ({models:,})" if "," not in name else name,
        minutes(models * known.work),
        minutes(own),
        minutes(here + gather / HERE),
        minutes(groups),
        minutes(parts),
        minutes(at(known.plan, models)),
        minutes(gather),
        gib(at(known.memory, models)),
        gib(at(known.memory, part)),
        f"{models * found.files['many']:,.0f}",
    ]


def interactomes(known: Costs) -> str:
    """Say what an ensemble of interactomes costs, by what `bench-respond` measured."""
    found = STREAMED.search(RESPOND.read_text(encoding="utf-8"))
    if found is None:
        raise SystemExit(f"{RESPOND}: does not say how long all sources take")
    each = 60 * float(found[1])
    jobs = MEMBERS * (BLOCKS + 1)
    # as many jobs of as many models cost Snakemake
    own = at(known.own, jobs / JOBS)
    wall = max(own, MEMBERS * each / CORES)
    return (
        f"An ensemble of {MEMBERS:,} interactomes of 20,000 nodes, of each every node "
        f"perturbed in turn in {BLOCKS} blocks (`make predict`): {minutes(each)} of a "
        f"core each (`benchmarks/results/respond.md`), {minutes(MEMBERS * each)} in "
        f"all; {jobs:,} jobs, for which Snakemake takes {minutes(own)}; "
        f"{minutes(wall)} on {CORES:,} cores."
    )


def formulas(known: Costs, found: Found) -> list[str]:
    """Say what the estimates are computed by."""
    a, b, c = (*known.own, 0.0, 0.0)[:3]
    m, n = known.memory
    plan_start, plan_each = known.plan
    busy = known.work / at([b, c], BUSY_AT)  # at so many models
    return [
        f"Snakemake's own process takes S(N) = {a:.1f} + {b:.3f} N + {c:.2e} N² s and "
        f"{m:.0f} + {n:.3f} N MiB, fitted to the table. A model takes w = "
        f"{known.work:.2f} s beside that with the server of steps, and v = "
        f"{known.alone:.2f} s with a Python for each step, as in a job of a cluster "
        f"({found.group.models if found.group else 0} models were run so); of that "
        f"{found.real:.2f} s are the steps' own work, as BioModels' 611 took it in a "
        "`make run`, in the place of that of these tiny models. So one process keeps, "
        f"at {BUSY_AT:,} models, {1 + busy:.0f} cores busy and no more.",
        "",
        f"- *here*: max(S, (S + N w) / {HERE}) + gather / {HERE}",
        f"- *cluster, groups* (`profiles/slurm`): max(S, N v / {CORES:,}), the waiting "
        "in a queue not counted",
        f"- *cluster, parts*: {PARTS} parts of {IN_PART} cores (`make models PART=i/"
        f"{PARTS}`), N' = N / {PARTS} models each: max(S', (S' + N' w) / {IN_PART})",
        f"- *plan the rest*, after parts: {plan_start:.1f} + {plan_each:.4f} N s, by "
        "which the `make run` after them has found that all models are made",
        "- *gather*: the steps that gather, after either, on one core (on several they "
        "run side by side); each a + b N + c N², fitted to its row above",
        "- *memory*: of Snakemake's process with all models, and in a part",
    ]


def estimates(found: Found) -> list[str]:
    """Return formulas and tables of what was not run."""
    known = costs_of(found)
    rows = [collection_row(found, known, *each) for each in COLLECTIONS.items()]
    return [
        *formulas(known, found),
        "",
        *table_lines(HEADS, rows, numbers=HEADS[1:]),
        "",
        interactomes(known),
    ]
