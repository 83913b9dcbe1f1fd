"""What `benchmarks/mapping.py` has measured, as a page."""

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from bioripple.runtime.markdown import table_lines

Found = dict[str, Any]  # seconds by stage; `n` states; the `problem`, if there was one
All = Mapping[str, Mapping[str, Found]]  # by program and model

STAGES = ("check", "read", "equations", "compile", "integrate", "jacobian")
PEERS = ("COPASI", "libRoadRunner", "libRoadRunner LLJIT")
SLOW = (2.0, 5.0)  # times as long as the faster peer
NOTES = """\
Processor time, user and system, of all threads; imports are not counted. Each model is
mapped by each program in turn, once, from a file without events, which ours leaves out
of the equations. rtol 1e-10, atol 1e-14 (scaled by ours and by COPASI; of libRoadRunner
times the smallest amount, at most 1), at most 200,000 steps of the peers, t = 10. The
Jacobian is exact in ours, COPASI's own difference quotient, and n + 1 evaluations in
libRoadRunner, whose own takes minutes for some models. *LLJIT*: that backend without
optimisation; the other is as it is shipped (MCJIT). *before*: the checkout of
`--source`. Models that a program cannot map count in no sum."""


def total(times: Found) -> float:
    """Return what a model took, all stages."""
    return float(sum(times.get(stage, 0.0) for stage in STAGES))


def page(found: All, started: Mapping[str, float], versions: Mapping[str, str]) -> str:
    """Return the page.

    Parameters
    ----------
    found
        What was measured.
    started
        What each program took until it was ready for the first model [s].
    versions
        Of each program, its version or the commit of its checkout.
    """
    common = [
        model
        for model in found["ours"]
        if all("problem" not in times[model] for times in found.values())
    ]
    lines = [
        "# Mapping: SBML → state → Jacobian",
        "",
        f"By `{' '.join(['python', *map(_short, sys.argv)])}`,",
        f"Python {platform.python_version()}, {_machine()}; {_versions(versions)}.",
        "",
        NOTES,
        "",
        f"## {len(common)} models that all map",
        "",
        *_totals(found, common, started),
        "",
        *_ratios(found, common),
        "",
        *_slower(found, common),
        "",
        "## The ten slowest of ours",
        "",
        *_slowest(found),
        "",
        "## Not mapped",
        "",
        *_problems(found),
    ]
    return "\n".join(lines) + "\n"


def _short(word: str) -> str:
    path = Path(word)
    return path.name if path.is_absolute() else word


def _machine() -> str:
    cores, load = os.cpu_count(), os.getloadavg()
    return (
        f"{platform.system()} {platform.machine()}, {cores} cores, load "
        f"{load[2]:.1f} in the last quarter of an hour"
    )


def _versions(programs: Mapping[str, str]) -> str:
    packages = {name: version(name) for name in ("numpy", "scipy")}
    found = {**programs, **packages}
    return ", ".join(f"{name} {number}" for name, number in found.items())


def _totals(
    found: All, common: Sequence[str], started: Mapping[str, float]
) -> list[str]:
    """Return the sums by stage [s]."""
    rows = []
    for program, times in found.items():
        sums = [sum(times[m].get(stage, 0.0) for m in common) for stage in STAGES]
        each = 1e3 * np.array([total(times[m]) for m in common])
        cells = [*(f"{value:.2f}" if value else "" for value in sums)]
        cells.append(f"{each.sum() / 1e3:.2f}")
        cells += [f"{np.median(each):.1f}", f"{np.percentile(each, 90):.1f}"]
        rows.append([program, *cells, f"{started[program]:.2f}"])
    heads = [*STAGES, "all [s]", "median [ms]", "p90 [ms]", "start [s]"]
    return table_lines(["program", *heads], rows, numbers=heads)


def _ratios(found: All, common: Sequence[str]) -> list[str]:
    """Return how long ours takes, as a share of what others take."""
    mine = np.array([total(found["ours"][m]) for m in common])
    rows = []
    others = {name: [total(found[name][m]) for m in common] for name in found}
    del others["ours"]
    peers = [others[name] for name in PEERS if name in others]
    if peers:
        others["the faster peer"] = np.min(peers, axis=0).tolist()
    for name, theirs in others.items():
        ratio = mine / np.array(theirs)
        worst = int(np.argmax(ratio))
        cells = [mine.sum() / sum(theirs), np.median(ratio), np.percentile(ratio, 90)]
        rows.append(
            [
                f"ours / {name}",
                *(f"{cell:.2f}" for cell in cells),
                f"{ratio[worst]:.1f} ({common[worst]})",
                int((ratio > 1.0).sum()),
            ]
        )
    heads = ["all", "median", "p90", "worst", "slower in"]
    return table_lines(["ratio", *heads], rows, numbers=heads)


def _slower(found: All, common: Sequence[str]) -> list[str]:
    """Return the models that take much longer than with the faster peer."""
    lines = []
    for program in ("ours", "before"):
        ratios = {
            m: total(found[program][m]) / min(total(found[p][m]) for p in PEERS)
            for m in common
            if program in found and set(PEERS) <= found.keys()
        }
        for limit in SLOW if ratios else ():
            over = sorted(
                (m for m in ratios if ratios[m] > limit), key=ratios.__getitem__
            )
            named = ", ".join(f"{m} ({ratios[m]:.1f})" for m in over[::-1])
            lines.append(
                f"- {program}: {len(over)} models take more than {limit:g} × the "
                f"faster peer{': ' + named if named else ''}"
            )
    return lines


def _slowest(found: All) -> list[str]:
    times = found["ours"]
    slowest = sorted(times, key=lambda model: -total(times[model]))[:10]
    rows = [
        [
            model,
            times[model].get("n", ""),
            *(f"{times[model].get(stage, 0.0):.3f}" for stage in STAGES),
            *(f"{total(found[program][model]):.3f}" for program in found),
        ]
        for model in slowest
    ]
    heads = ["n", *STAGES, *(f"{program}, all" for program in found)]
    return table_lines(["model", *heads], rows, numbers=heads)


def _problems(found: All) -> list[str]:
    rows = [
        [program, sum("problem" in times[model] for model in times), len(times)]
        for program, times in found.items()
    ]
    return table_lines(
        ["program", "not mapped", "of"], rows, numbers=["not mapped", "of"]
    )
