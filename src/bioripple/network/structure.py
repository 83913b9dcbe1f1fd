"""Read who moves what and who reads whom off a system's arrays.

Rebuilding the expressions takes as long as reading the file took; here they are only
walked through. See `odes.arrays.to_arrays` for the arrays.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


@dataclass(frozen=True)
class SystemView:
    """The structure of a system of equations, by names.

    Parameters
    ----------
    arrays
        What `odes.arrays.to_arrays` wrote.
    """

    arrays: Arrays

    @cached_property
    def species(self) -> list[str]:
        """Ids of the species."""
        return self._strings("species")

    @cached_property
    def species_names(self) -> list[str]:
        """Name of each species; its id where it has none."""
        if "species_names" not in self.arrays:
            return self.species
        names = self._strings("species_names")
        return [name or id_ for name, id_ in zip(names, self.species, strict=True)]

    @cached_property
    def parameters(self) -> list[str]:
        """Ids of the parameters that are not constant."""
        return self._strings("parameters")

    @cached_property
    def states(self) -> list[str]:
        """Ids of what is integrated."""
        return self._strings("states")

    @cached_property
    def assigned(self) -> dict[str, frozenset[str]]:
        """What each quantity under an assignment rule reads, by its id."""
        roots = self.arrays["assigned_nodes"].tolist()
        return {
            name: self.below(root)
            for name, root in zip(self._strings("assigned"), roots, strict=True)
        }

    @cached_property
    def reversible(self) -> NDArray[np.bool_]:
        """Whether each reaction is marked reversible, (reactions,)."""
        return np.asarray(self.arrays["reversible"], dtype=np.bool_)

    @cached_property
    def reaction_reads(self) -> list[frozenset[str]]:
        """What the rate law of each reaction reads."""
        return [self.below(node) for node in self.arrays["reaction_rates"].tolist()]

    @cached_property
    def moves(self) -> list[dict[str, float]]:
        """Net stoichiometry of each reaction by id, of species that it can change.

        Zeros, and species that are held by the model (boundary, constant or under an
        assignment rule), are left out.
        """
        changing = set(self.states) - set(self._strings("assigned"))
        found: list[dict[str, float]] = [{} for _ in self.reversible]
        for row, column, amount in zip(
            self.arrays["moves_species"].tolist(),
            self.arrays["moves_reaction"].tolist(),
            self.arrays["moves_amount"].tolist(),
            strict=True,
        ):
            name = self.species[row]
            if amount != 0.0 and name in changing:
                found[column][name] = amount
        return found

    @cached_property
    def rules(self) -> dict[str, frozenset[str]]:
        """What the rate of each state reads that no reaction moves, by its id."""
        moved = {name for moves in self.moves for name in moves}
        rates = self.arrays["rates"].tolist()
        return {
            name: self.below(root)
            for name, root in zip(self.states, rates, strict=True)
            if name not in moved
        }

    def below(self, root: int) -> frozenset[str]:
        """Return the symbols in an expression, given by its node."""
        operators, arguments, starts, names, leaves = self._tape
        seen = {root}
        waiting = [root]
        symbols = set()
        while waiting:
            node = waiting.pop()
            mine = arguments[starts[node] : starts[node + 1]]
            kind = leaves.get(operators[node], "inner")
            if kind == "inner":
                new = set(mine) - seen
                seen |= new
                waiting += new
            elif kind == "symbol":
                symbols.add(names[mine[0]])
        return frozenset(symbols)

    @cached_property
    def _tape(
        self,
    ) -> tuple[list[int], list[int], list[int], list[str], dict[int, str]]:
        leaf = ("const", "symbol", "rateof", "time")
        known = self._strings("operator_names")
        return (
            self.arrays["operators"].tolist(),
            self.arrays["arguments"].tolist(),
            self.arrays["argument_starts"].tolist(),
            self._strings("names"),
            {code: name for code, name in enumerate(known) if name in leaf},
        )

    def _strings(self, key: str) -> list[str]:
        found: list[str] = self.arrays[key].tolist()
        return found
