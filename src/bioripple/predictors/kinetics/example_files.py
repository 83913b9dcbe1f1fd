"""Examples on file: features and ranks of all models in a few arrays.

What takes seconds to compute of all models is read in a tenth of one, by every run that
learns from the same tier.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from bioripple.predictors.kinetics.edge_features import EdgeTable
from bioripple.predictors.kinetics.example import Aims, Example
from bioripple.runtime.each_model import Gathered
from bioripple.runtime.files import read_arrays, write_arrays
from bioripple.vocabulary import LEARNED_TRUTHS, TruthName

Parts = Sequence[NDArray[Any]]
OF_EDGES = ("target", "source", "sign", "features", "base", "relative_base")
MISSING = -1  # in place of the number of pairs, where a model has no such truth


def write_examples(path: Path, gathered: Gathered[Example]) -> None:
    """Write examples, and why there is none of some models.

    Arrays of edges hold one model after the other, `edges` has how many each has; so do
    `{truth}/pairs` and `{truth}/ranks`, with `{truth}/counts`. A model that comes to
    rest is there twice, at the horizon and at rest.
    """
    every = [(m, each) for m, found in gathered.found.items() for each in found.states]
    examples = [each for _, each in every]
    arrays: dict[str, ArrayLike] = {
        "models": np.array([model for model, _ in every], dtype=np.str_),
        "lost": np.array(list(gathered.lost), dtype=np.str_),
        "reasons": np.array(list(gathered.lost.values()), dtype=np.str_),
        "nodes": np.array([each.size for each in examples], dtype=np.int64),
        "edges": np.array([len(e.table.target) for e in examples], dtype=np.int64),
        "names": np.array(examples[0].table.names if examples else [], dtype=np.str_),
    }
    for name in OF_EDGES:
        arrays[name] = _joined([_of_edges(each, name) for each in examples])
    for truth in LEARNED_TRUTHS:
        aims = [each.aims.get(truth) for each in examples]
        counts = [MISSING if each is None else len(each.pairs) for each in aims]
        known = [each for each in aims if each is not None]
        arrays[f"{truth}/counts"] = np.array(counts, dtype=np.int64)
        arrays[f"{truth}/pairs"] = _joined([each.pairs for each in known])
        arrays[f"{truth}/ranks"] = _joined([each.ranks for each in known])
    write_arrays(path, arrays)


def read_examples_file(path: Path) -> Gathered[Example]:
    """Read what `write_examples` wrote."""
    arrays = read_arrays(path)
    models, sizes = arrays["models"].tolist(), arrays["nodes"].tolist()
    tables = _tables(arrays)
    aims = {truth: _aims(arrays, truth) for truth in LEARNED_TRUTHS}
    found: dict[str, Example] = {}
    for k, (model, n, (table, sign_of_edge)) in enumerate(
        zip(models, sizes, tables, strict=True)
    ):
        sign = np.zeros((n, n), dtype=np.int8)
        sign[table.target, table.source] = sign_of_edge
        known = {truth: each[k] for truth, each in aims.items()}
        example = Example(
            sign, table, {t: each for t, each in known.items() if each is not None}
        )
        before = found.get(model)
        found[model] = replace(before, at_rest=example) if before else example
    lost = dict(zip(arrays["lost"].tolist(), arrays["reasons"].tolist(), strict=True))
    return Gathered(found, lost)


def _of_edges(example: Example, name: str) -> NDArray[Any]:
    table = example.table
    if name == "sign":
        return example.sign[table.target, table.source]
    found: NDArray[Any] = getattr(table, name)
    return found


def _joined(parts: Parts) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.zeros(0)


def _slices(counts: NDArray[np.int64]) -> list[slice]:
    ends = [0, *np.cumsum(counts).tolist()]
    return [slice(start, end) for start, end in pairwise(ends)]


def _tables(arrays: Mapping[str, NDArray[Any]]) -> list[tuple[EdgeTable, Any]]:
    names = tuple(arrays["names"].tolist())
    return [
        (
            EdgeTable(
                target=arrays["target"][here],
                source=arrays["source"][here],
                features=arrays["features"][here],
                names=names,
                base=arrays["base"][here],
                relative_base=arrays["relative_base"][here],
            ),
            arrays["sign"][here],
        )
        for here in _slices(arrays["edges"])
    ]


def _aims(arrays: Mapping[str, NDArray[Any]], truth: TruthName) -> list[Aims | None]:
    counts = arrays[f"{truth}/counts"]
    pairs, ranks = arrays[f"{truth}/pairs"], arrays[f"{truth}/ranks"]
    return [
        None if count == MISSING else Aims(pairs[here], ranks[here])
        for count, here in zip(
            counts.tolist(), _slices(np.maximum(counts, 0)), strict=True
        )
    ]
