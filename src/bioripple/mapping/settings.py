"""What the steps of a model are told, out of the configuration."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bioripple.collection.health import HealthLimits
from bioripple.runtime.guard import Limits


@dataclass(frozen=True)
class Settings:
    """What the steps are told.

    Attributes
    ----------
    mapping, evaluation
        The sections of the configuration of these names.
    """

    mapping: Mapping[str, Any]
    evaluation: Mapping[str, Any]

    @property
    def limits(self) -> Limits:
        """What a step may use."""
        return Limits(self.mapping["max_seconds"], self.mapping["max_memory_mb"])

    @property
    def health(self) -> HealthLimits:
        """When responses count as doubtful."""
        chosen = self.evaluation
        return HealthLimits(
            min_agreement=chosen["min_agreement"],
            max_residual=chosen["max_residual"],
            max_zero_share=chosen["max_zero_share"],
            max_state_change=chosen["max_state_change"],
        )
