"""What the learned kinetics owe to their parts, and on which models they are good.

Needs what the comparison needs and makes. Trains variants that lack a part or learn from
fewer models, holds them against the whole, and makes Figure 9. No part of `rule all` or
`comparison`: ask for the rule `ablations`.
"""


rule ablations:
    """Make the tables of ablations and strata, Figure 9 and their provenance."""
    input:
        results=result_files.ABLATIONS,
        provenance="results/ablations/provenance.json",


use rule train_kinetics as train_ablation with:
    output:
        predictions="results/ablations/{variant}/{tier}/{split}/seed{seed}/predictions.npz",
        metrics="results/ablations/{variant}/{tier}/{split}/seed{seed}/metrics.json",
        losses="results/ablations/{variant}/{tier}/{split}/seed{seed}/losses.tsv",
        checkpoint="results/ablations/{variant}/{tier}/{split}/seed{seed}/checkpoint.pt",
    log:
        "logs/train_ablation/{variant}_{tier}_{split}_seed{seed}.log",
    benchmark:
        "results/benchmarks/train_ablation/{variant}_{tier}_{split}_seed{seed}.tsv"
    params:
        settings=TRAININGS.ablation,


use rule score_kinetics as score_ablations with:
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        wirings="results/wirings.npz",
        inputs="results/predictor_inputs.npz",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        predictions=FILES.of_every_ablation("predictions.npz"),
    output:
        scores="results/comparison/ablations.tsv",
        lost="results/lost/score_ablations.tsv",
    log:
        "logs/score_ablations/score_ablations.log",
    benchmark:
        "results/benchmarks/score_ablations/score_ablations.tsv"


rule compare_ablations:
    """Hold the ablations of the learned kinetics against whole runs."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        ablated="results/comparison/ablations.tsv",
        whole="results/comparison/kinetics.tsv",
        metrics=FILES.of_all_ablations("metrics.json"),
    output:
        table="results/ablations.tsv",
    log:
        "logs/compare_ablations/compare_ablations.log",
    benchmark:
        "results/benchmarks/compare_ablations/compare_ablations.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("compare_ablations"),
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
    script:
        "../scripts/compare_ablations.py"


rule strata:
    """Average accuracies by quarters of the models: size, steadiness and time scale."""
    input:
        outcomes="results/outcomes.tsv",
        properties="results/network_properties.tsv",
        accuracy="results/accuracy.tsv",
        kinetics="results/comparison/kinetics.tsv",
    output:
        table="results/strata.tsv",
    log:
        "logs/strata/strata.log",
    benchmark:
        "results/benchmarks/strata/strata.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("strata"),
    script:
        "../scripts/strata.py"


rule figure9:
    """Draw the learning curve, the ablations and accuracies by quarters of the models."""
    input:
        ablations="results/ablations.tsv",
        strata="results/strata.tsv",
    output:
        pdf="results/figures/figure9.pdf",
        png=report(
            "results/figures/figure9.png",
            caption="../report/figure9.rst",
            category="Beyond the paper",
            labels={"result": "Figure 9", "form": "ablations and strata"},
        ),
    log:
        "logs/figure9/figure9.log",
    benchmark:
        "results/benchmarks/figure9/figure9.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure9"),
    script:
        "../scripts/figure9.py"
