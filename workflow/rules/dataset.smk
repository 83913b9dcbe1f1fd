"""The collection as one file, for those who develop predictors.

Needs what predictors may know, the truths and the families. No part of `rule all`: ask
for `results/dataset.npz`.
"""


rule dataset:
    """Gather inputs, truths, families and folds of all models in one file."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        wirings="results/wirings.npz",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
    output:
        dataset="results/dataset.npz",
        checksum="results/dataset.npz.sha256",
    log:
        "logs/dataset/dataset.log",
    benchmark:
        "results/benchmarks/dataset/dataset.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("dataset"),
        folds=lookup("kinetics/folds", within=config),
    script:
        "../scripts/dataset.py"
