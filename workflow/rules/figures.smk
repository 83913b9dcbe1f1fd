"""The figures of the experiment, each with a caption for the report.

Needs the accuracies and, for Figure 5, what was predicted of one model. Makes Figures 3
to 6; Figures 7 and 8 are drawn in `table2.smk`, Figure 9 in `ablations.smk`.
"""


rule figure3:
    """Draw the mean accuracy of every predictor."""
    input:
        accuracy="results/accuracy.tsv",
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
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
        counts=captions.outcome_counts,
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
        counts=captions.outcome_counts,
        fewest=evaluation_sets.FEWEST_COMPARED,
    script:
        "../scripts/figure4.py"


rule figure5:
    """Draw one model's true responses beside the predicted ones."""
    input:
        accuracy="results/accuracy.tsv",
        outcomes="results/outcomes.tsv",
        systems=FILES.of_models("system.json"),
        sensitivities=FILES.of_models("outcome.json"),
        baselines=FILES.of_models("baselines.json"),
        predictions=FILES.of_every_run("predictions.npz"),
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
        counts=captions.outcome_counts,
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
        counts=captions.outcome_counts,
        fewest=evaluation_sets.FEWEST_COMPARED,
        seed=lookup("evaluation/seed", within=config),
    script:
        "../scripts/figure6.py"
