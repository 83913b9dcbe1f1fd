"""From SBML files to each model's Jacobian, sensitivity and baselines.

Needs the model sheet and, by `models/source`, the network or a folder of SBML files.
Makes one folder of results for each model, the table of all outcomes and that of the
families of models. A model that cannot be mapped has an outcome that says why, and stops
nothing.
"""


# The nodes of a cluster often have no network; the machine that submits has one.
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
        sha256=sbml_sha256,
        url=lookup("models/biomodels/url", within=config),
        timeout_s=lookup("models/biomodels/timeout_s", within=config),
        retries=lookup("models/biomodels/retries", within=config),
        backoff_s=lookup("models/biomodels/backoff_s", within=config),
        max_file_mb=lookup("mapping/max_file_mb", within=config),
    script:
        "../scripts/fetch_model.py"


rule parse_sbml:
    """Read a model's SBML file as a system of ordinary differential equations."""
    input:
        source=sbml_input,
    output:
        record="results/models/{model}/system.json",
    log:
        "logs/parse_sbml/{model}.log",
    benchmark:
        "results/benchmarks/parse_sbml/{model}.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=STEP_MEMORY_MB,
        runtime=STEP_MINUTES,
    params:
        code=step_code("parse_sbml"),
        source=sbml_location,
        folder=sbml_folder,
        sha256=sbml_sha256,
        max_file_mb=lookup("mapping/max_file_mb", within=config),
        max_expression_nodes=lookup("mapping/max_expression_nodes", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/parse_sbml.py"


rule jacobian:
    """Integrate a model and differentiate its right-hand side at the state reached."""
    input:
        system="results/models/{model}/system.json",
    output:
        record="results/models/{model}/jacobian.json",
    log:
        "logs/jacobian/{model}.log",
    benchmark:
        "results/benchmarks/jacobian/{model}.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=STEP_MEMORY_MB,
        runtime=STEP_MINUTES,
    params:
        code=step_code("jacobian"),
        t_end=lookup("mapping/t_end", within=config),
        rtol=lookup("mapping/rtol", within=config),
        atol=lookup("mapping/atol", within=config),
        loosen=lookup("mapping/loosen", within=config),
        max_steps=lookup("mapping/max_steps", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/jacobian.py"


rule sensitivity:
    """Invert a model's Jacobian for its true responses, and say what became of it."""
    input:
        jacobian="results/models/{model}/jacobian.json",
    output:
        outcome="results/models/{model}/outcome.json",
    log:
        "logs/sensitivity/{model}.log",
    benchmark:
        "results/benchmarks/sensitivity/{model}.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=STEP_MEMORY_MB,
        runtime=STEP_MINUTES,
    params:
        code=step_code("sensitivity"),
        min_nodes=lookup("evaluation/min_nodes", within=config),
        max_nodes=lookup("evaluation/max_nodes", within=config),
        min_agreement=lookup("evaluation/min_agreement", within=config),
        max_residual=lookup("evaluation/max_residual", within=config),
        max_zero_share=lookup("evaluation/max_zero_share", within=config),
        max_state_change=lookup("evaluation/max_state_change", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/sensitivity.py"


rule baselines:
    """Predict a model's responses from its influence network alone."""
    input:
        jacobian="results/models/{model}/jacobian.json",
    output:
        record="results/models/{model}/baselines.json",
    log:
        "logs/baselines/{model}.log",
    benchmark:
        "results/benchmarks/baselines/{model}.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=STEP_MEMORY_MB,
        runtime=STEP_MINUTES,
    params:
        code=step_code("baselines"),
        alpha=lookup("baselines/alpha", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/baselines.py"


rule collect_outcomes:
    """Gather what became of every model into one table."""
    input:
        outcomes=of_every_model("outcome.json"),
        sheet=repository_path(config["models"]["sheet"]),
    output:
        table="results/outcomes.tsv",
        page=report(
            "results/outcomes.html",
            caption="../report/outcomes.rst",
            category="Models",
            labels={"result": "Outcome of every model"},
        ),
    log:
        "logs/collect_outcomes/collect_outcomes.log",
    benchmark:
        "results/benchmarks/collect_outcomes/collect_outcomes.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(500),
        runtime=per_attempt(10),
    params:
        code=step_code("collect_outcomes"),
        paper_set_size=lookup("evaluation/paper_set_size", within=config),
    script:
        "../scripts/collect_outcomes.py"


rule families:
    """Group the models that a split may not keep apart."""
    input:
        systems=of_every_model("system.json"),
        jacobians=of_every_model("jacobian.json"),
    output:
        families="results/families.tsv",
        lost="results/lost/families.tsv",
    log:
        "logs/families/families.log",
    benchmark:
        "results/benchmarks/families/families.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(1000),
        runtime=per_attempt(20),
    params:
        code=step_code("families"),
        min_nodes=lookup("evaluation/min_nodes", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/families.py"


rule predictor_inputs:
    """Gather what predictors may know of every model, by tier."""
    input:
        systems=of_every_model("system.json"),
        jacobians=of_every_model("jacobian.json"),
    output:
        inputs="results/predictor_inputs.npz",
        lost="results/lost/predictor_inputs.tsv",
    log:
        "logs/predictor_inputs/predictor_inputs.log",
    benchmark:
        "results/benchmarks/predictor_inputs/predictor_inputs.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("predictor_inputs"),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/predictor_inputs.py"


rule truths:
    """Compute the responses of every scored model under three definitions."""
    input:
        table="results/outcomes.tsv",
        outcomes=of_every_model("outcome.json"),
        jacobians=of_every_model("jacobian.json"),
    output:
        truths="results/truths.npz",
        summary="results/truths.tsv",
        lost="results/lost/truths.tsv",
    log:
        "logs/truths/truths.log",
    benchmark:
        "results/benchmarks/truths/truths.tsv"
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=beside_models(2000),
        runtime=per_attempt(30),
    params:
        code=step_code("truths"),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/truths.py"
