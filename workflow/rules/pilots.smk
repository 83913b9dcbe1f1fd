"""What a few measured sources of a network say about its others.

Needs what predictors may know, the truths and the families. Part of the comparison.
"""


rule score_pilots:
    """Score what the measured responses to a few sources say about the others."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        wirings="results/wirings.npz",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
    output:
        table="results/pilots.tsv",
        lost="results/lost/score_pilots.tsv",
    log:
        "logs/score_pilots/score_pilots.log",
    benchmark:
        "results/benchmarks/score_pilots/score_pilots.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(60),
    params:
        code=step_code("score_pilots"),
        pilots=lookup("pilots/counts", within=config),
        seeds=lookup("pilots/seeds", within=config),
        noise=lookup("pilots/noise", within=config),
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/score_pilots.py"
