"""What the comparison comes to: Table 2 and Figures 7 and 8.

Needs the accuracy of every predictor on every model.
"""


rule table2:
    """Summarise every predictor's accuracy and its gain over distance."""
    input:
        outcomes="results/outcomes.tsv",
        families="results/families.tsv",
        accuracy="results/accuracy.tsv",
        gcn="results/comparison/gcn.tsv",
        others=["results/comparison/untrained.tsv", "results/comparison/kinetics.tsv"],
        metrics=FILES.of_whole_comparison("metrics.json"),
    output:
        table="results/table2.tsv",
        markdown="results/table2.md",
        page=report(
            "results/table2.html",
            caption="../report/table2.rst",
            category="Beyond the paper",
            labels={"result": "Table 2", "form": "all predictors"},
        ),
    log:
        "logs/table2/table2.log",
    benchmark:
        "results/benchmarks/table2/table2.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("table2"),
        compared=lookup("comparison", within=config),
        bootstrap_draws=lookup("evaluation/bootstrap_draws", within=config),
        seed=lookup("evaluation/seed", within=config),
    script:
        "../scripts/table2.py"


rule figure7:
    """Draw what is left of the published gain, step by step."""
    input:
        table="results/table2.tsv",
    output:
        pdf="results/figures/figure7.pdf",
        png=report(
            "results/figures/figure7.png",
            caption="../report/figure7.rst",
            category="Beyond the paper",
            labels={"result": "Figure 7", "form": "what is left of the gain"},
        ),
    log:
        "logs/figure7/figure7.log",
    benchmark:
        "results/benchmarks/figure7/figure7.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure7"),
    script:
        "../scripts/figure7.py"


rule figure8:
    """Draw accuracy by tier of information."""
    input:
        table="results/table2.tsv",
    output:
        pdf="results/figures/figure8.pdf",
        png=report(
            "results/figures/figure8.png",
            caption="../report/figure8.rst",
            category="Beyond the paper",
            labels={"result": "Figure 8", "form": "accuracy by tier"},
        ),
    log:
        "logs/figure8/figure8.log",
    benchmark:
        "results/benchmarks/figure8/figure8.tsv"
    conda:
        "../../envs/figures.yaml"
    threads: 1
    resources:
        mem_mb=per_attempt(2000),
        runtime=per_attempt(20),
    params:
        code=step_code("figure8"),
    script:
        "../scripts/figure8.py"
