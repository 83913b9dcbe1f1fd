"""The last word on a model: scored, mapped, refused or failed."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bioripple.runtime import files
from bioripple.vocabulary import OutcomeStatus

# Known of every model that got as far as its Jacobian.
MAIN_FACTS = (
    "n_variables",
    "n_nodes",
    "n_satellites",
    "has_events",
    "steadiness",
    "doubt",
    "warnings",
    "versions",
)


@dataclass(frozen=True)
class Outcome:
    """What became of a model.

    Attributes
    ----------
    model, step
        Id, and the last step that was tried.
    status
        `scored`: it has a sensitivity matrix and takes part in the evaluation;
        `mapped`: it has a Jacobian only, or too few nodes; else it came to no Jacobian.
    reason
        Empty if scored, else why not.
    facts
        Findings of all steps.
    data
        File and digest of the sensitivity matrix, or None.
    """

    model: str
    step: str
    status: OutcomeStatus
    reason: str
    facts: dict[str, Any]
    data: dict[str, str] | None

    @property
    def has_jacobian(self) -> bool:
        """Whether the model got as far as a finite Jacobian."""
        return self.status in ("scored", "mapped")

    def write(self, path: Path) -> None:
        """Write the outcome as JSON, the main facts beside the status."""
        rest = {key: v for key, v in self.facts.items() if key not in MAIN_FACTS}
        content = {
            "model": self.model,
            "status": self.status,
            "reason": self.reason,
            "step": self.step,
            **{key: self.facts.get(key) for key in MAIN_FACTS},
            "facts": rest,
            "data": self.data,
        }
        files.write_json(path, content)


def read_outcome(path: Path) -> Outcome:
    """Read an outcome that `Outcome.write` wrote."""
    content = files.read_json(path)
    facts = {key: content[key] for key in MAIN_FACTS} | content["facts"]
    return Outcome(
        model=content["model"],
        step=content["step"],
        status=content["status"],
        reason=content["reason"],
        facts=facts,
        data=content["data"],
    )
