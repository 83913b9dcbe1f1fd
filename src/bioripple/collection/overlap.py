"""How much two models have in common by name: their species and what happens to them.

Names are compared without case and punctuation. Names that many models use for
different things, such as `species_1`, `s3` or `x`, say nothing and are left out.
"""

import re
from collections.abc import Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from scipy.sparse import csr_array, triu

from bioripple.arrays import Floats
from bioripple.network.structure import SystemView

# What programs, or authors in a hurry, call a species; with or without a number.
GENERIC_WORDS = frozenset(
    [
        "species",
        "sp",
        "spec",
        "state",
        "var",
        "variable",
        "val",
        "value",
        "comp",
        "component",
        "compound",
        "metabolite",
        "met",
        "node",
        "mol",
        "molecule",
        "protein",
        "prot",
        "gene",
        "parameter",
        "par",
        "para",
        "param",
        "reactant",
        "product",
        "substrate",
        "complex",
        "cell",
        "source",
        "sink",
        "null",
        "empty",
        "emptyset",
        "void",
        "degraded",
        "waste",
    ]
)
MIN_LETTERS = 2
# ASSUME: half of what either model has, by name, is shared by versions of one model
# and not by two models of one pathway; fewer than five names agree by chance.
MIN_SHARE = 0.5
MIN_SHARED = 5
MOST_KEPT = 256 * 1024**2  # bytes of rows that were asked for

Process = tuple[frozenset[tuple[str, int]], frozenset[str]]


@dataclass(frozen=True)
class Content:
    """What a model speaks of, by names that mean something.

    Attributes
    ----------
    species
        Names of its species and of its other variables.
    processes
        Its reactions and rate rules. A reaction is what it does: names with the sign
        of their net stoichiometry. A rule is the name it changes (0) and
        what it reads.
    """

    species: frozenset[str]
    processes: frozenset[Process]


@dataclass(frozen=True)
class Overlap:
    """Shares of species and of processes that two models have in common (Jaccard)."""

    first: int
    second: int
    species: float
    processes: float


def plain_name(name: str) -> str | None:
    """Return a name's letters and digits in lower case; None if it says nothing."""
    plain = "".join(c for c in name.casefold() if c.isalnum())
    word = re.sub(r"\d+", "", plain)
    if len(word) < MIN_LETTERS or word in GENERIC_WORDS:
        return None
    return plain


def content(view: SystemView, names: Sequence[str]) -> Content:
    """Return what a model speaks of.

    Parameters
    ----------
    view
        Its equations.
    names
        What to call each of `view.species`: their ids, or their names.

    Returns
    -------
    Content
        Nothing that has no telling name is in it, nor what happens to such things.
    """
    called = dict(zip(view.species, names, strict=True))
    called |= {name: name for name in view.parameters}
    plain = {id_: p for id_, name in called.items() if (p := plain_name(name))}
    processes: set[Process] = set()
    for moves in view.moves:
        if moves and all(name in plain for name in moves):
            changes = ((plain[name], int(np.sign(a))) for name, a in moves.items())
            processes.add((frozenset(changes), frozenset()))
    for name, reads in view.rules.items():
        if name in plain:
            known = frozenset(plain[other] for other in reads if other in plain)
            processes.add((frozenset([(plain[name], 0)]), known))
    return Content(frozenset(plain.values()), frozenset(processes))


def jaccard(first: Set[object], second: Set[object]) -> float:
    """Return the share of all elements that two sets have in common; 0 of none."""
    union = len(first | second)
    return len(first & second) / union if union else 0.0


class JaccardRows:
    """`jaccard` of every pair of sets, computed row by row as it is asked for.

    Of a hundred thousand models a matrix of all pairs has no room anywhere.

    Parameters
    ----------
    sets
        Of m models.
    """

    def __init__(self, sets: Sequence[Set[Any]]) -> None:
        self.elements = _elements(sets)
        self.holders = self.elements.T.tocsr()
        self.sizes = np.array([len(s) for s in sets], dtype=np.float64)
        kept = max(MOST_KEPT // max(self.sizes.nbytes, 1), 1)
        self.row = lru_cache(kept)(self._row)

    def _row(self, place: int) -> Floats:
        """Return the indices of one set with all of them, m."""
        shared = (self.elements[[place]] @ self.holders).toarray()[0].astype(np.float64)
        union = self.sizes[place] + self.sizes - shared
        none = np.zeros_like(shared)
        found: Floats = np.divide(shared, union, out=none, where=union > 0)
        return found


def overlaps(contents: Sequence[Content]) -> list[Overlap]:
    """Find the pairs of models that have at least half of their content in common.

    Parameters
    ----------
    contents
        Of all models.

    Returns
    -------
    list of Overlap
        Pairs that share `MIN_SHARED` species or more, and at least `MIN_SHARE` of their
        species and of their processes, in the order of their positions.
    """
    found = []
    for i, j in _pairs_that_share([c.species for c in contents], MIN_SHARED):
        species = jaccard(contents[i].species, contents[j].species)
        if species < MIN_SHARE:
            continue
        processes = jaccard(contents[i].processes, contents[j].processes)
        if processes >= MIN_SHARE:
            found.append(Overlap(i, j, species, processes))
    return found


def _pairs_that_share(sets: Sequence[Set[Any]], fewest: int) -> list[tuple[int, int]]:
    """Return the pairs of sets that share so many elements, in order."""
    # Of thousands of models few pairs have anything in common: only these are kept.
    elements = _elements(sets)
    pairs = triu(elements @ elements.T, k=1).tocoo()
    enough = pairs.data >= fewest
    return sorted(
        zip(pairs.row[enough].tolist(), pairs.col[enough].tolist(), strict=True)
    )


def _elements(sets: Sequence[Set[Any]]) -> csr_array:
    """Return a row for each set, with a one for each of its elements."""
    number: dict[Any, int] = {}
    columns = [number.setdefault(x, len(number)) for elements in sets for x in elements]
    rows = np.repeat(np.arange(len(sets)), [len(elements) for elements in sets])
    return csr_array(
        (np.ones(len(rows), dtype=np.int32), (rows, np.array(columns, dtype=np.intp))),
        shape=(len(sets), max(len(number), 1)),
    )
