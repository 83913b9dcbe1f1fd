"""From the sensitivities of all models to trained networks and their predictions.

Needs the outcomes and the records of all models. Makes the enhancement factors, and for
every graph, split and seed a trained network with its metrics, loss curve and
predictions.
"""


rule enhancement_factor:
    """Compute the enhancement factor of every mapped model and its upper bounds."""
    input:
        table="results/outcomes.tsv",
        outcomes=of_every_model("outcome.json"),
        jacobians=of_every_model("jacobian.json"),
    output:
        enhancement_factor="results/enhancement_factor.npz",
        bounds="results/upper_bounds.tsv",
    log:
        "logs/enhancement_factor/enhancement_factor.log",
    benchmark:
        "results/benchmarks/enhancement_factor/enhancement_factor.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(30),
    params:
        code=step_code("enhancement_factor"),
        source=lookup("impact/source", within=config),
    script:
        "../scripts/enhancement_factor.py"


rule train_gcn:
    """Train a graph convolutional network: one graph, one split, one seed."""
    input:
        enhancement_factor="results/enhancement_factor.npz",
        outcomes="results/outcomes.tsv",
    output:
        checkpoint="results/gcn/{graph}/{split}/seed{seed}/checkpoint.pt",
        metrics="results/gcn/{graph}/{split}/seed{seed}/metrics.json",
        losses="results/gcn/{graph}/{split}/seed{seed}/losses.tsv",
    log:
        "logs/train_gcn/{graph}_{split}_seed{seed}.log",
    benchmark:
        "results/benchmarks/train_gcn/{graph}_{split}_seed{seed}.tsv"
    conda:
        "../../envs/gcn.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(4000),
        runtime=per_attempt(120),
        gpu=1,
    params:
        code=step_code("train_gcn"),
        labelled_share=lookup("gcn/labelled_share", within=config),
        hidden=lookup("gcn/hidden", within=config),
        layers=lookup("gcn/layers", within=config),
        dropout=lookup("gcn/dropout", within=config),
        learning_rate=lookup("gcn/learning_rate", within=config),
        epochs=lookup("gcn/epochs", within=config),
        sources_per_epoch=lookup("gcn/sources_per_epoch", within=config),
        device=lookup("gcn/device", within=config),
    script:
        "../scripts/train_gcn.py"


rule predict_enhancement:
    """Predict the enhancement factor where a trained network is scored."""
    input:
        checkpoint="results/gcn/{graph}/{split}/seed{seed}/checkpoint.pt",
        enhancement_factor="results/enhancement_factor.npz",
        outcomes="results/outcomes.tsv",
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
