"""Where models come to rest, of which one truth speaks.

Needs the equations of all models, and which are scored. Makes their states at rest, and
the table of why others have none.
"""


rule steady_states:
    """Look for the state in which every scored model comes to rest."""
    input:
        table="results/outcomes.tsv",
        systems=FILES.of_models("system.json"),
        jacobians=FILES.of_models("jacobian.json"),
    output:
        states="results/steady_states.npz",
        summary="results/steady_states.tsv",
        lost="results/lost/steady_states.tsv",
    log:
        "logs/steady_states/steady_states.log",
    benchmark:
        "results/benchmarks/steady_states/steady_states.tsv"
    priority: OTHERS_WAIT
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(1000),
        runtime=per_attempt(30),
    params:
        code=step_code("steady_states"),
        steady_steps=lookup("mapping/steady_steps", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/steady_states.py"
