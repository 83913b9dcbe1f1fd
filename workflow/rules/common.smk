"""Helpers that the rules share; no rules.

Loading this file checks the configuration and the model sheet, before any job.
"""

import os
import re
import sys
from collections import Counter

from snakemake.exceptions import WorkflowError

ROOT = Path(str(workflow.current_basedir)).parents[1]  # basedir is the first file's
SOURCE = ROOT / "src"
sys.path.insert(0, str(SOURCE))  # scripts inherit it, in environments of their own too

from bioripple.collection import evaluation_sets
from bioripple.datasets import sheet
from bioripple.experiment import (
    code_digest,
    config_check,
    config_files,
    config_schema,
)
from bioripple.runtime.rows import read_rows

try:
    config_check.check_config(config, config_schema.load_schema("config"))
    config_check.sort_keys(config)
    config_files.check_files(map(Path, workflow.configfiles))
    SHEET = sheet.read_sheet(ROOT / config["models"]["sheet"])
    sheet.check_files(SHEET, source=config["models"]["source"])
    config_check.check_models(config, SHEET, ROOT)
except (config_files.ConfigError, sheet.SheetError) as error:
    raise WorkflowError(str(error)) from None

MODELS = {row.id: row for row in SHEET}
LOST = [  # by steps that gather: of which models nothing came, and why
    "families",
    "predictor_inputs",
    "truths",
    "enhancement_factor",
    "network_properties",
    "leakage",
    "accuracy",
]
RESULTS = [
    "results/outcomes.tsv",
    "results/outcomes.html",
    "results/accuracy.tsv",
    "results/upper_bounds.tsv",
    "results/network_properties.tsv",
    "results/families.tsv",
    "results/leakage.tsv",
    "results/leakage_summary.tsv",
    "results/truths.tsv",
    "results/predictor_inputs.npz",
    *expand("results/lost/{step}.tsv", step=LOST),
    "results/table1.tsv",
    "results/table1.md",
    "results/table1.html",
    *expand(
        "results/figures/figure{number}.{kind}",
        number=[3, 4, 5, 6],
        kind=["pdf", "png"],
    ),
]
BENCHMARK = [
    "results/table2.tsv",
    "results/table2.md",
    "results/table2.html",
    *expand(
        "results/lost/{step}.tsv",
        step=["score_rivals", "score_kinetics", "benchmark_accuracy"],
    ),
    *expand(
        "results/figures/figure{number}.{kind}", number=[7, 8], kind=["pdf", "png"]
    ),
]
ABLATIONS = [
    "results/ablations.tsv",
    "results/strata.tsv",
    "results/lost/score_ablations.tsv",
    *expand("results/figures/figure9.{kind}", kind=["pdf", "png"]),
]


# Only for `--sdm conda apptainer`, where conda runs in it; before all rules. Not tested.
container: "docker://condaforge/miniforge3:25.9.1-0"


include: "resources.smk"
include: "hooks.smk"


wildcard_constraints:
    model="|".join(map(re.escape, MODELS)),
    graph="full_graph|sparse_graph",
    split="transductive|models|families",
    variant="|".join(config["ablations"]["variants"]),
    seed=r"\d+",


def step_code(step):
    """Return a digest of the code that a step runs, so that an edit reruns it."""
    script = ROOT / "workflow/scripts" / f"{step}.py"
    return code_digest.code_digest(script, source=SOURCE)


def step_codes(wildcards):
    """Return the same digest for every step that makes results."""
    scripts = sorted((ROOT / "workflow/scripts").glob("*.py"))
    return {path.stem: step_code(path.stem) for path in scripts if path.stem != "test"}


def repository_path(path):
    """Return a path of the configuration as seen from the working directory."""
    return path if os.path.isabs(path) else os.path.relpath(ROOT / path)


def sbml_source(wildcards):
    """Return where a model's SBML file comes from: as its row says, or as configured."""
    return MODELS[wildcards.model].source or config["models"]["source"]


def sbml_location(wildcards):
    """Return where a model's SBML file is to be: its folder, or the user's file."""
    source = sbml_source(wildcards)
    if source == "archive":
        return "resources/archive"
    if source == "biomodels":
        return f"resources/biomodels/{wildcards.model}"
    file = MODELS[wildcards.model].path
    return repository_path(f"{config['models']['directory']}/{file}")


def sbml_folder(wildcards):
    """Return the folder that a link in place of the file may not lead out of."""
    if sbml_source(wildcards) == "directory":
        return repository_path(config["models"]["directory"])
    return sbml_location(wildcards)


def sbml_input(wildcards):
    """Return the same as input; nothing if the user's file is missing.

    The step then runs all the same and records that the file is missing.
    """
    location = sbml_location(wildcards)
    is_user_file = sbml_source(wildcards) == "directory"
    return [] if is_user_file and not os.path.isfile(location) else location


def sbml_sha256(wildcards):
    """Return the digest that the sheet gives for a model's SBML file."""
    return MODELS[wildcards.model].sha256


def of_every_model(name):
    """Return a file of every model's results folder."""
    return expand("results/models/{model}/{name}", model=MODELS, name=name)


def of_every_run(name, splits=None, seeds=None):
    """Return a file of every training run's results folder."""
    gcn = config["gcn"]
    return expand(
        f"results/gcn/{{graph}}/{{split}}/seed{{seed}}/{name}",
        graph=gcn["graphs"],
        split=splits or gcn["splits"],
        seed=seeds or gcn["seeds"],
    )


def of_every_benchmark_run(name):
    """Return the same file of the runs that the benchmark holds its predictors against."""
    chosen = config["benchmark"]
    return of_every_run(name, splits=chosen["gcn_splits"], seeds=chosen["gcn_seeds"])


def of_every_kinetics(name, tiers=None, splits=None, seeds=None):
    """Return a file of every results folder of the learned kinetics."""
    kinetics = config["kinetics"]
    return expand(
        f"results/kinetics/{{tier}}/{{split}}/seed{{seed}}/{name}",
        tier=tiers or kinetics["tiers"],
        split=splits or kinetics["splits"],
        seed=seeds or kinetics["seeds"],
    )


def kinetics_settings():
    """Return what a training of the learned kinetics is made of, but for wildcards."""
    apart = {"tiers", "splits", "seeds", "device"}
    return {key: value for key, value in config["kinetics"].items() if key not in apart}


def ablation_settings(wildcards):
    """Return the same for a variant, which differs in some of it."""
    variant = config["ablations"]["variants"][wildcards.variant]
    changes = {key: value for key, value in variant.items() if key != "tiers"}
    if "without" in changes:
        changes["without"] = tuple(changes["without"])
    return kinetics_settings() | changes


def of_every_ablation(name):
    """Return a file of every results folder of the ablations."""
    ablations = config["ablations"]
    return [
        f"results/ablations/{variant}/{tier}/families/seed{seed}/{name}"
        for variant, changes in ablations["variants"].items()
        for tier in changes["tiers"]
        for seed in ablations["seeds"]
    ]


def of_every_unablated(name):
    """Return the same file of the runs that ablations are held against."""
    ablations = config["ablations"]
    tiers = [tier for each in ablations["variants"].values() for tier in each["tiers"]]
    return of_every_kinetics(
        name,
        tiers=dict.fromkeys(tiers),
        splits=["families"],
        seeds=ablations["seeds"],
    )


def outcome_counts(wildcards, input):
    """Return how many models ended how, for captions."""
    rows = read_rows(Path(input.outcomes))
    ends = Counter(row["status"] for row in rows)
    doubtful = sum(row["status"] == "scored" and row["doubt"] != "" for row in rows)
    return {
        "models": len(rows),
        # 0 where no set of these models stands for the paper's
        "paper": sum(row.get("paper87") == "true" for row in rows),
        "all": ends["scored"] - doubtful,
        "doubtful": doubtful,
        "caveat": evaluation_sets.caveat(ends["scored"] - doubtful),
        **{
            status: ends[status] for status in ("scored", "mapped", "refused", "failed")
        },
    }


def name_params(rules):
    """Give each rule a param that holds the names of the others with their values.

    To Snakemake the params of two runs are the same if they are the same set of values:
    `epochs: 2, layers: 3` would be no change from `epochs: 3, layers: 2`.
    """
    for each in rules:
        named = {key: part for key, part in each.params.items() if not callable(part)}
        if named:
            each.set_params(named=named)
