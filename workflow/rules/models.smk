"""From SBML files to each model's Jacobian, sensitivity and baselines.

Needs an SBML file for each row of the model sheet. Makes one folder of results for each
model. A model that cannot be mapped has an outcome that says why, and stops nothing.
"""


rule models:
    """Make what is known of each model by itself, for the models of this part."""
    input:
        FILES_OF_PART.of_models("outcome.json"),
        FILES_OF_PART.of_models("baselines.json"),


rule parse_sbml:
    """Read a model's SBML file as a system of ordinary differential equations."""
    input:
        SBML.present,  # without a name: it is only waited for
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
        location=SBML.location,
        folder=SBML.folder,
        sha256=SBML.sha256,
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
    priority: FILLS_GAPS
    conda:
        "../../envs/sbml.yaml"
    threads: 1
    resources:
        mem_mb=STEP_MEMORY_MB,
        runtime=STEP_MINUTES,
    params:
        code=step_code("baselines"),
        alpha=lookup("baselines/alpha", within=config),
        max_nodes=lookup("evaluation/max_nodes", within=config),
        max_seconds=lookup("mapping/max_seconds", within=config),
        max_memory_mb=lookup("mapping/max_memory_mb", within=config),
    script:
        "../scripts/baselines.py"
