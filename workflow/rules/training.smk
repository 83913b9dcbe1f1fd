"""From the sensitivities of all models to trained GCNs and their predictions.

Needs the outcomes, the families and the records of all models. Makes the enhancement
factors, and for every graph, split and seed the GCNs trained on each fold, with their
metrics, loss curves and predictions, and how near training comes to test.
"""


include: "readings.smk"


rule enhancement_factor:
    """Compute the enhancement factor of every mapped model and what it is worth."""
    input:
        table="results/outcomes.tsv",
        outcomes=FILES.of_models("outcome.json"),
        jacobians=FILES.of_models("jacobian.json"),
    output:
        enhancement_factor="results/enhancement_factor.npz",
        oracles="results/oracles.tsv",
        lost="results/lost/enhancement_factor.tsv",
    log:
        "logs/enhancement_factor/enhancement_factor.log",
    benchmark:
        "results/benchmarks/enhancement_factor/enhancement_factor.tsv"
    priority: OTHERS_WAIT
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(30),
    params:
        code=step_code("enhancement_factor"),
        source=lookup("impact/source", within=config),
        max_nodes=lookup("evaluation/max_nodes", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/enhancement_factor.py"


rule train_gcn:
    """Train a graph convolutional network: one graph, one split, one seed, all folds."""
    input:
        enhancement_factor="results/enhancement_factor.npz",
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
    output:
        checkpoint="results/gcn/{graph}/{split}/seed{seed}/checkpoint.pt",
        metrics="results/gcn/{graph}/{split}/seed{seed}/metrics.json",
        losses="results/gcn/{graph}/{split}/seed{seed}/losses.tsv",
    log:
        "logs/train_gcn/{graph}_{split}_seed{seed}.log",
    benchmark:
        "results/benchmarks/train_gcn/{graph}_{split}_seed{seed}.tsv"
    priority: TRAININGS.gcn_folds
    conda:
        "../../envs/gcn.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(4000),
        runtime=per_attempt(120),
        gpu=1,
    params:
        code=step_code("train_gcn"),
        settings=TRAININGS.gcn(),
        device=lookup("gcn/device", within=config),
    script:
        "../scripts/train_gcn.py"


rule predict_enhancement:
    """Predict the enhancement factor where a trained GCN is scored."""
    input:
        checkpoint="results/gcn/{graph}/{split}/seed{seed}/checkpoint.pt",
        enhancement_factor="results/enhancement_factor.npz",
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
    output:
        predictions="results/gcn/{graph}/{split}/seed{seed}/predictions.npz",
    log:
        "logs/predict_enhancement/{graph}_{split}_seed{seed}.log",
    benchmark:
        "results/benchmarks/predict_enhancement/{graph}_{split}_seed{seed}.tsv"
    conda:
        "../../envs/gcn.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(4000),
        runtime=per_attempt(60),
    params:
        code=step_code("predict_enhancement"),
        readout=lookup("gcn/readout", within=config),
        normalise=lookup("impact/normalise", within=config),
        device=lookup("gcn/device", within=config),
    script:
        "../scripts/predict_enhancement.py"


rule leakage:
    """Find how similar each held-out model is to what was trained on."""
    input:
        systems=FILES.of_models("system.json"),
        jacobians=FILES.of_models("jacobian.json"),
        enhancement_factor="results/enhancement_factor.npz",
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
    output:
        leakage="results/leakage.tsv",
        summary="results/leakage_summary.tsv",
        lost="results/lost/leakage.tsv",
    log:
        "logs/leakage/leakage.log",
    benchmark:
        "results/benchmarks/leakage/leakage.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("leakage"),
        splits=lookup("comparison/gcn_splits", within=config),
        seeds=lookup("gcn/seeds", within=config),
        folds=lookup("gcn/folds", within=config),
        labelled_share=lookup("gcn/labelled_share", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/leakage.py"
