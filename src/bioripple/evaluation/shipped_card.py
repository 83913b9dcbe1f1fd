"""How well the predictor that ships does on families that it has not seen: its card."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bioripple.arrays import Flags, Floats, Signs
from bioripple.collection.truth_table import read_scored_truths, read_truths
from bioripple.metrics.accuracy import accuracies, rank_defined
from bioripple.metrics.intervals import summarise
from bioripple.network.tiers import Wiring, read_inputs
from bioripple.predictors.topology import closeness, propagation
from bioripple.predictors.unit_free import unit_free
from bioripple.runtime.files import open_arrays
from bioripple.vocabulary import SHIPPED, Protocol, TruthName

DISTANCE, PROPAGATION, LEARNED = "distance", "propagation", "learned"
COMMONER = "commoner"
MEASURES = ("order", "sign", "size_off")
ROW_COLUMNS = ("model", "family", "kind", "answer", "predictor", *MEASURES)
UNTRAINED: dict[str, Callable[[Signs], Floats]] = {
    DISTANCE: lambda sign: closeness(sign, directed=True),
    PROPAGATION: lambda sign: propagation(sign, directed=True, signed=True),
}
STRUCTURE, WIRING = "structure", "wiring"
NO_REACTIONS = "no_reactions"
DRAWS = 2000


class HeldOut:
    """Models whose responses were predicted without their families.

    Parameters
    ----------
    predictions
        npz of the step `train_shipped`: n × n by `{model}/{kind}`.
    wirings, truths, summary
        What the steps `wirings` and `truths` wrote.
    """

    def __init__(
        self,
        predictions: Path,
        *,
        wirings: Path,
        truths: Path,
        summary: Path,
    ) -> None:
        self._predictions, self._wirings = predictions, wirings
        self._truths = truths
        self._defined = read_scored_truths(summary)
        with np.load(predictions, allow_pickle=False) as archive:
            self._names = sorted(archive)

    @property
    def models(self) -> list[str]:
        """Ids of the models that were predicted."""
        return sorted({name.partition("/")[0] for name in self._names})

    def score(self, model: str) -> list[dict[str, Any]]:
        """Return the rows of a model; see `score_model`."""
        predictions = open_arrays(self._predictions)
        return score_model(
            {
                name.partition("/")[2]: predictions[name]
                for name in self._names
                if name.startswith(f"{model}/")
            },
            read_inputs(open_arrays(self._wirings), model, Wiring).sign,
            read_truths(open_arrays(self._truths), model, self._defined),
        )


def score_model(
    predictions: Mapping[str, Floats],
    sign: Signs,
    truths: Mapping[TruthName, Floats],
) -> list[dict[str, Any]]:
    """Score held-out predictions of one model, and what is not trained beside them.

    Parameters
    ----------
    predictions
        n × n signed responses by kind: `passing_weights.KINDS`.
    sign
        n × n, the wiring.
    truths
        As for `unit_free`.

    Returns
    -------
    list of dict
        `ROW_COLUMNS` without model and family. `order` is Spearman's correlation of
        sizes, off-diagonal, pooled, average ties; `sign` the share of the pairs with a
        response, true and predicted, whose direction is right; `size_off` by how many
        powers of ten their sizes are off; NaN where not defined.
    """
    rows = []
    plain = {name: compute(sign) for name, compute in UNTRAINED.items()}
    for answer, truth in unit_free(truths).items():
        targets = rank_defined(truth)
        for kind, prediction in predictions.items():
            for name, matrix in {**plain, LEARNED: prediction}.items():
                order = accuracies(targets, np.asarray(matrix, np.float64), jitter=None)
                right = math.nan if name == DISTANCE else right_signs(truth, matrix)
                off = size_off(truth, matrix) if name == LEARNED else math.nan
                scores = order[Protocol()], right, off
                rows.append(_row(kind, answer, name, *scores))
            common = commoner_sign(truth, prediction)
            rows.append(_row(kind, answer, COMMONER, math.nan, common, math.nan))
    return rows


def _row(kind: str, answer: str, name: str, *scores: float) -> dict[str, Any]:
    told = {"kind": kind, "answer": answer, "predictor": name}
    return told | dict(zip(MEASURES, scores, strict=True))


def right_signs(truth: Floats, prediction: Floats) -> float:
    """Return the share of pairs that respond, and should, in the right direction."""
    told, said = _told(truth, prediction)
    return float((told == said).mean()) if told.size else math.nan


def commoner_sign(truth: Floats, prediction: Floats) -> float:
    """Return what saying the model's commoner sign of the same pairs would get."""
    told, _ = _told(truth, prediction)
    return float(max((told > 0).mean(), (told < 0).mean())) if told.size else math.nan


def size_off(truth: Floats, prediction: Floats) -> float:
    """Return by how many powers of ten sizes are off, median over responding pairs."""
    pairs = _responding(truth, prediction)
    if not pairs.any():
        return math.nan
    logs = np.log10(np.abs(prediction[pairs])) - np.log10(np.abs(truth[pairs]))
    return float(np.median(np.abs(logs)))


def _told(truth: Floats, prediction: Floats) -> tuple[Floats, Floats]:
    pairs = _responding(truth, prediction)
    return np.sign(truth[pairs]), np.sign(prediction[pairs])


def _responding(truth: Floats, prediction: Floats) -> Flags:
    pairs: Flags = ~np.eye(len(truth), dtype=bool) & np.isfinite(truth)
    pairs &= (np.nan_to_num(truth) != 0.0) & (prediction != 0.0)
    return pairs


def card(
    rows: Sequence[Mapping[str, Any]],
    *,
    facts: Mapping[str, Any],
    sha256: str,
    seed: int,
) -> dict[str, Any]:
    """Return the card.

    Parameters
    ----------
    rows
        `ROW_COLUMNS` of all models.
    facts
        How the weights were made.
    sha256
        Of the weights.
    seed
        Of the bootstrap over families.
    """
    table = pd.DataFrame(rows, columns=list(ROW_COLUMNS))
    scores: dict[str, Any] = {}
    mine = table[table["predictor"] == LEARNED]
    learned = {
        group: part.set_index("model")["order"]
        for group, part in mine.groupby(["kind", "answer"])
    }
    for (kind, answer), part in table.groupby(["kind", "answer"], sort=True):
        family = dict(zip(part["model"], part["family"], strict=True))
        by_model = part.set_index(["predictor", "model"])
        order = {name: by_model["order"][name] for name in (LEARNED, *UNTRAINED)}
        sign = {
            name: by_model["sign"][name] for name in (LEARNED, PROPAGATION, COMMONER)
        }
        others = {name: order[name] for name in UNTRAINED}
        if kind == STRUCTURE and (WIRING, answer) in learned:
            others[NO_REACTIONS] = learned[WIRING, answer]
        compared = {
            name: summarise(order[LEARNED], other, family, draws=DRAWS, seed=seed)
            for name, other in others.items()
        }
        scores.setdefault(str(kind), {})[str(answer)] = {
            "n_models": compared[DISTANCE].n_models,
            "n_families": compared[DISTANCE].n_families,
            "order": {name: _mean(values) for name, values in order.items()},
            "gain": {
                name: [round(v, 4) for v in (s.gain, s.gain_low, s.gain_high)]
                for name, s in compared.items()
            },
            "sign": {name: _mean(values) for name, values in sign.items()},
            "size_off": _mean(by_model["size_off"][LEARNED]),
        }
    return {
        "predictor": list(SHIPPED),
        "weights_sha256": sha256,
        "made_by": "make shipped",
        **facts,
        "protocol": PROTOCOL,
        "accuracy": scores,
        "limits": list(LIMITS),
    }


def _mean(values: pd.Series) -> float | None:
    mean = float(values.mean())
    return round(mean, 4) if math.isfinite(mean) else None


PROTOCOL = (
    "Families of models are held out in folds; a model is predicted by one network "
    "that has seen none of its family (what ships is several, trained on all models). "
    "order: Spearman's correlation of |response|, off-diagonal, pooled, average ties, "
    "mean over models. gain: learned less another (no_reactions: what is learned "
    "without them), with a 95 % interval over families, the trained networks fixed. "
    "sign: share of the pairs that respond, in truth and prediction, in the right "
    "direction; commoner: what saying each model's commoner sign gets, which knows the "
    "truth. size_off: median of |log10| of predicted over true, mean over models."
)
LIMITS = (
    "Trained on published kinetic models only, most of signalling, metabolism and the "
    "cell cycle; never on measured responses.",
    "Sizes are for ranking: half of them are off by a factor of several hundred.",
    "Answers are linear and relative: small changes, per cent for per cent. Knock-outs "
    "and saturation are beyond them.",
    "Trained on networks of at most 110 nodes; larger ones are extrapolated to.",
    "The wiring of the models was derived from their equations: complete, with the "
    "right signs. Networks from the literature are neither.",
    "Every node is taken to decay. AND gates, doses and time are not known to it.",
)
