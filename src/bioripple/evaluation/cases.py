"""The scored models of a collection, with what they are predicted from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bioripple.arrays import Floats
from bioripple.collection.outcomes import read_outcomes, scored_models
from bioripple.collection.truth_table import read_scored_truths, read_truths
from bioripple.network.tiers import (
    TIERS,
    AbundanceBoth,
    Network,
    Tier,
    Wiring,
    read_inputs,
    restrict,
)
from bioripple.runtime.files import open_arrays
from bioripple.vocabulary import AT_REST, TruthName


@dataclass(frozen=True)
class Case:
    """A model with all that it is predicted from and held against.

    Attributes
    ----------
    model
        Its id.
    inputs
        What the highest tier knows of it at the horizon.
    truths
        n × n per truth, NaN where not defined; a truth that too little of the model
        has is missing.
    wiring
        Its signs by the equations alone.
    at_rest
        What the highest tier knows of it at rest; None if it has no truth of there.
    """

    model: str
    inputs: AbundanceBoth
    truths: Mapping[TruthName, Floats]
    wiring: Wiring
    at_rest: AbundanceBoth | None = None

    def at(self, truth: TruthName) -> AbundanceBoth:
        """Return what may be known of it at the state to which a truth belongs."""
        known = self.at_rest if truth in AT_REST else self.inputs
        if known is None:
            raise ValueError(f"{self.model}: nothing is known of it at rest")
        return known

    def of_tier(self, tier: Tier, truth: TruthName) -> Network:
        """Return what a tier knows at the same state, and no more.

        A wiring hangs on no state.
        """
        everything = self.wiring if tier == "wiring" else self.at(truth)
        return restrict(everything, TIERS[tier])


@dataclass(frozen=True)
class Cases:
    """The files of a collection, read model by model.

    Attributes
    ----------
    outcomes, summary
        Tables: which models are scored, and which truths they have.
    wirings, inputs, truths
        npz files; see `network.tiers.read_inputs` and the step `truths`.
    """

    outcomes: Path
    wirings: Path
    inputs: Path
    truths: Path
    summary: Path

    @cached_property
    def models(self) -> list[str]:
        """Ids of the models that predictors are held against, in the table's order.

        These are the scored ones that have a wiring, inputs, and a truth that is
        defined.
        """
        defined = {m for m, _ in self._defined}
        wired, known = open_arrays(self.wirings), open_arrays(self.inputs)
        return [
            model
            for model in scored_models(read_outcomes(self.outcomes))
            if f"{model}/sign" in wired
            and f"{model}/sign" in known
            and model in defined
        ]

    @cached_property
    def _defined(self) -> set[tuple[str, str]]:
        return read_scored_truths(self.summary)

    def case(self, model: str) -> Case:
        """Return one model."""
        archive = open_arrays(self.inputs)
        answers = read_truths(open_arrays(self.truths), model, self._defined)
        rest = None
        if AT_REST & answers.keys():
            rest = read_inputs(archive, model, AbundanceBoth, at_rest=True)
        known = read_inputs(archive, model, AbundanceBoth)
        wiring = read_inputs(open_arrays(self.wirings), model, Wiring)
        return Case(model, known, answers, wiring, rest)
