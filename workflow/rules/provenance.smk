"""What the results were made from, by what, and which files they are.

Needs every result and says of it, last of all, which commit, configuration, packages,
machine and models it comes from: one record for each of the targets `all`, `comparison`,
`ablations` and `readings`. The state of git is asked for by the script and is no parameter: a commit
that changes no step makes no result again; see docs/decisions.
"""


# The checkout and git are where Snakemake runs, not on a cluster's nodes.
localrules:
    provenance,
    comparison_provenance,
    ablations_provenance,
    readings_provenance,


rule provenance:
    """Write down what the results were made from and by what."""
    input:
        outcomes=FILES.of_models("outcome.json"),
        metrics=FILES.of_every_run("metrics.json"),
        results=result_files.RESULTS,
    output:
        record=report(
            "results/provenance.json",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance", "form": "JSON"},
        ),
        page=report(
            "results/provenance.html",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance", "form": "page"},
        ),
    log:
        "logs/provenance/provenance.log",
    benchmark:
        "results/benchmarks/provenance/provenance.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(1000),
        runtime=per_attempt(10),
    params:
        code=step_code("provenance"),
        steps=step_codes,
        config=config,
    script:
        "../scripts/provenance.py"


use rule provenance as comparison_provenance with:
    input:
        outcomes=FILES.of_models("outcome.json"),
        metrics=FILES.of_whole_comparison("metrics.json"),
        results=result_files.COMPARISON,
    output:
        record=report(
            "results/comparison/provenance.json",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance of the comparison", "form": "JSON"},
        ),
        page=report(
            "results/comparison/provenance.html",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance of the comparison", "form": "page"},
        ),
    log:
        "logs/comparison_provenance/comparison_provenance.log",
    benchmark:
        "results/benchmarks/comparison_provenance/comparison_provenance.tsv"


use rule provenance as ablations_provenance with:
    input:
        outcomes=FILES.of_models("outcome.json"),
        metrics=FILES.of_all_ablations("metrics.json"),
        results=result_files.ABLATIONS,
    output:
        record=report(
            "results/ablations/provenance.json",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance of the ablations", "form": "JSON"},
        ),
        page=report(
            "results/ablations/provenance.html",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance of the ablations", "form": "page"},
        ),
    log:
        "logs/ablations_provenance/ablations_provenance.log",
    benchmark:
        "results/benchmarks/ablations_provenance/ablations_provenance.tsv"


use rule provenance as readings_provenance with:
    input:
        outcomes=FILES.of_models("outcome.json"),
        metrics=FILES.of_every_reading("metrics.json"),
        results=result_files.READINGS,
    output:
        record=report(
            "results/readings/provenance.json",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance of the readings", "form": "JSON"},
        ),
        page=report(
            "results/readings/provenance.html",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance of the readings", "form": "page"},
        ),
    log:
        "logs/readings_provenance/readings_provenance.log",
    benchmark:
        "results/benchmarks/readings_provenance/readings_provenance.tsv"
