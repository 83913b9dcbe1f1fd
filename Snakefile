"""bioripple: from SBML models to the table and figures of the experiment.

`rule all` makes every result, `rule test` then checks the real results.
"""

from pathlib import Path

from snakemake.utils import min_version

min_version("9.27")


configfile: Path(workflow.basedir) / "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/report.smk"
include: "workflow/rules/benchmark.smk"


report: "workflow/report/workflow.rst"


rule all:
    """Make the table, the figures and the outcome of every model."""
    default_target: True
    input:
        outcomes="results/outcomes.tsv",
        accuracy="results/accuracy.tsv",
        upper_bounds="results/upper_bounds.tsv",
        families="results/families.tsv",
        leakage="results/leakage.tsv",
        truths="results/truths.tsv",
        inputs="results/predictor_inputs.npz",
        table="results/table1.tsv",
        figures=expand(
            "results/figures/figure{number}.{kind}",
            number=[3, 4, 5, 6],
            kind=["pdf", "png"],
        ),


rule test:
    """Check the real results: every model accounted for, every number in its range."""
    input:
        rules.all.input,
    log:
        "logs/test/test.log",
    benchmark:
        "results/benchmarks/test/test.tsv"
    conda:
        "envs/test.yaml"
    threads: 1
    resources:
        mem_mb=2000,
        runtime=20,
    params:
        tests=ROOT / "tests/results",
    script:
        "workflow/scripts/test.py"


name_params(workflow.rules)
