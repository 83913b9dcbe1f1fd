"""From the records of each model to what is known of all of them.

Needs the folders of all models. Makes outcomes, families, what predictors know, and truths.
"""


include: "at_rest.smk"


rule collect_outcomes:
    """Gather what became of every model into one table."""
    input:
        outcomes=FILES.of_models("outcome.json"),
        sheet=SBML.path(config["models"]["sheet"]),
    output:
        table="results/outcomes.tsv",
        page=report(
            "results/outcomes.html",
            caption="../report/outcomes.rst",
            category="Models",
            labels={"result": "Outcome of every model"},
        ),
    log:
        "logs/collect_outcomes/collect_outcomes.log",
    benchmark:
        "results/benchmarks/collect_outcomes/collect_outcomes.tsv"
    priority: OTHERS_WAIT
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(500),
        runtime=per_attempt(10),
    params:
        code=step_code("collect_outcomes"),
        paper_set_size=lookup("evaluation/paper_set_size", within=config),
    script:
        "../scripts/collect_outcomes.py"


rule families:
    """Group the models that a split may not keep apart."""
    input:
        systems=FILES.of_models("system.json"),
        jacobians=FILES.of_models("jacobian.json"),
    output:
        families="results/families.tsv",
        lost="results/lost/families.tsv",
    log:
        "logs/families/families.log",
    benchmark:
        "results/benchmarks/families/families.tsv"
    priority: OTHERS_WAIT
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(1000),
        runtime=per_attempt(20),
    params:
        code=step_code("families"),
        min_nodes=lookup("evaluation/min_nodes", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/families.py"


rule predictor_inputs:
    """Gather what predictors may know of every model, by tier."""
    input:
        systems=FILES.of_models("system.json"),
        jacobians=FILES.of_models("jacobian.json"),
        steady_states="results/steady_states.npz",
        steady_summary="results/steady_states.tsv",
    output:
        inputs="results/predictor_inputs.npz",
        lost="results/lost/predictor_inputs.tsv",
    log:
        "logs/predictor_inputs/predictor_inputs.log",
    benchmark:
        "results/benchmarks/predictor_inputs/predictor_inputs.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("predictor_inputs"),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/predictor_inputs.py"


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


rule truths:
    """Compute the responses of every scored model under four definitions."""
    input:
        table="results/outcomes.tsv",
        outcomes=FILES.of_models("outcome.json"),
        jacobians=FILES.of_models("jacobian.json"),
        steady_states="results/steady_states.npz",
        steady_summary="results/steady_states.tsv",
    output:
        truths="results/truths.npz",
        summary="results/truths.tsv",
        lost="results/lost/truths.tsv",
    log:
        "logs/truths/truths.log",
    benchmark:
        "results/benchmarks/truths/truths.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(30),
    params:
        code=step_code("truths"),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/truths.py"
