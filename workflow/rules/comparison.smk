"""Beyond the paper: predictors of every tier of information, families held out.

Needs what predictors may know, the truths, the families and Table 1's parts. Makes the
learned kinetics and the accuracy of every predictor on every model. No part of
`rule all`: ask for `results/table2.tsv`, or for the rule `comparison`.
"""


include: "table2.smk"
include: "kinetics.smk"
include: "pilots.smk"
include: "ceiling.smk"


rule comparison:
    """Make Table 2, Figures 7 and 8 and their provenance."""
    input:
        results=result_files.COMPARISON,
        provenance="results/comparison/provenance.json",


rule score_gcn:
    """Score the classifiers that Table 2 has beyond those of Table 1."""
    input:
        table="results/outcomes.tsv",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        baselines=FILES.of_models("baselines.json"),
        predictions=FILES.of_every_further_run("predictions.npz"),
    output:
        scores="results/comparison/gcn.tsv",
        lost="results/lost/score_gcn.tsv",
    log:
        "logs/score_gcn/score_gcn.log",
    benchmark:
        "results/benchmarks/score_gcn/score_gcn.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 2
    resources:
        mem_mb=beside_models(2000, at_a_time=2),
        runtime=per_attempt(60),
    params:
        code=step_code("score_gcn"),
        jitter=lookup("evaluation/jitter", within=config),
        jitter_draws=lookup("evaluation/jitter_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/score_gcn.py"


rule score_untrained:
    """Score every predictor beyond Table 1 that is not trained, on every truth."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        wirings="results/wirings.npz",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
    output:
        scores="results/comparison/untrained.tsv",
        lost="results/lost/score_untrained.tsv",
    log:
        "logs/score_untrained/score_untrained.log",
    benchmark:
        "results/benchmarks/score_untrained/score_untrained.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(60),
    params:
        code=step_code("score_untrained"),
        folds=lookup("kinetics/folds", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/score_untrained.py"


rule units:
    """Score predictors on models whose nodes are counted in other units."""
    input:
        outcomes="results/outcomes.tsv",
        wirings="results/wirings.npz",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
    output:
        table="results/units.tsv",
        lost="results/lost/units.tsv",
    log:
        "logs/units/units.log",
    benchmark:
        "results/benchmarks/units/units.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(30),
    params:
        code=step_code("units"),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/units.py"


rule score_kinetics:
    """Score the learned kinetics, each seed by itself and all together."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        wirings="results/wirings.npz",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        predictions=FILES.of_every_kinetics("predictions.npz"),
    output:
        scores="results/comparison/kinetics.tsv",
        lost="results/lost/score_kinetics.tsv",
    log:
        "logs/score_kinetics/score_kinetics.log",
    benchmark:
        "results/benchmarks/score_kinetics/score_kinetics.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(60),
    params:
        code=step_code("score_kinetics"),
        folds=lookup("kinetics/folds", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/score_kinetics.py"
