"""The learned kinetics, which train at the bidding of the comparison and the ablations.

Needs what predictors may know, the truths and the families. Makes the examples of each
tier, once for all trainings, and of every training its predictions for held-out models.
"""


rule kinetics_examples:
    """Lay out all models as one tier sees them, with the truths to learn from."""
    input:
        inputs=result_files.inputs_of_tier,
        truths="results/truths.npz",
        summary="results/truths.tsv",
        outcomes="results/outcomes.tsv",
    output:
        examples="results/kinetics/{tier}/examples.npz",
    log:
        "logs/kinetics_examples/{tier}.log",
    benchmark:
        "results/benchmarks/kinetics_examples/{tier}.tsv"
    priority: OTHERS_WAIT
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("kinetics_examples"),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/kinetics_examples.py"


rule train_kinetics:
    """Learn kinetics from some models to predict the others: one tier, split and seed."""
    input:
        examples="results/kinetics/{tier}/examples.npz",
        families="results/families.tsv",
    output:
        predictions="results/kinetics/{tier}/{split}/seed{seed}/predictions.npz",
        metrics="results/kinetics/{tier}/{split}/seed{seed}/metrics.json",
        losses="results/kinetics/{tier}/{split}/seed{seed}/losses.tsv",
        checkpoint="results/kinetics/{tier}/{split}/seed{seed}/checkpoint.pt",
    log:
        "logs/train_kinetics/{tier}_{split}_seed{seed}.log",
    benchmark:
        "results/benchmarks/train_kinetics/{tier}_{split}_seed{seed}.tsv"
    priority: TAKES_LONGEST
    conda:
        "../../envs/gcn.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(4000),
        runtime=per_attempt(120),
        gpu=1,
    params:
        code=step_code("train_kinetics"),
        settings=TRAININGS.kinetics(),
        device=lookup("kinetics/device", within=config),
    script:
        "../scripts/train_kinetics.py"
