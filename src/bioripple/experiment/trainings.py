"""What each training is made of but for its wildcards, for the rules.

Snakemake loads this before any job, so it needs nothing that Snakemake has not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Keys of the configuration that say how often, where or to what end a training is.
APART = {"graphs", "tiers", "splits", "seeds", "device", "readout"}
IN_FOLDS = ("models", "families")  # other splits are made once


@dataclass(frozen=True)
class Trainings:
    """The settings of trainings as the whole configuration has them."""

    config: Mapping[str, Any]

    def gcn(self) -> dict[str, Any]:
        """Return the settings of the classifiers."""
        return _hashable(_without(self.config["gcn"], APART))

    def gcn_folds(self, wildcards: Any) -> int:
        """Return how many classifiers one training of them trains."""
        return int(self.config["gcn"]["folds"]) if wildcards.split in IN_FOLDS else 1

    def reading(self, wildcards: Any) -> dict[str, Any]:
        """Return the settings of the classifiers as a reading has them."""
        readings = self.config["readings"]
        changes = readings["variants"][wildcards.reading]
        return self.gcn() | {"folds": readings["folds"]} | _hashable(changes)

    def reading_folds(self, wildcards: Any) -> int:
        """Return how many classifiers one training of a reading trains."""
        settings = self.reading(wildcards)
        return int(settings["folds"]) if settings["split"] in IN_FOLDS else 1

    def kinetics(self) -> dict[str, Any]:
        """Return the settings of the learned kinetics."""
        return _without(self.config["kinetics"], APART)

    def ablation(self, wildcards: Any) -> dict[str, Any]:
        """Return the same for a variant, which differs in some of them."""
        variant = self.config["ablations"]["variants"][wildcards.variant]
        return self.kinetics() | _hashable(_without(variant, APART))


def _without(section: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in section.items() if key not in keys}


def _hashable(settings: Mapping[str, Any]) -> dict[str, Any]:
    """Return settings with tuples for lists."""
    return {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in settings.items()
    }
