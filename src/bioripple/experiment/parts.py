"""Which models a run does that is one of several, side by side in one folder.

One process of Snakemake hands out all jobs of a run, which keeps a few processor cores
busy and no more. Several, each of which does the models of its part, keep as many more
busy; a run without a part then makes what needs all models. Snakemake loads this before
any job, so it needs nothing that Snakemake has not.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bioripple.experiment.config_files import ConfigError

VARIABLE = "BIORIPPLE_PART"
TEXT = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")


@dataclass(frozen=True)
class Part:
    """One of `of` parts; the first and only one if nothing else was asked for."""

    number: int = 1
    of: int = 1

    @property
    def is_whole(self) -> bool:
        """Whether there is no other part."""
        return self.of == 1

    def models(self, ids: Sequence[str]) -> tuple[str, ...]:
        """Return those of this part: neighbours, often alike, are in different ones."""
        return tuple(ids[self.number - 1 :: self.of])


def read_part(environment: Mapping[str, str]) -> Part:
    """Return the part that a run is to do, by its environment.

    Raises
    ------
    ConfigError
        If it names none that there is.
    """
    given = environment.get(VARIABLE, "")
    return part_of(given) if given else Part()


def part_of(given: str) -> Part:
    """Return the part that a text such as `3/100` names.

    Raises
    ------
    ConfigError
        If it names none that there is.
    """
    found = TEXT.fullmatch(given)
    if found is None or int(found[1]) > int(found[2]):
        raise ConfigError(
            f"part {given[:100]!r}: expected a number and how many there are, such as "
            "'3/100' for the third of a hundred"
        )
    return Part(int(found[1]), int(found[2]))
