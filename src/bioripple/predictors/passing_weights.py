"""Weights of perceptrons that say what edges pass on: run and read without torch.

They are plain arrays of numbers by name, in an npz; nothing in a file is run, and one
that holds anything else is refused.
"""

import io
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import expit

from bioripple.arrays import Floats
from bioripple.errors import Failed, Refused
from bioripple.predictors.edge_context import EdgeContext, feature_names
from bioripple.predictors.process_context import (
    ProcessContext,
    process_feature_names,
)
from bioripple.runtime.files import write_arrays
from bioripple.untrusted.zip import MEBIBYTE, ZipLimits, open_archive, read_member

Numbers = NDArray[np.float32]
Weights = Mapping[str, Numbers]

LARGEST_FEATURE = 3.0  # standard deviations
LARGEST_POWER = 8.0  # of e, of a weight or a decay
LARGEST_GAUGE = 4.0  # of e, of a node's scale
# ASSUME: a node takes over at most this share of what its causes do, so that sums over
# paths converge in some hundred steps however many there are.
MOST_PASSED = 0.95

# By what is known of a network: its signs alone, with abundances, with processes.
WIRING, ABUNDANCES, STRUCTURE = "wiring", "abundances", "structure"
KINDS = (WIRING, ABUNDANCES, STRUCTURE)
OUTPUTS = {"edge": 1, "change": 1, "reading": 1, "node": 2}
# Where learning starts from: most of a change of what is read is felt, and what a node
# does to itself by its processes outweighs its other decay.
READING_START, DECAY_START = 1.0, -2.0
LEAST_FLOW = 1e-6  # of an edge whose terms cancel
LAYERS = (0, 2, 4)  # between them torch counts the functions without weights
FORMAT = "bioripple passing 2"
MOST_MEMBERS = 20
WIDEST = 256
LIMITS = ZipLimits(
    archive_bytes=4 * MEBIBYTE,
    members=1_000,
    member_bytes=MEBIBYTE,
    total_bytes=8 * MEBIBYTE,
)


def shares(weights: Weights, context: EdgeContext | ProcessContext) -> csr_array:
    """Return what every edge passes on.

    Parameters
    ----------
    weights
        Of one perceptron; see `shapes`.
    context
        Of E edges and n nodes, with all that it was trained on.

    Returns
    -------
    csr_array of float64, shape (n, n)
        W, `[i, j]` = signed share of a change of node j that i takes over at once.

    Notes
    -----
    |W_ij| = .95 · w_ij / (d_i + Σ_k w_ik) · g_i / g_j. Without g the rows of |W| sum to
    less than .95, and g, a scale of each node, leaves all eigenvalues as they are.

    With processes p, s_ip is the share of p in all that makes node i, or in all that
    uses it up, and e_pj how much of a change of node j the process feels. The flow of
    an edge is f_ij = Σ_p ± s_ip e_pj, and w_ij = |f_ij| / (d_i + max(-f_ii, 0)); rows
    that sum to more than .95 are scaled down to that, and the rest is as above.
    """
    if isinstance(context, ProcessContext):
        passed = _by_processes(weights, context)
    else:
        passed = _by_edges(weights, context)
    source, target, n = context.source, context.target, len(context.nodes)
    found = csr_array((passed * context.sign, (target, source)), shape=(n, n))
    found.sort_indices()
    return found


def _by_edges(weights: Weights, context: EdgeContext) -> Floats:
    powers = _forward(weights, "edge", context.edges)[:, 0]
    node = _forward(weights, "node", context.nodes)
    weight = np.exp(np.clip(powers, -LARGEST_POWER, LARGEST_POWER))
    decay = np.exp(np.clip(node[:, 0], -LARGEST_POWER, LARGEST_POWER))
    total = decay + np.bincount(context.target, weights=weight, minlength=len(node))
    return MOST_PASSED * weight / total[context.target] * _scaled(node, context)


def _by_processes(weights: Weights, context: ProcessContext) -> Floats:
    node = _forward(weights, "node", context.nodes)
    powers = _forward(weights, "change", context.changes)[:, 0]
    felt = expit(_forward(weights, "reading", context.readings)[:, 0] + READING_START)
    weight = np.exp(np.clip(powers, -LARGEST_POWER, LARGEST_POWER))
    decay = np.exp(np.clip(node[:, 0] + DECAY_START, -LARGEST_POWER, LARGEST_POWER))
    n, count, target = len(node), len(context.source), context.target
    share = weight / np.bincount(context.side, weight, 2 * n)[context.side]
    term = context.term_sign * share[context.term_change] * felt[context.term_reading]
    flow = np.bincount(context.term_edge, term, count + n)
    total = decay + np.maximum(-flow[count:], 0.0)
    passed = np.maximum(np.abs(flow[:count]), LEAST_FLOW) / total[target]
    over = np.bincount(target, passed, n) / MOST_PASSED
    found: Floats = passed / np.maximum(over, 1.0)[target] * _scaled(node, context)
    return found


def _scaled(node: Floats, context: EdgeContext | ProcessContext) -> Floats:
    gauge = np.clip(node[:, 1], -LARGEST_GAUGE, LARGEST_GAUGE)
    scaled: Floats = np.exp(gauge[context.target] - gauge[context.source])
    return scaled


def _forward(weights: Weights, part: str, table: Numbers) -> NDArray[np.float64]:
    z = (table - weights[f"{part}_mean"]) / weights[f"{part}_spread"]
    z = np.clip(z, -LARGEST_FEATURE, LARGEST_FEATURE)
    for layer in LAYERS:
        z = z @ weights[f"{part}.{layer}.weight"].T + weights[f"{part}.{layer}.bias"]
        if layer != LAYERS[-1]:
            z = np.tanh(z)
    result: NDArray[np.float64] = z.astype(np.float64)
    return result


def features_of(kind: str) -> dict[str, tuple[str, ...]]:
    """Return the features that each part of a perceptron of a kind looks at."""
    if kind == STRUCTURE:
        return process_feature_names()
    edge, node = feature_names(abundances=kind == ABUNDANCES)
    return {"edge": edge, "node": node}


def shapes(kind: str, width: int) -> dict[str, tuple[int, ...]]:
    """Return the arrays of one perceptron of a kind, by name, and their shapes."""
    found: dict[str, tuple[int, ...]] = {}
    for part, names in features_of(kind).items():
        size = len(names)
        found |= {f"{part}_mean": (size,), f"{part}_spread": (size,)}
        ends = [size, width, width, OUTPUTS[part]]
        for layer, (before, after) in zip(LAYERS, pairwise(ends), strict=True):
            found[f"{part}.{layer}.weight"] = (after, before)
            found[f"{part}.{layer}.bias"] = (after,)
    return found


def write_weights(path: Path, perceptrons: Mapping[str, Sequence[Weights]]) -> None:
    """Write the perceptrons of each kind; the bytes depend on the content only."""
    arrays: dict[str, Any] = {"format": np.array(FORMAT)}
    for kind, members in perceptrons.items():
        for k, member in enumerate(members):
            arrays |= {f"{kind}/{k}/{name}": value for name, value in member.items()}
    write_arrays(path, arrays)


def read_weights(path: Path) -> dict[str, tuple[Weights, ...]]:
    """Read what `write_weights` wrote, and make sure that it is that.

    Parameters
    ----------
    path
        The file.

    Returns
    -------
    dict
        The perceptrons of each of `KINDS`.

    Raises
    ------
    Refused
        If it is no such file: no archive, another format, an array that is missing, of
        another shape or kind, or not finite. The message names the file and the array.
    """
    try:
        arrays = _read_arrays(path)
        if str(arrays.pop("format", "")) != FORMAT:
            raise ValueError(f"it does not say that it is {FORMAT!r}")
        found = {kind: _members(arrays, kind) for kind in KINDS}
        if arrays:
            raise ValueError(f"nobody expects the array {min(arrays)!r}")
    except (OSError, ValueError, Failed) as problem:
        raise Refused(
            f"{path}: these are no weights of the predictor that ships ({problem}); "
            "expected what `make shipped` writes"
        ) from None
    return found


def _read_arrays(path: Path) -> dict[str, NDArray[Any]]:
    if not path.is_file():
        raise ValueError("there is no such file")
    if path.stat().st_size > LIMITS.archive_bytes:
        raise ValueError(f"it has more than {LIMITS.archive_bytes} bytes")
    found = {}
    with open_archive(path.read_bytes(), limits=LIMITS) as archive:
        for name in archive.namelist():
            content = io.BytesIO(read_member(archive, name, limits=LIMITS))
            array = np.lib.format.read_array(content, allow_pickle=False)
            found[name.removesuffix(".npy")] = array
    return found


def _members(arrays: dict[str, NDArray[Any]], kind: str) -> tuple[Weights, ...]:
    """Take the perceptrons of a kind out of all arrays."""
    width = len(arrays.get(f"{kind}/0/node.0.bias", np.zeros(1)).ravel())
    if not 0 < width <= WIDEST:
        raise ValueError(f"a layer of {kind} is {width} wide; at most {WIDEST}")
    found: list[Weights] = []
    while any(name.startswith(f"{kind}/{len(found)}/") for name in arrays):
        prefix = f"{kind}/{len(found)}/"
        found.append(
            {
                name: _checked(arrays.pop(prefix + name, None), prefix + name, shape)
                for name, shape in shapes(kind, width).items()
            }
        )
        if len(found) > MOST_MEMBERS:
            raise ValueError(f"more than {MOST_MEMBERS} perceptrons of {kind}")
    if not found:
        raise ValueError(f"it has no perceptron of {kind}")
    return tuple(found)


def _checked(array: NDArray[Any] | None, name: str, shape: tuple[int, ...]) -> Numbers:
    if array is None:
        raise ValueError(f"the array {name!r} is missing")
    if array.dtype != np.float32 or array.shape != shape:
        raise ValueError(
            f"the array {name!r} is {array.dtype} of shape {array.shape}; expected "
            f"float32 of {shape}"
        )
    if not np.isfinite(array).all():
        raise ValueError(f"the array {name!r} holds what is no number")
    return array
