"""Predictions for networks of one's own: `snakemake predict`.

Needs the files that the section `predict` of the configuration names. With a table of
conditions each network takes one job; without one every node is perturbed in turn, the
nodes of a network dealt out to `blocks` jobs. A network that cannot be read has an
outcome that says why, and stops nothing.
"""


rule predict:
    """Answer for each network what responds, and say what became of each."""
    input:
        outcomes="results/predict/networks.tsv",


rule respond:
    """Predict what responds to the conditions in one network, and draw it."""
    input:
        OWN.present,  # without a name: it is only waited for
        conditions=OWN.conditions or [],
    output:
        outcome="results/predict/{network}/outcome.json",
    log:
        "logs/respond/{network}.log",
    benchmark:
        "results/benchmarks/respond/{network}.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=STEP_MEMORY_MB,
        runtime=STEP_MINUTES,
    params:
        code=step_code("respond"),
        location=OWN.location,
        method=lookup("predict/method", within=config),
        dual=lookup("predict/dual", within=config),
        top=lookup("predict/top", within=config),
        robustness=lookup("predict/robustness", within=config),
        seed=lookup("predict/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/respond.py"


rule respond_from_block:
    """Perturb some of a network's nodes, each by itself, and keep who responds most."""
    input:
        OWN.present,
    output:
        outcome="results/predict/{network}/blocks/{block}_of_{blocks}.json",
    log:
        "logs/respond_from_block/{network}_{block}_of_{blocks}.log",
    benchmark:
        "results/benchmarks/respond_from_block/{network}_{block}_of_{blocks}.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=STEP_MEMORY_MB,
        runtime=STEP_MINUTES,
    params:
        code=step_code("respond_from_block"),
        location=OWN.location,
        method=lookup("predict/method", within=config),
        dual=lookup("predict/dual", within=config),
        top=lookup("predict/top", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/respond_from_block.py"


rule join_blocks:
    """Put the blocks of a network together: who responds most to each of its nodes."""
    input:
        blocks=OWN.blocks(),
    output:
        outcome="results/predict/{network}/all_sources.json",
    log:
        "logs/join_blocks/{network}.log",
    benchmark:
        "results/benchmarks/join_blocks/{network}.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(1000),
        runtime=per_attempt(20),
    params:
        code=step_code("join_blocks"),
    script:
        "../scripts/join_blocks.py"


rule collect_predictions:
    """Say what became of each network."""
    input:
        outcomes=OWN.outcomes(),
    output:
        table="results/predict/networks.tsv",
    log:
        "logs/collect_predictions/collect_predictions.log",
    benchmark:
        "results/benchmarks/collect_predictions/collect_predictions.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(500),
        runtime=per_attempt(5),
    params:
        code=step_code("collect_predictions"),
    script:
        "../scripts/collect_predictions.py"
