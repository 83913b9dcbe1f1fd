"""How well any predictor can do that sees the network, or the structure, alone.

Needs what predictors may know, the truths and the Jacobians, whose sizes are measured. No
part of `rule all`: ask for `results/ceiling.tsv`.
"""


rule ceiling:
    """Find the best order of responses in worlds that differ in their kinetics only."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        wirings="results/wirings.npz",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        jacobians=FILES.of_every_model("jacobian.json"),
    output:
        table="results/ceiling.tsv",
        models="results/ceiling_models.tsv",
        lost="results/lost/ceiling.tsv",
    log:
        "logs/ceiling/ceiling.log",
    benchmark:
        "results/benchmarks/ceiling/ceiling.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 2
    resources:
        mem_mb=beside_models(2000, at_a_time=2),
        runtime=per_attempt(60),
    params:
        code=step_code("ceiling"),
        worlds=lookup("ceiling/worlds", within=config),
        max_nodes=lookup("ceiling/max_nodes", within=config),
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/ceiling.py"
