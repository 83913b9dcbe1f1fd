"""From predictions to accuracies and their means.

Needs the records of all models and the predictions of all training runs. Makes the
accuracy of every predictor on every model, the properties of the networks that it may hang
on, and Table 1.
"""


rule accuracy:
    """Score every predictor of Table 1 on every scored model and truth under every protocol."""
    input:
        table="results/outcomes.tsv",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        baselines=FILES.of_models("baselines.json"),
        enhancement_factor="results/enhancement_factor.npz",
        inputs="results/predictor_inputs.npz",
        predictions=FILES.of_every_run("predictions.npz"),
    output:
        accuracy="results/accuracy.tsv",
        lost="results/lost/accuracy.tsv",
    log:
        "logs/accuracy/accuracy.log",
    benchmark:
        "results/benchmarks/accuracy/accuracy.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 2
    resources:
        mem_mb=beside_models(2000, at_a_time=2),
        runtime=per_attempt(60),
    params:
        code=step_code("accuracy"),
        normalise=lookup("impact/normalise", within=config),
        alpha=lookup("baselines/alpha", within=config),
        jitter=lookup("evaluation/jitter", within=config),
        jitter_draws=lookup("evaluation/jitter_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/accuracy.py"


rule network_properties:
    """Compute nine properties of every scored model's influence network."""
    input:
        table="results/outcomes.tsv",
        jacobians=FILES.of_models("jacobian.json"),
    output:
        properties="results/network_properties.tsv",
        lost="results/lost/network_properties.tsv",
    log:
        "logs/network_properties/network_properties.log",
    benchmark:
        "results/benchmarks/network_properties/network_properties.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(60),
    params:
        code=step_code("network_properties"),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/network_properties.py"


rule table1:
    """Average the accuracies over models, beside what was published."""
    input:
        accuracy="results/accuracy.tsv",
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        metrics=FILES.of_every_run("metrics.json"),
    output:
        table="results/table1.tsv",
        markdown="results/table1.md",
        page=report(
            "results/table1.html",
            caption="../report/table1.rst",
            category="Accuracy",
            labels={"result": "Table 1", "form": "all protocols"},
        ),
    log:
        "logs/table1/table1.log",
    benchmark:
        "results/benchmarks/table1/table1.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(1000),
        runtime=per_attempt(20),
    params:
        code=step_code("table1"),
        counts=captions.outcome_counts,
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
    script:
        "../scripts/table1.py"
