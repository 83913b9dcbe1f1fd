"""Predictions held against measured responses: `snakemake measured`.

Needs no model. Public sets are fetched, by address and SHA-256; sets of one's own are in
folders that `measured/sets` of the configuration names. No part of `rule all`.
"""


localrules:
    fetch_measured,


rule measured:
    """Score every predictor that needs no more than a network, and make Figure 10."""
    input:
        result_files.MEASURED,


rule fetch_measured:
    """Download a public set of measured responses with its network."""
    output:
        folder=directory("resources/measured/{measured_set}"),
    log:
        "logs/fetch_measured/{measured_set}.log",
    benchmark:
        "results/benchmarks/fetch_measured/{measured_set}.tsv"
    conda:
        "../../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(500),
        runtime=per_attempt(30),
    params:
        code=step_code("fetch_measured"),
        files=MEASURED.digests,
        url=lookup("measured/url", within=config),
        timeout_s=lookup("models/biomodels/timeout_s", within=config),
        retries=lookup("models/biomodels/retries", within=config),
        backoff_s=lookup("models/biomodels/backoff_s", within=config),
    script:
        "../scripts/fetch_measured.py"


rule score_measured:
    """Hold every predictor that needs no more than a network against measurements."""
    input:
        MEASURED.files(),  # without a name: they are only waited for
        fetched=MEASURED.fetched(),
    output:
        scores="results/measured.tsv",
        sets="results/measured_sets.tsv",
        lost="results/lost/score_measured.tsv",
    log:
        "logs/score_measured/score_measured.log",
    benchmark:
        "results/benchmarks/score_measured/score_measured.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(1000),
        runtime=per_attempt(30),
    params:
        code=step_code("score_measured"),
        folders=MEASURED.folders,
        origin={name: [it.group, it.network] for name, it in MEASURED.public.items()},
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/score_measured.py"


rule figure10:
    """Draw how predictors fare on measured sets, beside kinetic models."""
    input:
        scores="results/measured.tsv",
    output:
        pdf="results/figures/figure10.pdf",
        png=report(
            "results/figures/figure10.png",
            caption="../report/figure10.rst",
            category="Beyond the paper",
            labels={"result": "Figure 10", "form": "measured responses"},
        ),
    log:
        "logs/figure10/figure10.log",
    benchmark:
        "results/benchmarks/figure10/figure10.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure10"),
    script:
        "../scripts/figure10.py"
