"""bioripple: `rule all` makes every result, `rule test` then checks the real results."""

from pathlib import Path

from snakemake.utils import min_version

min_version("9.27")


configfile: Path(str(workflow.current_basedir)) / "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/fetch.smk"
include: "workflow/rules/models.smk"
include: "workflow/rules/collection.smk"
include: "workflow/rules/training.smk"
include: "workflow/rules/accuracy.smk"
include: "workflow/rules/figures.smk"
include: "workflow/rules/comparison.smk"
include: "workflow/rules/ablations.smk"
include: "workflow/rules/dataset.smk"
include: "workflow/rules/predict.smk"
include: "workflow/rules/measured.smk"
include: "workflow/rules/shipped.smk"
include: "workflow/rules/provenance.smk"


report: "workflow/report/workflow.rst"


rule all:
    """Make the table, the figures, the outcome of every model and their provenance."""
    default_target: True
    input:
        results=result_files.RESULTS,
        provenance="results/provenance.json",


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
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        tests=ROOT / "tests/results",
    script:
        "workflow/scripts/test.py"


name_params(workflow.rules)
