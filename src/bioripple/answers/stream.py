"""Every node as the one that is perturbed, block by block, straight to disk."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from bioripple import __version__
from bioripple.answers.notes import notes_of, versions
from bioripple.answers.output import (
    ANSWER,
    ANSWERED,
    COLUMNS_MD,
    MADE_BY,
    TABLE,
    explained,
)
from bioripple.answers.result import COLUMNS
from bioripple.answers.solve import TOLERANCE, Held, System
from bioripple.arrays import Floats
from bioripple.network.signed import Places, SignedNetwork
from bioripple.network.steps import AWAY, BLOCK, steps_of_block
from bioripple.predictors.passing import Passing
from bioripple.predictors.propagating import AUTO, chosen, passing
from bioripple.runtime.files import read_json, write_json, write_text
from bioripple.runtime.rows import cell

STREAMED = ("condition", "node", "rank", "response", "distance")
STRENGTH = 1.0  # what every node is perturbed by
PART, PROGRESS = "part.tsv", "progress.json"
UNFINISHED = ".all-sources"
LOCK = ".lock"  # beside it, for it may be begun anew
TOP = 100
SAVED = 8  # blocks between two notes of how far it is

Told = Callable[[int, int], None]


def respond_from_all(
    network: SignedNetwork,
    folder: Path,
    *,
    sha256: str,
    predictor: str = AUTO,
    top: int = TOP,
    part: tuple[int, int] = (1, 1),
    told: Told = lambda done, of: None,
) -> int:
    """Perturb every node with strength 1, one at a time, and write who responds most.

    Parameters
    ----------
    network
        Who acts on whom.
    folder
        Where responses.tsv, responses.md and answer.json are put when all is done. What
        is there until then lies in a hidden folder within. The same call goes on from
        there; another one starts anew.
    sha256
        Of the file of the network, so that no answers to two networks are mixed.
    predictor
        Id in `propagating.PASSINGS`, or `auto`.
    top
        Rows of each source at most; ties at the end are cut in the order of the nodes,
        and nodes that do not respond have none.
    part
        (k, n): the k-th of n parts of the nodes, in their order, are perturbed.
    told
        Called after each block with the number of sources done, and of all.

    Returns
    -------
    int
        How many sources an earlier call had done.

    Raises
    ------
    ValueError
        If the predictor passes nothing along edges, or there is no such part.
    runtime.folders.CannotWrite
        If there can be no such folder, or another call writes there.
    """
    name = chosen(predictor, network)
    passed = passing(name, network)
    start, end = _bounds(network.size, part)
    asked = {
        "sha256": sha256,
        "edges_sha256": _digest(network),
        "predictor": name,
        "top": top,
        "part": list(part),
        "nodes": network.size,
        "edges": network.n_edges,
        "version": __version__,
    }
    work = folder / UNFINISHED
    with ANSWERED.alone_in(folder, work.name + LOCK):
        first, worst = _resume(work, asked)
        with (work / PART).open("a", encoding="utf-8", newline="\n") as stream:
            if not first:
                stream.write("\t".join(STREAMED) + "\n")
            sources = range(start + first, end)
            for reached, text, residual in _blocks(network, passed, sources, top):
                stream.write(text)
                worst, done = max(worst, residual), reached - start
                if (done // BLOCK) % SAVED == 0 or reached == end:
                    _save(work, stream, asked, done, worst)
                told(done, end - start)
            _save(work, stream, asked, end - start, worst)
        _finish(work, folder, asked, passed, worst)
    return first


def _digest(network: SignedNetwork) -> str:
    """Return a checksum of the edges: one file is read in more ways than one."""
    found = hashlib.sha256("\n".join(network.nodes).encode("utf-8", "replace"))
    for part in network.edges:
        found.update(np.ascontiguousarray(part, dtype=np.int64).tobytes())
    return found.hexdigest()


def _bounds(size: int, part: tuple[int, int]) -> tuple[int, int]:
    """Return the first source of a part, and the first after it."""
    number, of = part
    if not 1 <= number <= of:
        raise ValueError(f"part: expected (k, n) with 1 <= k <= n, found {part}")
    return (number - 1) * size // of, number * size // of


def _resume(work: Path, asked: dict[str, Any]) -> tuple[int, float]:
    """Return how far an earlier call came; cut off what it wrote after that."""
    try:
        progress = read_json(work / PROGRESS)
        if progress["asked"] == asked:
            with (work / PART).open("rb+") as part:
                part.seek(0, os.SEEK_END)
                if part.tell() >= progress["bytes"]:
                    part.truncate(progress["bytes"])
                    return int(progress["done"]), float(progress["residual"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    return 0, 0.0


def _save(
    work: Path, stream: Any, asked: dict[str, Any], done: int, worst: float
) -> None:
    """Note how far it is, once what is written is on the disk."""
    stream.flush()
    os.fsync(stream.fileno())
    size = os.fstat(stream.fileno()).st_size
    progress = {"asked": asked, "done": done, "bytes": size, "residual": worst}
    write_json(work / PROGRESS, progress)


def _blocks(
    network: SignedNetwork, passed: Passing, chosen: range, top: int
) -> Iterator[tuple[int, str, float]]:
    """Yield the source after each block, the lines of the block, and its residual."""
    systems = [System(member) for member in passed.members]
    cells = [cell(node) for node in network.nodes]
    for start in range(chosen.start, chosen.stop, BLOCK):
        sources = np.arange(start, min(start + BLOCK, chosen.stop))
        response, residual = _responses(systems, passed, sources)
        steps = steps_of_block(network, sources)
        response[steps == AWAY] = 0.0
        response[sources, np.arange(sources.size)] = 0.0
        lines = [
            line
            for column, source in enumerate(sources)
            for line in _lines(
                cells, int(source), response[:, column], steps[:, column], top
            )
        ]
        yield int(sources[-1]) + 1, "".join(lines), residual


def _responses(
    systems: list[System], passed: Passing, sources: Places
) -> tuple[Floats, float]:
    """Return the members' mean responses, shape (n, k), and the largest residual."""
    size, columns = systems[0].size, np.arange(sources.size)
    total, worst = np.zeros((size, sources.size)), 0.0
    for system in systems:
        added = np.zeros_like(total)
        if passed.held:
            strengths = np.full(sources.size, STRENGTH)
            solved = system.solve(added, Held(sources, columns, strengths))
        else:
            added[sources, columns] = passed.scale * STRENGTH
            solved = system.solve(added)
        total += solved.changes
        worst = max(worst, solved.residual)
    return total / len(systems), worst


def _lines(
    cells: list[str], source: int, response: Floats, steps: np.ndarray, top: int
) -> Iterator[str]:
    size = np.abs(response)
    if size.size > top:
        least = np.partition(size, size.size - top)[size.size - top]
        few = np.flatnonzero(size >= max(least, np.finfo(float).tiny))
    else:
        few = np.flatnonzero(size)
    few = few[np.argsort(-size[few], kind="stable")][:top]
    for rank, node in enumerate(few, start=1):
        yield (
            f"{cells[source]}\t{cells[node]}\t{rank}\t{response[node]:.9g}"
            f"\t{steps[node]}\n"
        )


def _finish(
    work: Path, folder: Path, asked: dict[str, Any], passed: Passing, worst: float
) -> None:
    """Put the whole where it is looked for."""
    converged = worst <= TOLERANCE
    notes = (
        f"Each node was perturbed alone, with strength {STRENGTH:g}; `condition` is "
        "its id. Equal responses are ranked in the order of the network's nodes.",
        *notes_of(
            asked["predictor"], held=passed.held, number=None, converged=converged
        ),
    )
    columns = {name: COLUMNS[name] for name in STREAMED}
    facts = {**asked, "residual": worst, "converged": converged, **versions()}
    with ANSWERED.replacing(folder) as staging:
        write_text(staging / COLUMNS_MD, explained(TABLE, columns, notes))
        answer = {"made_by": MADE_BY, "notes": list(notes), "facts": facts}
        write_json(staging / ANSWER, answer)
        (work / PART).replace(staging / TABLE)
    shutil.rmtree(work, ignore_errors=True)
