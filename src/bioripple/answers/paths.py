"""The strongest signed paths by which an effect arrives."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from scipy.sparse.csgraph import yen

from bioripple.answers.result import Condition, Responses, SignedPath
from bioripple.answers.robustness import FEW_EDGES
from bioripple.answers.solve import System
from bioripple.arrays import Floats
from bioripple.network.signed import Places, SignedNetwork
from bioripple.network.steps import AWAY, Walker
from bioripple.predictors.passing import Passing
from bioripple.predictors.propagating import PASSINGS, passing

SHOWN = 3  # paths to a node, and nodes of a condition
MOST_CONDITIONS = 20  # that are explained; in networks with many edges, one


@dataclass(frozen=True)
class _Start:
    """Where paths begin.

    Attributes
    ----------
    place
        The first node that is moved by others.
    size
        By how much the perturbation moves it, without its sign.
    before
        The source of the link that is perturbed, if it is one.
    """

    place: int
    size: float
    before: tuple[int, ...] = ()


def with_paths(answer: Responses, *, abundances: Floats | None = None) -> Responses:
    """Add the strongest paths to the nodes that respond most.

    Parameters
    ----------
    answer
        What `answer.respond` returned.
    abundances
        Those that it was given.

    Returns
    -------
    Responses
        The same with `paths` to the first nodes of each of the first conditions; of a
        network with more than 10,000 edges, of the first condition. An answer by a
        predictor that passes nothing along edges stays as it is.
    """
    if answer.predictor not in PASSINGS:
        return answer
    network = answer.network
    passed = passing(answer.predictor, network, abundances=abundances)
    number = MOST_CONDITIONS if network.n_edges <= FEW_EDGES else 1
    found: dict[tuple[str, str], tuple[SignedPath, ...]] = {}
    for condition in answer.conditions[:number]:
        rows = answer.table[answer.table["condition"] == condition.name]
        for node in rows["node"][rows["response"] != 0.0][:SHOWN]:
            found[condition.name, node] = strongest_paths(
                network, passed, condition, node, number=SHOWN
            )
    return replace(answer, paths=found)


def strongest_paths(
    network: SignedNetwork,
    passed: Passing,
    condition: Condition,
    target: str,
    *,
    number: int,
) -> tuple[SignedPath, ...]:
    """Return the paths that carry most, whatever their signs.

    Parameters
    ----------
    network
        Who acts on whom.
    passed
        What is passed along its edges; of several members, their mean.
    condition
        Where paths begin.
    target
        Id of the node where they end.
    number
        How many paths.

    Returns
    -------
    tuple of SignedPath
        The largest products of entries first; no node comes twice in one. `share` is of
        the sizes of all walks from what is perturbed, by |W|, those that pass a node
        twice included.
    """
    end = network.place[target]
    mean = mean_of(passed.members)
    starts = _starts(network, passed, mean, condition)
    places = [start.place for start in starts]
    between = nodes_between(network, places, end)
    if not between.size:
        return ()
    held = [network.place[node] for node in condition.nodes] if passed.held else []
    inner = csr_array(kept_off(mean, held)[between][:, between])
    to = int(np.searchsorted(between, end))
    starts = [it for it in starts if it.place in set(between.tolist())]
    total = float(_sizes_of_walks(abs(inner), between, starts)[to])
    lengths = _lengths(inner)
    found = [
        path
        for start in starts
        for path in _paths_of(network, inner, lengths, between, start, to, number)
    ]
    found.sort(key=lambda path: -path.share)
    return tuple(replace(path, share=path.share / total) for path in found[:number])


def nodes_between(network: SignedNetwork, starts: Sequence[int], end: int) -> Places:
    """Return the places on walks from any start to the end, with these; or none."""
    after = Walker(network).steps(dict.fromkeys(starts, 0)) != AWAY
    if not after[end]:
        return np.zeros(0, dtype=np.intp)
    before = Walker(network, backwards=True).steps({end: 0}) != AWAY
    return np.flatnonzero(after & before)


def kept_off(matrix: csr_array, held: Sequence[int]) -> csr_array:
    """Return W, in which nothing acts on the nodes that are held."""
    acted_on = np.ones(matrix.shape[0])
    acted_on[list(held)] = 0.0
    kept = csr_array(diags_array(acted_on) @ matrix)
    kept.eliminate_zeros()
    return kept


def mean_of(matrices: Sequence[csr_array]) -> csr_array:
    """Return the mean of some matrices."""
    total = matrices[0]
    for matrix in matrices[1:]:
        total = total + matrix
    return csr_array(total / len(matrices))


def _starts(
    network: SignedNetwork, passed: Passing, mean: csr_array, condition: Condition
) -> list[_Start]:
    place = network.place
    held = set(condition.nodes) if passed.held else set()
    nodes = [_Start(place[it], abs(value)) for it, value in condition.nodes.items()]
    links = [
        _Start(
            place[target],
            abs(value * float(mean[place[target], place[source]])),
            (place[source],),
        )
        for (source, target), value in condition.links.items()
        if target not in held
    ]
    return [it for it in (*nodes, *links) if it.size > 0]


def _sizes_of_walks(
    sizes: csr_array, between: Places, starts: Sequence[_Start]
) -> Floats:
    added = np.zeros((between.size, 1))
    for start in starts:
        added[np.searchsorted(between, start.place), 0] += start.size
    return System(sizes).solve(added).changes[:, 0]


def _lengths(inner: csr_array) -> csr_array:
    """Return lengths that add up: a path is short if its product is large."""
    lengths = csr_array(abs(inner.T))
    lengths.data = -np.log(lengths.data)
    # Yen's algorithm knows no other integers.
    lengths.indices = lengths.indices.astype(np.int32)
    lengths.indptr = lengths.indptr.astype(np.int32)
    return lengths


def _paths_of(
    network: SignedNetwork,
    inner: csr_array,
    lengths: csr_array,
    between: Places,
    start: _Start,
    to: int,
    number: int,
) -> list[SignedPath]:
    """Return the strongest paths from one start, with what they carry as `share`."""
    first = int(np.searchsorted(between, start.place))
    if first == to:
        found = [(0.0, [to])]
    else:
        sums, before = yen(lengths, first, to, number, return_predecessors=True)
        found = [
            (float(length), _path(came_from, first, to))
            for length, came_from in zip(sums, before, strict=True)
        ]
    paths = []
    for length, path in found:
        places = [*start.before, *(int(between[k]) for k in path)]
        steps = zip(places[1:], places[:-1], strict=True)
        sign = int(np.prod([int(network.sign[step]) for step in steps]))
        names = tuple(network.nodes[it] for it in places)
        paths.append(SignedPath(names, sign, start.size * float(np.exp(-length))))
    return paths


def _path(came_from: NDArray[np.int32], start: int, end: int) -> list[int]:
    path = [end]
    while path[-1] != start:
        path.append(int(came_from[path[-1]]))
    return path[::-1]
