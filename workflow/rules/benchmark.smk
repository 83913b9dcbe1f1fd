"""Beyond the paper: predictors of every tier of information, families held out.

Needs what predictors may know, the truths, the families and Table 1's parts. Makes the
accuracy of every predictor on every model, Table 2 and Figures 7 and 8. No part of
`rule all`: ask for `results/table2.tsv`, or for the rule `benchmark`.
"""


rule benchmark:
    """Make Table 2, Figures 7 and 8 and their provenance."""
    input:
        results=BENCHMARK,
        provenance="results/benchmark/provenance.json",


use rule accuracy as benchmark_accuracy with:
    input:
        table="results/outcomes.tsv",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        baselines=of_every_model("baselines.json"),
        enhancement_factor="results/enhancement_factor.npz",
        predictions=of_every_benchmark_run("predictions.npz"),
    output:
        accuracy="results/benchmark/gcn_accuracy.tsv",
        lost="results/lost/benchmark_accuracy.tsv",
    log:
        "logs/benchmark_accuracy/benchmark_accuracy.log",
    benchmark:
        "results/benchmarks/benchmark_accuracy/benchmark_accuracy.tsv"


rule score_untrained:
    """Score every predictor beyond Table 1 that is not trained, on every truth."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
    output:
        scores="results/benchmark/untrained.tsv",
        lost="results/lost/score_untrained.tsv",
    log:
        "logs/score_untrained/score_untrained.log",
    benchmark:
        "results/benchmarks/score_untrained/score_untrained.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(60),
    params:
        code=step_code("score_untrained"),
        folds=lookup("kinetics/folds", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/score_untrained.py"


rule train_kinetics:
    """Learn kinetics from some models to predict the others: one tier, split and seed."""
    input:
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        families="results/families.tsv",
        outcomes="results/outcomes.tsv",
    output:
        predictions="results/kinetics/{tier}/{split}/seed{seed}/predictions.npz",
        metrics="results/kinetics/{tier}/{split}/seed{seed}/metrics.json",
        losses="results/kinetics/{tier}/{split}/seed{seed}/losses.tsv",
        checkpoint="results/kinetics/{tier}/{split}/seed{seed}/checkpoint.pt",
    log:
        "logs/train_kinetics/{tier}_{split}_seed{seed}.log",
    benchmark:
        "results/benchmarks/train_kinetics/{tier}_{split}_seed{seed}.tsv"
    wildcard_constraints:
        tier="topology|structure|abundance_initial|abundance_state",
    conda:
        "../../envs/gcn.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(4000),
        runtime=per_attempt(120),
        gpu=1,
    params:
        code=step_code("train_kinetics"),
        settings=kinetics_settings(),
        device=lookup("kinetics/device", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/train_kinetics.py"


rule score_kinetics:
    """Score the learned kinetics, each seed by itself and all together."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        predictions=of_every_kinetics("predictions.npz"),
    output:
        scores="results/benchmark/kinetics.tsv",
        lost="results/lost/score_kinetics.tsv",
    log:
        "logs/score_kinetics/score_kinetics.log",
    benchmark:
        "results/benchmarks/score_kinetics/score_kinetics.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(60),
    params:
        code=step_code("score_kinetics"),
        folds=lookup("kinetics/folds", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/score_kinetics.py"


rule table2:
    """Summarise every predictor's accuracy and its gain over distance."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        untrained="results/benchmark/untrained.tsv",
        kinetics="results/benchmark/kinetics.tsv",
        gcn="results/benchmark/gcn_accuracy.tsv",
        metrics=[
            *of_every_benchmark_run("metrics.json"),
            *of_every_kinetics("metrics.json"),
        ],
    output:
        table="results/table2.tsv",
        markdown="results/table2.md",
        page=report(
            "results/table2.html",
            caption="../report/table2.rst",
            category="Beyond the paper",
            labels={"result": "Table 2", "form": "all predictors"},
        ),
    log:
        "logs/table2/table2.log",
    benchmark:
        "results/benchmarks/table2/table2.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("table2"),
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
    script:
        "../scripts/table2.py"


rule figure7:
    """Draw what is left of the published gain, step by step."""
    input:
        table="results/table2.tsv",
    output:
        pdf="results/figures/figure7.pdf",
        png=report(
            "results/figures/figure7.png",
            caption="../report/figure7.rst",
            category="Beyond the paper",
            labels={"result": "Figure 7", "form": "what is left of the gain"},
        ),
    log:
        "logs/figure7/figure7.log",
    benchmark:
        "results/benchmarks/figure7/figure7.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure7"),
    script:
        "../scripts/figure7.py"


rule figure8:
    """Draw accuracy by tier of information."""
    input:
        table="results/table2.tsv",
    output:
        pdf="results/figures/figure8.pdf",
        png=report(
            "results/figures/figure8.png",
            caption="../report/figure8.rst",
            category="Beyond the paper",
            labels={"result": "Figure 8", "form": "accuracy by tier"},
        ),
    log:
        "logs/figure8/figure8.log",
    benchmark:
        "results/benchmarks/figure8/figure8.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure8"),
    script:
        "../scripts/figure8.py"
