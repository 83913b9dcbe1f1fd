"""From predictions to accuracies, the table and the figures.

Needs the records of all models and the predictions of all training runs. Makes the
accuracy of every predictor on every model, Table 1 and Figures 3 to 6, each with a caption
for the report.
"""


rule accuracy:
    """Score every predictor of Table 1 on every scored model and truth under every protocol."""
    input:
        table="results/outcomes.tsv",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        baselines=of_every_model("baselines.json"),
        enhancement_factor="results/enhancement_factor.npz",
        predictions=of_every_run("predictions.npz"),
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
        jacobians=of_every_model("jacobian.json"),
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
        metrics=of_every_run("metrics.json"),
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
        counts=outcome_counts,
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
    script:
        "../scripts/table1.py"


rule figure3:
    """Draw the mean accuracy of every predictor."""
    input:
        accuracy="results/accuracy.tsv",
        outcomes="results/outcomes.tsv",
    output:
        pdf="results/figures/figure3.pdf",
        png=report(
            "results/figures/figure3.png",
            caption="../report/figure3.rst",
            category="Accuracy",
            labels={"result": "Figure 3", "form": "mean accuracies"},
        ),
    log:
        "logs/figure3/figure3.log",
    benchmark:
        "results/benchmarks/figure3/figure3.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure3"),
        counts=outcome_counts,
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
    script:
        "../scripts/figure3.py"


rule figure4:
    """Draw the accuracies of every pair of predictors, model by model."""
    input:
        accuracy="results/accuracy.tsv",
        outcomes="results/outcomes.tsv",
    output:
        pdf="results/figures/figure4.pdf",
        png=report(
            "results/figures/figure4.png",
            caption="../report/figure4.rst",
            category="Accuracy",
            labels={"result": "Figure 4", "form": "pairs of predictors"},
        ),
    log:
        "logs/figure4/figure4.log",
    benchmark:
        "results/benchmarks/figure4/figure4.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure4"),
        counts=outcome_counts,
        fewest=evaluation_sets.FEWEST_COMPARED,
    script:
        "../scripts/figure4.py"


rule figure5:
    """Draw one model's true responses beside the predicted ones."""
    input:
        accuracy="results/accuracy.tsv",
        outcomes="results/outcomes.tsv",
        systems=of_every_model("system.json"),
        sensitivities=of_every_model("outcome.json"),
        baselines=of_every_model("baselines.json"),
        predictions=of_every_run("predictions.npz"),
    output:
        pdf="results/figures/figure5.pdf",
        png=report(
            "results/figures/figure5.png",
            caption="../report/figure5.rst",
            category="Responses",
            labels={"result": "Figure 5", "form": "heat maps"},
        ),
    log:
        "logs/figure5/figure5.log",
    benchmark:
        "results/benchmarks/figure5/figure5.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure5"),
        counts=outcome_counts,
        model=lookup("figures/heatmap_model", within=config),
    script:
        "../scripts/figure5.py"


rule figure6:
    """Draw how accuracy depends on nine properties of the network."""
    input:
        accuracy="results/accuracy.tsv",
        outcomes="results/outcomes.tsv",
        properties="results/network_properties.tsv",
    output:
        pdf="results/figures/figure6.pdf",
        png=report(
            "results/figures/figure6.png",
            caption="../report/figure6.rst",
            category="Accuracy",
            labels={"result": "Figure 6", "form": "network properties"},
        ),
    log:
        "logs/figure6/figure6.log",
    benchmark:
        "results/benchmarks/figure6/figure6.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure6"),
        counts=outcome_counts,
        fewest=evaluation_sets.FEWEST_COMPARED,
        seed=lookup("evaluation/seed", within=config),
    script:
        "../scripts/figure6.py"
