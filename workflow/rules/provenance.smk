"""What the results were made from, by what, and which files they are.

Needs every result and says of it, last of all, which commit, configuration, packages,
machine and models it comes from: one record for each of the targets `all`, `benchmark`
and `ablations`.
"""


rule provenance:
    """Write down what the results were made from and by what."""
    input:
        outcomes=FILES.of_every_model("outcome.json"),
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
    # The checkout and git are where Snakemake runs, not on a cluster's nodes.
    localrule: True
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(1000),
        runtime=per_attempt(10),
    params:
        code=step_code("provenance"),
        # git's state is asked for by the script and is no parameter: a commit that
        # changes no step makes no result again. See docs/decisions.
        steps=step_codes,
        config=config,
    script:
        "../scripts/provenance.py"


use rule provenance as benchmark_provenance with:
    input:
        outcomes=FILES.of_every_model("outcome.json"),
        metrics=[
            *FILES.of_every_benchmark_run("metrics.json"),
            *FILES.of_every_kinetics("metrics.json"),
        ],
        results=result_files.BENCHMARK,
    output:
        record=report(
            "results/benchmark/provenance.json",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance of the benchmark", "form": "JSON"},
        ),
        page=report(
            "results/benchmark/provenance.html",
            caption="../report/provenance.rst",
            category="Provenance",
            labels={"result": "Provenance of the benchmark", "form": "page"},
        ),
    log:
        "logs/benchmark_provenance/benchmark_provenance.log",
    benchmark:
        "results/benchmarks/benchmark_provenance/benchmark_provenance.tsv"


use rule provenance as ablations_provenance with:
    input:
        outcomes=FILES.of_every_model("outcome.json"),
        metrics=[
            *FILES.of_every_unablated("metrics.json"),
            *FILES.of_every_ablation("metrics.json"),
        ],
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
