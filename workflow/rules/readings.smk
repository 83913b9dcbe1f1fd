"""What the published numbers need: readings of what the paper leaves open.

Needs what `rule all` makes of the models. Trains the classifiers of every reading, scores
them with distance beside them, and draws that. No part of `rule all`: ask for the rule
`readings`.
"""


rule readings:
    """Make the table of readings, its figure and their provenance."""
    input:
        results=result_files.READINGS,
        provenance="results/readings/provenance.json",


rule train_reading:
    """Train and ask the classifiers of one reading of the paper: one graph, one seed."""
    input:
        enhancement_factor="results/enhancement_factor.npz",
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
    output:
        predictions="results/readings/{reading}/{graph}/seed{seed}/predictions.npz",
        metrics="results/readings/{reading}/{graph}/seed{seed}/metrics.json",
        losses="results/readings/{reading}/{graph}/seed{seed}/losses.tsv",
    log:
        "logs/train_reading/{reading}_{graph}_seed{seed}.log",
    benchmark:
        "results/benchmarks/train_reading/{reading}_{graph}_seed{seed}.tsv"
    priority: TRAININGS.reading_folds
    conda:
        "../../envs/gcn.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(4000),
        runtime=per_attempt(60),
        gpu=1,
    params:
        code=step_code("train_reading"),
        settings=TRAININGS.reading,
        max_nodes=lookup("readings/max_nodes", within=config),
        normalise=lookup("impact/normalise", within=config),
        device=lookup("gcn/device", within=config),
    script:
        "../scripts/train_reading.py"


rule score_readings:
    """Score every reading, and distance on the same entries."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        truths="results/truths.npz",
        summary="results/truths.tsv",
        enhancement_factor="results/enhancement_factor.npz",
        predictions=FILES.of_every_reading("predictions.npz"),
        metrics=FILES.of_every_reading("metrics.json"),
    output:
        table="results/readings.tsv",
        markdown="results/readings.md",
        lost="results/lost/score_readings.tsv",
    log:
        "logs/score_readings/score_readings.log",
    benchmark:
        "results/benchmarks/score_readings/score_readings.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 2
    resources:
        mem_mb=beside_models(2000, at_a_time=2),
        runtime=per_attempt(60),
    params:
        code=step_code("score_readings"),
        max_nodes=lookup("readings/max_nodes", within=config),
        jitter=lookup("evaluation/jitter", within=config),
        jitter_draws=lookup("evaluation/jitter_draws", within=config),
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/score_readings.py"


rule figure_readings:
    """Draw what every reading gives, beside distance and what was published."""
    input:
        readings="results/readings.tsv",
    output:
        pdf="results/figures/figure_readings.pdf",
        png=report(
            "results/figures/figure_readings.png",
            caption="../report/figure_readings.rst",
            category="Beyond the paper",
            labels={"result": "Readings", "form": "of what the paper leaves open"},
        ),
    log:
        "logs/figure_readings/figure_readings.log",
    benchmark:
        "results/benchmarks/figure_readings/figure_readings.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure_readings"),
    script:
        "../scripts/figure_readings.py"
