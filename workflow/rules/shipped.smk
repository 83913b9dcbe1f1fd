"""The trained predictor that ships with the package, and its card.

Needs the equations, the truths and the families. No part of `rule all`: ask for
`results/shipped/card.json`, or for the rule `shipped`. What it makes is compared with
what is in the package by `tests/results`.
"""


rule shipped:
    """Make the weights of the predictor that ships, and its card."""
    input:
        result_files.SHIPPED,


rule wirings:
    """Find the signed network of every mapped model by its equations alone."""
    input:
        systems=FILES.of_models("system.json"),
        jacobians=FILES.of_models("jacobian.json"),
    output:
        wirings="results/wirings.npz",
        lost="results/lost/wirings.tsv",
    log:
        "logs/wirings/wirings.log",
    benchmark:
        "results/benchmarks/wirings/wirings.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("wirings"),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/wirings.py"


rule train_shipped:
    """Train the predictor that ships, and what it predicts for families held out."""
    input:
        wirings="results/wirings.npz",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        families="results/families.tsv",
        outcomes="results/outcomes.tsv",
    output:
        weights="results/shipped/weights.npz",
        held_out="results/shipped/held_out.npz",
        facts="results/shipped/facts.json",
    log:
        "logs/train_shipped/train_shipped.log",
    benchmark:
        "results/benchmarks/train_shipped/train_shipped.tsv"
    priority: TAKES_LONGEST
    conda:
        "../../envs/gcn.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(3000),
        runtime=per_attempt(120),
    params:
        code=step_code("train_shipped"),
        folds=lookup("kinetics/folds", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/train_shipped.py"


rule score_shipped:
    """Write the card of the predictor that ships: how it does on families held out."""
    input:
        wirings="results/wirings.npz",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        families="results/families.tsv",
        weights="results/shipped/weights.npz",
        held_out="results/shipped/held_out.npz",
        facts="results/shipped/facts.json",
    output:
        card_file="results/shipped/card.json",
        scores="results/shipped/scores.tsv",
        lost="results/lost/score_shipped.tsv",
    log:
        "logs/score_shipped/score_shipped.log",
    benchmark:
        "results/benchmarks/score_shipped/score_shipped.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(1000),
        runtime=per_attempt(30),
    params:
        code=step_code("score_shipped"),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/score_shipped.py"
