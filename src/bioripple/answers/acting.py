"""On what each perturbation acts: a node, or all that it does to others."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from bioripple.answers.grid import read_grid, shown
from bioripple.answers.result import Condition
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork


def as_acting(
    network: SignedNetwork, conditions: Sequence[Condition], path: Path
) -> tuple[Condition, ...]:
    """Say of conditions on what each perturbation acts, and how strongly.

    Parameters
    ----------
    network
        What is perturbed.
    conditions
        Strengths other than 0 say which of the perturbations are there.
    path
        Table with the columns Target, Type and Value. `node`: the node is perturbed
        with strength Value. `link`: all that it does to others is multiplied by Value,
        so that its links have the strength Value - 1. What is not listed stays.

    Raises
    ------
    Refused
        If it is no such table.
    """
    grid = read_grid(path)
    for name in ("Type", "Value"):
        if name not in grid.columns:
            raise Refused(f"{path}: line 1: expected columns Target, Type and Value")
    kinds, values = grid.columns.index("Type"), grid.columns.index("Value")
    acting: dict[str, tuple[str, float]] = {}
    for row, name in enumerate(grid.rows):
        kind = grid.cells[row][kinds]
        if kind not in ("node", "link"):
            raise Refused(
                f"{path}: line {grid.lines[row]}: expected the type node or link, "
                f'found "{shown(kind)}"'
            )
        acting[name] = kind, grid.number(row, values, what="a number")
    return tuple(_acting(network, each, acting) for each in conditions)


def _acting(
    network: SignedNetwork,
    condition: Condition,
    acting: Mapping[str, tuple[str, float]],
) -> Condition:
    nodes: dict[str, float] = {}
    links = dict(condition.links)
    for node, strength in condition.nodes.items():
        kind, value = acting.get(node, ("node", strength))
        if kind == "node":
            nodes[node] = value
            continue
        affected = network.sign[:, [network.place[node]]].tocoo().coords[0]
        links.update({(node, network.nodes[i]): value - 1.0 for i in affected})
    return Condition(condition.name, nodes, links)
