"""Print what `bioripple inspect` was asked for."""

import json
import os
from pathlib import Path
from typing import Any

from bioripple.answers.inspect_model import Inspected, inspect_model
from bioripple.answers.kinetic_file import in_child
from bioripple.cli.console import Impossible, complain, say
from bioripple.cli.settings import read_settings
from bioripple.errors import Failed, Refused
from bioripple.experiment.config_files import ConfigError
from bioripple.runtime.guard import KilledFromOutside
from bioripple.runtime.text import one_line

WIDE = 40  # characters of an id or a name in a table


def inspect_file(
    file: Path, *, config: Path | None, as_json: bool, latex: bool, t_end: float | None
) -> int:
    """Look at a file and print what is found; return the exit code of the command."""
    try:
        settings = read_settings(config, t_end)
        if not os.path.exists(file):
            raise Impossible(f"{file}: there is no such file")
        if not os.path.isfile(file):
            raise Impossible(f"{file}: is a folder or a device; expected an SBML file")
    except (Impossible, ConfigError) as problem:
        complain(problem)
        return 2
    chosen = settings.mapping
    try:
        found = in_child(
            file,
            lambda document, system: inspect_model(
                document, system, t_end=chosen["t_end"]
            ),
            limits=settings.limits,
            max_bytes=chosen["max_file_mb"] * 1024**2,
            max_nodes=chosen["max_expression_nodes"],
        )
    except (Refused, Failed) as problem:
        complain(problem)
        return 2
    except KilledFromOutside as problem:
        complain(problem)
        return 1
    except RuntimeError as bug:
        complain(f"a bug; please report it with the file\n{bug}")
        return 1
    if as_json:
        text = json.dumps(found.as_dict(), indent=2, allow_nan=False)
    else:
        text = "\n".join(_lines(found, latex, chosen["t_end"]))
    return 0 if say(text) else 1


def _lines(found: Inspected, latex: bool, t_end: float) -> list[str]:
    facts = found.facts
    title = one_line(facts["name"] or facts["id"])
    lines = [
        f"{title} (SBML level {facts['level']}, version {facts['version']})",
        f"{facts['states']} states, {facts['formulas']} formulas, "
        f"{facts['constants']} constants, {facts['reactions']} reactions, "
        f"{facts['events']} events; {facts['nodes']} nodes in the influence network",
        "",
        "Equations",
    ]
    shown = found.latex.splitlines() if latex else found.equations
    lines += [f"  {line}" for line in shown]
    lines += ["", f"What has a value (at time 0, and at t = {t_end:g})"]
    lines += _table(found.nodes)
    satellites = [node["id"] for node in found.nodes if node["satellite"]]
    if satellites:
        lines += ["", "Satellites: nothing moves them, or they are names for formulas"]
        lines += [f"  {', '.join(satellites)}"]
    if found.sums:
        lines += ["", "Conserved", *(f"  {text}" for text in found.sums)]
    lines += ["", "Rest", f"  {_rest(found.rest)}"]
    if found.problems:
        lines += ["", "What does not work", *(f"  {it}" for it in found.problems)]
    return lines


def _table(nodes: list[dict[str, Any]]) -> list[str]:
    header = ("id", "kind", "given by", "initial", "later", "perturb?", "name")
    rows = [
        (
            one_line(node["id"], most=WIDE),
            node["kind"],
            node["given_by"],
            _number(node["initial"]),
            _number(node["later"]),
            "yes" if node["can_be_perturbed"] else "no",
            one_line(node["name"], most=WIDE),
        )
        for node in nodes
    ]
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    return [
        "  "
        + "  ".join(
            cell.ljust(width) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in (header, *rows)
    ]


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.6g}"


def _rest(rest: dict[str, Any]) -> str:
    if not rest["steady"]:
        detail = f": {rest['detail']}" if rest["detail"] else ""
        return f"none ({rest['reason']}{detail})"
    found = (
        "it comes to rest; the longest time constant is "
        f"{rest['longest_time_constant']:.3g}"
    )
    if not rest["unique"]:
        found += "; NOT UNIQUE: there is another stable state at rest"
    if rest["growing"]:
        names = ", ".join(one_line(name, most=WIDE) for name in rest["growing"][:10])
        found += f"; these grow without end, and nothing reads them: {names}"
    return found
