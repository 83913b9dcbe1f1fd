"""What is perturbed, as people write it: on the command line, or as a table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bioripple.answers.grid import Grid, number_of, read_grid, shown
from bioripple.answers.names import Link, check_kind_of_name, link_of, unknown
from bioripple.answers.result import Condition
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork

ASKED = "asked"  # name of the condition that a command line makes
QUOTES = "\"'"
MOST_NAMED = 10  # of what is wrong with a table; all of it is counted


@dataclass(frozen=True)
class Asked:
    """Conditions, and what could not be made one.

    Attributes
    ----------
    conditions
        What can be done.
    problems
        What was found in a table that the network has not, as sentences.
    not_done
        Names of conditions that are left out, with the reason.
    """

    conditions: tuple[Condition, ...]
    problems: tuple[str, ...] = ()
    not_done: Mapping[str, str] = field(default_factory=dict)


def condition_of(
    network: SignedNetwork,
    strengths: Mapping[str, float],
    *,
    name: str = ASKED,
) -> Condition:
    """Make a condition of strengths by name.

    Parameters
    ----------
    network
        What is to be perturbed.
    strengths
        By the id of a node, or by `A->B` for the link from A to B.
    name
        Of the condition.

    Raises
    ------
    Refused
        If the network has no such node or link, a strength is no finite number, or all
        are 0.
    """
    nodes: dict[str, float] = {}
    links: dict[Link, float] = {}
    for what, strength in strengths.items():
        check_kind_of_name(what)
        if number_of(str(strength)) is None:
            raise Refused(
                f'perturbed "{shown(what)}": expected a finite strength below '
                f"1e100, found {strength!r}"
            )
        if what in network.place:
            nodes[what] = float(strength)
        elif (link := link_of(network, what)) is not None:
            if link in links:
                raise Refused(f'perturbed "{shown(what)}": expected the link once')
            links[link] = float(strength)
        else:
            raise Refused(unknown(network, what))
    if not nodes and not links:
        raise Refused("expected something that is perturbed, found nothing")
    if not any([*nodes.values(), *links.values()]):
        raise Refused(
            "expected a strength that is not 0, for that changes nothing: -1 takes all "
            "of a node away, 1 doubles it"
        )
    return Condition(name, nodes, links)


def read_perturbation(network: SignedNetwork, text: str) -> Condition:
    """Read `EGFR=-1,IGF1R=-0.5`.

    Parameters
    ----------
    network
        Whose ids decide where a name ends: they may hold commas, `=` and `->`. Of
        several ways to read it, that with the longest name is taken; quotes around a
        name help where that is wrong.
    text
        Names and strengths; `A->B=-1` is the link from A to B.

    Raises
    ------
    Refused
        If it cannot be read, with what was expected; unknown names with those that
        come near.
    """
    strengths: dict[str, float] = {}
    rest = text.strip()
    while rest:
        name, value, rest = _first(network, rest)
        if name in strengths:
            raise Refused(f'perturbed "{shown(name)}": expected it once')
        strengths[name] = value
    return condition_of(network, strengths)


def _first(network: SignedNetwork, text: str) -> tuple[str, float, str]:
    """Split off the first name and strength; return the rest, too."""
    readings: list[tuple[str, str, str]] = []
    if text[0] in QUOTES and (end := text.find(text[0] + "=", 1)) > 0:
        value, _, rest = text[end + 2 :].partition(",")
        readings.append((text[1:end], value, rest))
    else:
        at = text.find("=")
        while at >= 0:
            value, _, rest = text[at + 1 :].partition(",")
            readings.append((text[:at].strip(), value, rest))
            at = text.find("=", at + 1)
    sound = [it for it in readings if number_of(it[1]) is not None]
    known = [it for it in sound if it[0] in network.place or link_of(network, it[0])]
    if known or sound:
        # The longest known name, else the shortest that can be one.
        name, value, rest = known[-1] if known else sound[0]
        return name, number_of(value) or 0.0, rest.strip()
    if not readings:
        raise Refused(
            f'"{shown(text)}": expected NODE=STRENGTH, such as {_example(text)}'
        )
    name, value, _ = readings[0]
    raise Refused(
        f'perturbed "{shown(name)}": expected a finite strength such as -1, below '
        f'1e100, found "{shown(value)}"'
    )


def _example(text: str) -> str:
    return f"{shown(text.partition(',')[0].strip())}=-1"


def read_conditions(network: SignedNetwork, path: Path) -> Asked:
    """Read a table of conditions: a row for each, a column for each node or link.

    Parameters
    ----------
    network
        What is perturbed.
    path
        Names of the conditions first; 0 or empty = not perturbed.

    Returns
    -------
    Asked
        Columns that the network does not know are named and left out, and so are
        conditions that perturb nothing else.

    Raises
    ------
    Refused
        If it is no such table, or a strength is no finite number.
    """
    grid = read_grid(path)
    links = {
        name: link
        for name in grid.columns
        if name not in network.place and (link := link_of(network, name)) is not None
    }
    _check_once(path, links)
    missing = {
        name for name in grid.columns if name not in network.place and name not in links
    }
    strange = [name for name in grid.columns if name in missing]
    # which names come near takes long to say
    problems = _first_of(
        [
            f"{path}: line {grid.head}: {unknown(network, name)}"
            for name in strange[:MOST_NAMED]
        ],
        len(strange),
        f"{path}: columns that the network has not",
    )
    partly: list[str] = []
    conditions: list[Condition] = []
    not_done: dict[str, str] = {}
    for row, name in enumerate(grid.rows):
        strengths = strengths_of(grid, row)
        known = {it: v for it, v in strengths.items() if it not in missing}
        lacking = ", ".join(f'"{shown(it)}"' for it in strengths if it in missing)
        if lacking and known:
            where = f'{path}: line {grid.lines[row]}: condition "{shown(name)}"'
            partly.append(f"{where} goes without {lacking}")
        if not known:
            lack = (
                f"{lacking} only, which the network has not" if lacking else "nothing"
            )
            not_done[name] = f"perturbs {lack}"
            continue
        nodes = {it: value for it, value in known.items() if it not in links}
        by_link = {links[it]: value for it, value in known.items() if it in links}
        conditions.append(Condition(name, nodes, by_link))
    problems += _first_of(partly, len(partly), f"{path}: conditions that go without")
    return Asked(tuple(conditions), tuple(problems), not_done)


def _first_of(found: list[str], number: int, what: str) -> list[str]:
    """Return the first of some sentences, and how many there are if these are more."""
    if number <= MOST_NAMED:
        return found
    return [*found[:MOST_NAMED], f"{what}: {number}; the first are named above"]


def _check_once(path: Path, links: Mapping[str, Link]) -> None:
    """Make sure that no two columns are one link, `A->B` and `A -> B`."""
    first: dict[Link, str] = {}
    for name, link in links.items():
        if link in first:
            raise Refused(
                f'{path}: line 1: expected each link once; "{shown(name)}" is '
                f'"{shown(first[link])}"'
            )
        first[link] = name


def conditions_of_file(network: SignedNetwork, path: Path) -> Asked:
    """Read a table of conditions of which one at least can be done.

    Raises
    ------
    Refused
        As `read_conditions`, or if no condition names what the network has.
    """
    asked = read_conditions(network, path)
    if not asked.conditions:
        said = "".join(f"\n{problem}" for problem in asked.problems)
        raise Refused(f"no condition names a node or link of the network{said}")
    return asked


def strengths_of(grid: Grid, row: int) -> dict[str, float]:
    """Return what a row of a table perturbs, and how strongly."""
    found = {
        name: grid.number(row, k, what="a strength, such as -1 or 0")
        for k, name in enumerate(grid.columns)
        if grid.cells[row][k]
    }
    return {name: value for name, value in found.items() if value}
