"""Read what learned kinetics are trained on."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import numpy as np

from bioripple.collection.truth_table import read_scored_truths, read_truths
from bioripple.network.tiers import TIERS, Tier, models_of, read_inputs
from bioripple.predictors.kinetics.example import Example, make_example
from bioripple.runtime.each_model import Gathered, of_each
from bioripple.runtime.files import open_arrays
from bioripple.runtime.guard import Limits
from bioripple.vocabulary import AT_REST, LEARNED_TRUTHS


def read_examples(
    scored: Collection[str],
    tier: Tier,
    *,
    inputs: Path,
    truths: Path,
    summary: Path,
    limits: Limits,
) -> Gathered[Example]:
    """Read models as a tier sees them, with the truths that may be learned from.

    Parameters
    ----------
    scored
        Ids of models; those without inputs or without a truth are left out.
    tier
        What is read of `inputs`; arrays of higher tiers are not touched.
    inputs, truths
        npz files; see `network.tiers.read_inputs` and the step `truths`.
    summary
        Table that says which truths of a model are scored; the others are left out.
    limits
        Time and memory for each model.
    """
    defined = {
        each for each in read_scored_truths(summary) if each[1] in LEARNED_TRUTHS
    }

    def example(model: str) -> Example:
        archive = open_arrays(inputs)
        answers = read_truths(open_arrays(truths), model, defined)
        here = {k: v for k, v in answers.items() if k not in AT_REST}
        there = {k: v for k, v in answers.items() if k in AT_REST}
        found = make_example(read_inputs(archive, model, TIERS[tier]), here)
        if not there:
            return found
        known = read_inputs(archive, model, TIERS[tier], at_rest=tier != "wiring")
        return replace(found, at_rest=make_example(known, there))

    with np.load(inputs, allow_pickle=False) as archive:
        known = set(models_of(archive)) & {model for model, _ in defined}
    return of_each(sorted(known & set(scored)), example, limits=limits)
