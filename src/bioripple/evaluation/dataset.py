"""The collection as one file: inputs of all tiers, truths, families and folds.

Who develops a predictor needs no more of the experiment than this.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from bioripple.collection.family_folds import Fold, make_kinetics_folds
from bioripple.errors import Refused
from bioripple.evaluation.cases import Case
from bioripple.network.tiers import (
    AbundanceBoth,
    Wiring,
    has_rest,
    read_inputs,
    write_keys,
)
from bioripple.runtime.files import open_arrays, write_arrays
from bioripple.vocabulary import TRUTHS

FORMAT = "bioripple dataset 2"
WIRING = "wiring"  # the name of its signs


@dataclass(frozen=True)
class Dataset:
    """A file of `write_dataset`.

    Attributes
    ----------
    path
        Where it is.
    """

    path: Path

    @cached_property
    def _arrays(self) -> Mapping[str, Any]:
        try:
            arrays = open_arrays(self.path)
            known = str(arrays["format"])
        except FileNotFoundError:
            raise Refused(
                f"{self.path}: there is no such file; `make dataset` writes one, after "
                "`make run`"
            ) from None
        except (KeyError, OSError, ValueError, EOFError):
            known = ""
        if known != FORMAT:
            raise Refused(
                f"{self.path}: expected a file that the rule `dataset` makes, of the "
                f"format {FORMAT!r}"
            )
        return arrays

    @cached_property
    def models(self) -> list[str]:
        """Ids of the models, sorted."""
        found: list[str] = self._arrays["models"].tolist()
        return found

    @cached_property
    def family(self) -> dict[str, str]:
        """The family of each model."""
        families: list[str] = self._arrays["families"].tolist()
        return dict(zip(self.models, families, strict=True))

    def folds(self, *, seed: int) -> tuple[Fold, ...]:
        """Return whom to learn from and whom to predict, families held out.

        Parameters
        ----------
        seed
            Of the split; that of the experiment gives the experiment's folds.
        """
        return make_kinetics_folds(
            self.models,
            self.family,
            split="families",
            n_folds=int(self._arrays["n_folds"]),
            seed=seed,
        )

    def case(self, model: str) -> Case:
        """Return what is known of a model, and its truths."""
        arrays = self._arrays
        truths = {
            truth: arrays[f"{model}/truth/{truth}"]
            for truth in TRUTHS
            if f"{model}/truth/{truth}" in arrays
        }
        rest = None
        if has_rest(arrays, model):
            rest = read_inputs(arrays, model, AbundanceBoth, at_rest=True)
        inputs = read_inputs(arrays, model, AbundanceBoth)
        return Case(model, inputs, truths, Wiring(arrays[f"{model}/{WIRING}"]), rest)


def write_dataset(
    path: Path, cases: Iterable[Case], family: Mapping[str, str], *, n_folds: int
) -> None:
    """Write models as one file.

    Parameters
    ----------
    path
        npz file; its bytes depend on the content only.
    cases
        Models with their inputs and truths.
    family
        The family of each; a model without one is left out, for it is not known what
        must be kept apart from it.
    n_folds
        Into how many folds families are dealt.
    """
    arrays: dict[str, Any] = {}
    models = []
    for case in sorted(cases, key=lambda case: case.model):
        if case.model not in family:
            continue
        models.append(case.model)
        arrays |= write_keys(case.model, case.inputs, case.at_rest)
        arrays[f"{case.model}/{WIRING}"] = case.wiring.sign
        for truth, matrix in case.truths.items():
            arrays[f"{case.model}/truth/{truth}"] = matrix
    arrays |= {
        "format": np.array(FORMAT),
        "models": np.array(models, dtype=np.str_),
        "families": np.array([family[model] for model in models], dtype=np.str_),
        "n_folds": np.array(n_folds),
    }
    write_arrays(path, arrays)
