"""Choose the settings of the learned kinetics within the training folds.

`python benchmarks/nested_choice.py results` reads what `make comparison` made. In each
fold every one of `CANDIDATES` learns from three quarters of the training families and
is tried on the last quarter. What is best there, truth by truth, is trained on the
whole training part and predicts the families that are held out. The table printed sets
its accuracies against those of the shipped settings: so much can choosing them with a
look at held-out families have been worth. One seed; 20 minutes on two cores.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from itertools import product
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
import yaml

from bioripple.arrays import Floats
from bioripple.collection.family_folds import Fold, make_kinetics_folds
from bioripple.collection.outcomes import models_by_set, read_outcomes
from bioripple.collection.splits import read_families, read_scored_models
from bioripple.collection.truth_table import read_scored_truths, read_truths
from bioripple.metrics.accuracy import accuracies, rank_defined
from bioripple.metrics.intervals import Summary, summarise
from bioripple.network.tiers import TIER_ORDER, Tier
from bioripple.predictors.kinetics.example import Example
from bioripple.predictors.kinetics.examples import read_examples
from bioripple.predictors.kinetics.folds import ablate, predict_folds, trainer
from bioripple.predictors.kinetics.settings import Settings
from bioripple.predictors.learning import train_each
from bioripple.runtime.files import open_arrays
from bioripple.runtime.guard import Limits
from bioripple.runtime.markdown import table_lines, table_row
from bioripple.vocabulary import ALL, LEARNED_TRUTHS, Protocol, TruthName

CONFIG = Path(__file__).parents[1] / "config/config.yaml"
SHIPPED = "shipped"
CANDIDATES: dict[str, dict[str, Any]] = {
    SHIPPED: {},
    "width 32": {"width": 32},
    "15 epochs": {"epochs": 15},
    "weight decay 0.1": {"weight_decay": 0.1},
    "no relaxation": {"without": ("relaxed",)},
}
INNER_FOLDS = 4
DRAWS = 2000
Accuracies = dict[TruthName, dict[str, float]]
Truths = Mapping[str, Mapping[TruthName, Floats]]


@dataclass(frozen=True)
class Part:
    """What came of one fold in one tier.

    Attributes
    ----------
    tier
        What is known of a model.
    chosen
        The best of `CANDIDATES` within the training part, by truth.
    shipped, nested
        Accuracy of each held-out model, by truth: as shipped, and as chosen.
    """

    tier: Tier
    chosen: dict[TruthName, str]
    shipped: Accuracies
    nested: Accuracies


def shipped_config() -> dict[str, Any]:
    """Return the shipped configuration."""
    config: dict[str, Any] = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))
    return config


def shipped_limits() -> Limits:
    """Return what features of one model may take."""
    mapping = shipped_config()["mapping"]
    return Limits(seconds=mapping["max_seconds"], memory_mb=mapping["max_memory_mb"])


def shipped_settings(tier: Tier) -> Settings:
    """Return the settings of the first shipped run."""
    kinetics = shipped_config()["kinetics"]
    apart = {"tiers", "splits", "seeds", "device"}
    rest = {key: value for key, value in kinetics.items() if key not in apart}
    return Settings(tier=tier, split="families", seed=kinetics["seeds"][0], **rest)


def examine(job: tuple[Tier, int], results: Path) -> Part:
    """Choose in one fold, and predict its held-out models with what is chosen."""
    tier, number = job
    torch.set_num_threads(1)
    run = shipped_settings(tier)
    family = read_families(results / "families.tsv")
    summary, archive = results / "truths.tsv", results / "truths.npz"
    examples = read_examples(
        read_scored_models(results / "outcomes.tsv"),
        tier,
        inputs=results / "predictor_inputs.npz",
        truths=archive,
        summary=summary,
        limits=shipped_limits(),
    ).found
    defined = read_scored_truths(summary)
    learned = {each for each in defined if each[1] in LEARNED_TRUTHS}
    truths = {
        model: read_truths(open_arrays(archive), model, learned) for model in examples
    }
    split = partial(make_kinetics_folds, family=family, split="families", seed=run.seed)
    fold = split(examples, n_folds=run.folds)[number]
    inner = split(fold.training, n_folds=INNER_FOLDS)[0]
    tried = {
        name: predict(examples, inner, replace(run, **changes), truths)
        for name, changes in candidates(tier).items()
    }
    chosen = {truth: best(tried, truth) for truth in LEARNED_TRUTHS}
    path = results / f"kinetics/{tier}/families/seed{run.seed}/predictions.npz"
    shipped = score(open_arrays(path), fold.held_out, truths)
    outer = {SHIPPED: shipped} | {
        name: predict(examples, fold, replace(run, **CANDIDATES[name]), truths)
        for name in set(chosen.values()) - {SHIPPED}
    }
    nested = {truth: outer[name][truth] for truth, name in chosen.items()}
    return Part(tier, chosen, shipped, nested)


def candidates(tier: Tier) -> dict[str, dict[str, Any]]:
    """Return those that differ from each other in a tier."""
    has_relaxation = tier in ("abundance_initial", "abundance_both")
    return {
        name: changes
        for name, changes in CANDIDATES.items()
        if has_relaxation or "without" not in changes
    }


def predict(
    examples: Mapping[str, Example], fold: Fold, run: Settings, truths: Truths
) -> Accuracies:
    """Train on a fold's training part and score its held-out models."""
    seen = ablate(examples, run)
    train = trainer(seen, device=torch.device("cpu"))
    trained = train_each([fold], run, train)
    return score(predict_folds(trained, [fold], seen), fold.held_out, truths)


def score(
    found: Mapping[str, Any], models: Iterable[str], truths: Truths
) -> Accuracies:
    """Return the accuracy of each model that has the truth."""
    scores: Accuracies = {truth: {} for truth in LEARNED_TRUTHS}
    for model in models:
        for truth, matrix in truths[model].items():
            scores[truth][model] = spearman(matrix, found[f"{model}/{truth}"])
    return scores


def spearman(truth: Floats, prediction: Floats) -> float:
    """Return the accuracy under the main protocol."""
    scores = accuracies(rank_defined(truth), prediction, jitter=None)
    return scores[Protocol()]


def best(tried: Mapping[str, Accuracies], truth: TruthName) -> str:
    """Return the candidate of the best mean; of equals the first."""
    means = {
        name: np.nanmean([*found[truth].values()]) for name, found in tried.items()
    }
    return max(means, key=lambda name: means[name])


def compare(
    parts: Iterable[Part], truth: TruthName, models: set[str], family: dict[str, str]
) -> tuple[Summary, Counter[str]]:
    """Hold what was chosen against what is shipped, over all folds of a tier."""
    chosen: Counter[str] = Counter()
    values: dict[str, list[pd.Series]] = {"shipped": [], "nested": []}
    for part in parts:
        chosen[part.chosen[truth]] += 1
        for name, found in values.items():
            known = pd.Series(getattr(part, name)[truth], dtype=float)
            found.append(known[known.index.isin(models)])
    nested, shipped = (pd.concat(values[name]) for name in ("nested", "shipped"))
    return summarise(nested, shipped, family, draws=DRAWS, seed=0), chosen


def main() -> None:
    """Examine all folds and print a line for each tier and truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, help="of `make comparison`")
    parser.add_argument("--tiers", nargs="+", choices=TIER_ORDER, default=TIER_ORDER)
    parser.add_argument("--processes", type=int, default=2)
    asked = parser.parse_args()
    n_folds = shipped_settings(asked.tiers[0]).folds
    jobs = [*product(asked.tiers, range(n_folds))]
    with ProcessPoolExecutor(asked.processes, get_context("spawn")) as pool:
        parts = [*pool.map(partial(examine, results=asked.results), jobs)]
    models = models_by_set(read_outcomes(asked.results / "outcomes.tsv"))[ALL]
    family = read_families(asked.results / "families.tsv")
    heads = ("tier", "truth", "shipped", "chosen", "difference", "what was chosen")
    print("\n".join(table_lines(heads, [])))
    for tier, truth in product(asked.tiers, LEARNED_TRUTHS):
        of_tier = [part for part in parts if part.tier == tier]
        found, chosen = compare(of_tier, truth, models, family)
        gain = f"{found.gain:+.3f} [{found.gain_low:+.3f}, {found.gain_high:+.3f}]"
        names = ", ".join(f"{name} {count}" for name, count in chosen.most_common())
        shipped = found.mean - found.gain
        cells = (tier, truth, f"{shipped:.3f}", f"{found.mean:.3f}", gain, names)
        print(table_row(cells))


if __name__ == "__main__":
    main()
