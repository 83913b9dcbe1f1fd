"""What the results were made from, by what, and which files they are.

Needs every result and says of it, last of all, which commit, configuration, packages,
machine and models it comes from.
"""


rule provenance:
    """Write down what the results were made from and by what."""
    input:
        outcomes=of_every_model("outcome.json"),
        metrics=of_every_run("metrics.json"),
        results=RESULTS,
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
