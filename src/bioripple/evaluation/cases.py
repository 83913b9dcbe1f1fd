"""The scored models of a collection, with what they are predicted from."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bioripple.arrays import Floats
from bioripple.collection.outcomes import read_outcomes, scored_models
from bioripple.collection.truth_table import read_scored_truths, read_truths
from bioripple.network.tiers import AbundanceState, read_inputs
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
    at_rest
        What the highest tier knows of it at rest; None if it has no truth of there.
    """

    model: str
    inputs: AbundanceState
    truths: Mapping[TruthName, Floats]
    at_rest: AbundanceState | None = None

    def known_for(self, truth: TruthName) -> AbundanceState:
        """Return what may be known of it at the state to which a truth belongs."""
        if truth not in AT_REST:
            return self.inputs
        if self.at_rest is None:
            raise ValueError(f"{self.model}: nothing is known of it at rest")
        return self.at_rest


@dataclass(frozen=True)
class Cases:
    """The files of a collection, read model by model.

    Attributes
    ----------
    outcomes, summary
        Tables: which models are scored, and which truths they have.
    inputs, truths
        npz files; see `network.tiers.read_inputs` and the step `truths`.
    """

    outcomes: Path
    inputs: Path
    truths: Path
    summary: Path

    @cached_property
    def models(self) -> list[str]:
        """Ids of the models that predictors are held against, in the table's order.

        These are the scored ones that have inputs, and a truth that is defined.
        """
        known, defined = open_arrays(self.inputs), {m for m, _ in self._defined}
        return [
            model
            for model in scored_models(read_outcomes(self.outcomes))
            if f"{model}/sign" in known and model in defined
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
            rest = read_inputs(archive, model, AbundanceState, at_rest=True)
        return Case(model, read_inputs(archive, model, AbundanceState), answers, rest)
