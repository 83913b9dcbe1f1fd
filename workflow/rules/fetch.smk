"""The models' SBML files, from the frozen archive or the BioModels service.

Needs the model sheet and, by `models/source`, the internet. A user's own folder of SBML
files needs none of this.
"""


# The nodes of a cluster often cannot reach the internet; the machine that submits has one.
localrules:
    fetch_models,
    fetch_model,


rule fetch_models:
    """Fetch the frozen archive of curated models and unpack it."""
    output:
        archive=directory("resources/archive"),
    log:
        "logs/fetch_models/fetch_models.log",
    benchmark:
        "results/benchmarks/fetch_models/fetch_models.tsv"
    conda:
        "../../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(500),
        runtime=per_attempt(30),
    params:
        code=step_code("fetch_models"),
        requirement=lookup("models/archive/requirement", within=config),
        sha256=lookup("models/archive/sha256", within=config),
        size_bytes=lookup("models/archive/size_bytes", within=config),
        max_file_mb=lookup("mapping/max_file_mb", within=config),
    script:
        "../scripts/fetch_models.py"


rule fetch_model:
    """Download one model from the BioModels service."""
    output:
        folder=directory("resources/biomodels/{model}"),
    log:
        "logs/fetch_model/{model}.log",
    benchmark:
        "results/benchmarks/fetch_model/{model}.tsv"
    conda:
        "../../envs/fetch.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(500),
        runtime=per_attempt(30),
    params:
        code=step_code("fetch_model"),
        sha256=SBML.sha256,
        url=lookup("models/biomodels/url", within=config),
        timeout_s=lookup("models/biomodels/timeout_s", within=config),
        retries=lookup("models/biomodels/retries", within=config),
        backoff_s=lookup("models/biomodels/backoff_s", within=config),
        max_file_mb=lookup("mapping/max_file_mb", within=config),
    script:
        "../scripts/fetch_model.py"
