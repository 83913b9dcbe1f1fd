"""What each training is made of but for its wildcards, for the rules.

Snakemake loads this before any job, so it needs nothing that Snakemake has not.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# Keys of the configuration that say how often, where or to what end a training is.
APART = {"graphs", "tiers", "splits", "seeds", "device", "readout"}


@dataclass(frozen=True)
class Trainings:
    """The settings of trainings as the whole configuration has them."""

    config: Mapping[str, Any]

    def gcn(self) -> dict[str, Any]:
        """Return the settings of the classifiers."""
        return _without(self.config["gcn"], APART)

    def gcn_folds(self, wildcards: Any) -> int:
        """Return how many classifiers one training of them trains."""
        is_one = wildcards.split == "transductive"
        return 1 if is_one else int(self.config["gcn"]["folds"])

    def kinetics(self) -> dict[str, Any]:
        """Return the settings of the learned kinetics."""
        return _without(self.config["kinetics"], APART)

    def ablation(self, wildcards: Any) -> dict[str, Any]:
        """Return the same for a variant, which differs in some of them."""
        variant = self.config["ablations"]["variants"][wildcards.variant]
        changes = _without(variant, APART)
        if "without" in changes:
            changes["without"] = tuple(changes["without"])
        return self.kinetics() | changes


def _without(section: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    return {key: value for key, value in section.items() if key not in keys}
