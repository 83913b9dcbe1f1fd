"""Hold trainings of another device against those of the run that they repeat.

`python benchmarks/devices_page.py RESULTS OUT… --page FILE` reads what
`benchmarks/devices.py` wrote to each OUT, one for a device, predicts the models that
each fold holds out, scores them as the run does, and shows times, and accuracies beside
those of the run: means over models of the set `all`, and how they differ by seed.
"""

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import torch
import yaml
from devices import CHECKPOINT, LIMITS, examples_of

from bioripple.collection.family_folds import make_kinetics_folds
from bioripple.collection.outcomes import is_in_set, read_outcomes, scored_models
from bioripple.collection.splits import make_folds, read_families
from bioripple.collection.truth_table import read_scored_truths
from bioripple.evaluation.cases import Cases
from bioripple.evaluation.compared import Matrices, parse_run
from bioripple.evaluation.kinetics import score_runs
from bioripple.evaluation.scores import as_table
from bioripple.evaluation.scoring import score_models
from bioripple.predictors.checkpoint import read_checkpoint
from bioripple.predictors.gcn.folds import classifiers, plan_of
from bioripple.predictors.gcn.graph import read_networks
from bioripple.predictors.gcn.prediction import predict_folds, set_stage
from bioripple.predictors.gcn.settings import Settings as GcnSettings
from bioripple.predictors.kinetics.folds import kinetics_perceptrons
from bioripple.predictors.kinetics.folds import predict_folds as predict_kinetics
from bioripple.predictors.kinetics.settings import Settings as KineticsSettings
from bioripple.predictors.learning import Trained
from bioripple.runtime.each_model import of_each
from bioripple.runtime.files import read_json, write_arrays, write_text
from bioripple.runtime.markdown import table_lines
from bioripple.runtime.records import by_model
from bioripple.vocabulary import ALL, LEARNED_KINETICS, NO_SPLIT, Protocol

PREDICTIONS = "predictions.npz"
KIND = ("kind", "truth")
ROOT = Path(__file__).resolve().parents[1]
CONFIG = yaml.safe_load((ROOT / "config/config.yaml").read_text())
METRICS = "metrics.json"


def predict_gcn(results: Path, folder: Path) -> None:
    """Write what classifiers say of what their folds hold out."""
    trained = read_checkpoint(folder / CHECKPOINT, GcnSettings)
    run = trained.settings
    networks = read_networks(results / "enhancement_factor.npz", more=run.needs)
    plan = plan_of(
        networks,
        run,
        outcomes=results / "outcomes.tsv",
        families=results / "families.tsv",
    )
    cpu = torch.device("cpu")
    arrays = predict_folds(
        classifiers(trained, device=cpu),
        make_folds(plan, kind=run.split, seed=run.seed),
        set_stage(networks, run, device=cpu),
        readout=CONFIG["gcn"]["readout"],
        normalise=CONFIG["impact"]["normalise"],
    )
    write_arrays(folder / PREDICTIONS, arrays)


def predict_learned(results: Path, folder: Path) -> None:
    """Write what learned kinetics say of what their folds hold out."""
    trained = read_checkpoint(folder / CHECKPOINT, KineticsSettings)
    run, family = trained.settings, read_families(results / "families.tsv")
    known = examples_of(results, run.tier)
    folds = make_kinetics_folds(
        known, family, split=run.split, n_folds=run.folds, seed=run.seed
    )
    learners = [Trained(each, [], {}) for each in kinetics_perceptrons(trained)]
    write_arrays(folder / PREDICTIONS, predict_kinetics(learners, folds, known))


PREDICT = {"gcn": predict_gcn, "kinetics": predict_learned}


def scores(results: Path, folders: list[Path]) -> pd.DataFrame:
    """Return the accuracy of each kind of training, truth and seed over models."""
    gcn = [f / PREDICTIONS for f in folders if f.parts[-4] == "gcn"]
    learned = [f / PREDICTIONS for f in folders if f.parts[-4] == "kinetics"]
    rows = [*_of_gcn(results, gcn), *_of_kinetics(results, learned)]
    table = as_table(rows)
    main = Protocol()
    kept = (table["entries"] == main.entries) & (table["pooling"] == main.pooling)
    kept &= (table["ties"] == main.ties) & (table["split"] != NO_SPLIT)
    kept &= ~table["predictor"].str.startswith("distance")
    outcomes = read_outcomes(results / "outcomes.tsv")
    kept &= table["model"].isin(outcomes["model"][is_in_set(outcomes, ALL)])
    some = table[kept]
    is_learned = some["predictor"] == LEARNED_KINETICS
    kind = some["predictor"].where(~is_learned, "kinetics/" + some["tier"].astype(str))
    some = some.assign(kind=kind + "/" + some["split"])
    found: pd.DataFrame = (
        some.groupby([*KIND, "seed"], sort=False)["accuracy"].mean().reset_index()
    )
    return found


def _of_gcn(results: Path, paths: list[Path]) -> Iterator[Mapping[str, Any]]:
    baselines = sorted(results.glob("models/*/baselines.json"))
    matrices = Matrices(
        truths=results / "truths.npz",
        defined=read_scored_truths(results / "truths.tsv"),
        baselines=by_model(baselines),
        runs=tuple(parse_run(path) for path in paths),
        jitter=1e-6,
        jitter_draws=1,
        seed=0,
    )
    nodes = scored_models(read_outcomes(results / "outcomes.tsv"))
    found = score_models(nodes, matrices, limits=LIMITS, threads=2)
    for rows in found.found.values():
        yield from rows


def _of_kinetics(results: Path, paths: list[Path]) -> Iterator[Mapping[str, Any]]:
    cases = Cases(
        results / "outcomes.tsv",
        results / "wirings.npz",
        inputs=results / "predictor_inputs.npz",
        truths=results / "truths.npz",
        summary=results / "truths.tsv",
    )
    gathered = of_each(
        cases.models,
        lambda model: score_runs(cases.case(model), paths, seed=0)[0],
        limits=LIMITS,
    )
    for rows in gathered.found.values():
        yield from rows


def differences(run: pd.DataFrame, device: pd.DataFrame) -> list[list[str]]:
    """Return rows: kind, truth, seeds, and mean and spread of each, and of pairs."""
    both = run.merge(device, on=[*KIND, "seed"], suffixes=("", "_device"))
    rows = []
    for (kind, truth), some in both.groupby(list(KIND), sort=False):
        one, other = some["accuracy"], some["accuracy_device"]
        gap = other - one
        spreads = [f"{each.std(ddof=1):.4f}" for each in (one, other)]
        rows.append(
            [
                *(f"`{kind}`", f"`{truth}`", str(len(some))),
                *(f"{one.mean():.4f}", spreads[0], f"{other.mean():.4f}", spreads[1]),
                *(f"{gap.mean():+.4f}", f"{gap.abs().max():.4f}"),
            ]
        )
    return rows


COMPARED = (
    *("training", "truth", "seeds", "mean, run", "SD", "mean, device", "SD"),
    *("difference", "largest of a seed"),
)
TIMES = (
    *("training", "device", "runs", "seconds", "processor", "an epoch"),
    *("GPU at work", "GPU memory"),
)


def times(folders: list[Path]) -> list[list[str]]:
    """Return rows: what trainings took, means over runs of a kind."""
    facts = pd.DataFrame(
        [{"kind": "/".join(f.parts[-4:-1])} | read_json(f / METRICS) for f in folders]
    )
    rows = []
    for (kind, name), some in facts.groupby(["kind", "device_name"], sort=False):
        mean = some.mean(numeric_only=True)
        on_gpu = pd.notna(mean.get("at_work"))
        rows.append(
            [
                *(f"`{kind}`", str(name), str(len(some))),
                *(f"{mean['seconds']:.1f}", f"{mean['processor_seconds']:.1f}"),
                f"{1000 * mean['seconds'] / mean['epochs']:.1f} ms",
                f"{mean['at_work']:.0f} %" if on_gpu else "",
                f"{mean['device_memory_mib']:.0f} MiB" if on_gpu else "",
            ]
        )
    return rows


def trainings(out: Path) -> list[Path]:
    """Return the folders that trainings were written to."""
    return sorted(path.parent for path in out.glob(f"*/*/*/*/{CHECKPOINT}"))


def main() -> None:
    """Predict, score, print, and write the page if one is wanted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, help="of `make comparison`")
    parser.add_argument("outs", type=Path, nargs="+", help="one for each device")
    parser.add_argument("--head", type=Path, help="Markdown to stand before")
    parser.add_argument("--page", type=Path, help="Markdown to write")
    asked = parser.parse_args()
    torch.set_num_threads(1)
    repeated = [folder for out in asked.outs for folder in trainings(out)]
    for folder in repeated:
        PREDICT[folder.parts[-4]](asked.results, folder)
    on_gpu = [f for f in repeated if read_json(f / METRICS)["device"] != "cpu"]
    run = [asked.results / Path(*folder.parts[-4:]) for folder in on_gpu]
    rows = differences(scores(asked.results, run), scores(asked.results, on_gpu))
    head = [asked.head.read_text(encoding="utf-8")] if asked.head else []
    text = "\n".join(
        [
            *head,
            "## Time of whole trainings, all folds\n",
            *table_lines(TIMES, times(repeated)),
            "\n## Accuracies beside those of the run\n",
            *table_lines(COMPARED, rows),
            "",
        ]
    )
    print(text)
    if asked.page:
        write_text(asked.page, text)


if __name__ == "__main__":
    main()
