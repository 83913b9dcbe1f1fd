"""What each rule needs to run alone, and what it makes."""

from dataclasses import dataclass

MODEL = "results/models/sound_10_0"
RUN = "results/gcn/sparse_graph/transductive/seed1"
OUTCOMES = "results/outcomes.tsv"
FAMILIES = "results/families.tsv"
SYSTEMS = "results/models/*/system.*"
SENSITIVITIES = (
    "results/models/*/outcome.json",
    "results/models/*/sensitivity.npz",
)
JACOBIANS = ("results/models/*/jacobian.*",)
AT_REST = ("results/steady_states.npz", "results/steady_states.tsv")
BASELINES = "results/models/*/baselines.*"
EXAMPLES = "results/kinetics/topology/examples.npz"
FACTORS = "results/enhancement_factor.npz"
PREDICTIONS = "results/gcn/*/*/*/predictions.npz"
METRICS = "results/gcn/*/*/*/metrics.json"
KNOWN = (
    "results/predictor_inputs.npz",
    "results/truths.npz",
    "results/truths.tsv",
)
WIRINGS = "results/wirings.npz"
# In no target of a whole run, and too slow to run besides: see tests/scripts.
OF_ABLATIONS = {"compare_ablations", "strata", "figure9"}
OF_READINGS = {"train_reading", "score_readings", "figure_readings"}
# Run by themselves in tests/e2e/test_predict.py.
OF_PREDICTIONS = {
    "collect_predictions",
    "join_blocks",
    "respond",
    "respond_from_block",
}
# Run by themselves in tests/e2e/test_measured.py.
OF_MEASURED = {"fetch_measured", "score_measured", "figure10"}
CHECKED_BY_EXISTENCE = (".pdf", ".png", ".pt")


@dataclass(frozen=True)
class Alone:
    """A rule, what it needs (records with their arrays) and what it makes."""

    rule: str
    needs: tuple[str, ...]
    makes: tuple[str, ...]


RULES = [
    Alone("parse_sbml", (), (f"{MODEL}/system.json", f"{MODEL}/system.npz")),
    Alone(
        "jacobian",
        (f"{MODEL}/system.*",),
        (f"{MODEL}/jacobian.json", f"{MODEL}/jacobian.npz"),
    ),
    Alone(
        "sensitivity",
        (f"{MODEL}/jacobian.*",),
        (f"{MODEL}/outcome.json", f"{MODEL}/sensitivity.npz"),
    ),
    Alone(
        "baselines",
        (f"{MODEL}/jacobian.*",),
        (f"{MODEL}/baselines.json", f"{MODEL}/baselines.npz"),
    ),
    Alone(
        "collect_outcomes",
        (SENSITIVITIES[0],),
        (OUTCOMES, "results/outcomes.html"),
    ),
    Alone("families", (SYSTEMS, *JACOBIANS), (FAMILIES, "results/lost/families.tsv")),
    Alone(
        "steady_states",
        (OUTCOMES, SYSTEMS, *JACOBIANS),
        (*AT_REST, "results/lost/steady_states.tsv"),
    ),
    Alone(
        "predictor_inputs",
        (SYSTEMS, *JACOBIANS, *AT_REST),
        ("results/predictor_inputs.npz",),
    ),
    Alone(
        "enhancement_factor",
        (OUTCOMES, *SENSITIVITIES, *JACOBIANS),
        (FACTORS, "results/oracles.tsv", "results/lost/enhancement_factor.tsv"),
    ),
    Alone(
        "truths",
        (OUTCOMES, *SENSITIVITIES, *JACOBIANS, *AT_REST),
        ("results/truths.npz", "results/truths.tsv", "results/lost/truths.tsv"),
    ),
    Alone(
        "train_gcn",
        (OUTCOMES, FAMILIES, FACTORS),
        (f"{RUN}/checkpoint.pt", f"{RUN}/metrics.json", f"{RUN}/losses.tsv"),
    ),
    Alone(
        "predict_enhancement",
        (OUTCOMES, FAMILIES, FACTORS, f"{RUN}/checkpoint.pt"),
        (f"{RUN}/predictions.npz",),
    ),
    Alone(
        "leakage",
        (SYSTEMS, *JACOBIANS, OUTCOMES, FAMILIES, FACTORS),
        ("results/leakage.tsv", "results/leakage_summary.tsv"),
    ),
    Alone(
        "accuracy",
        (
            OUTCOMES,
            "results/truths.*",
            BASELINES,
            FACTORS,
            KNOWN[0],
            PREDICTIONS,
        ),
        ("results/accuracy.tsv", "results/lost/accuracy.tsv"),
    ),
    Alone(
        "network_properties",
        (OUTCOMES, *JACOBIANS),
        ("results/network_properties.tsv",),
    ),
    Alone(
        "table1",
        (OUTCOMES, FAMILIES, "results/accuracy.tsv", METRICS),
        ("results/table1.tsv", "results/table1.md", "results/table1.html"),
    ),
    *(
        Alone(
            f"figure{number}",
            (OUTCOMES, "results/accuracy.tsv", *more),
            tuple(f"results/figures/figure{number}.{kind}" for kind in ("pdf", "png")),
        )
        for number, more in (
            (3, (FAMILIES,)),
            (4, ()),
            (5, (SYSTEMS, *SENSITIVITIES, BASELINES, PREDICTIONS)),
            (6, ("results/network_properties.tsv",)),
        )
    ),
    Alone("kinetics_examples", (OUTCOMES, *KNOWN), (EXAMPLES,)),
    Alone(
        "train_kinetics",
        (EXAMPLES, FAMILIES),
        ("results/kinetics/topology/families/seed0/predictions.npz",),
    ),
    Alone(
        "score_untrained",
        (OUTCOMES, FAMILIES, *KNOWN, WIRINGS),
        ("results/comparison/untrained.tsv", "results/lost/score_untrained.tsv"),
    ),
    Alone(
        "units",
        (OUTCOMES, *KNOWN, WIRINGS),
        ("results/units.tsv", "results/lost/units.tsv"),
    ),
    Alone(
        "score_pilots",
        (OUTCOMES, FAMILIES, *KNOWN, WIRINGS),
        ("results/pilots.tsv", "results/lost/score_pilots.tsv"),
    ),
    Alone(
        "score_gcn",
        (OUTCOMES, "results/truths.*", BASELINES, PREDICTIONS),
        ("results/comparison/gcn.tsv", "results/lost/score_gcn.tsv"),
    ),
    Alone(
        "dataset",
        (OUTCOMES, FAMILIES, *KNOWN, WIRINGS),
        ("results/dataset.npz", "results/dataset.npz.sha256"),
    ),
    Alone(
        "ceiling",
        (OUTCOMES, FAMILIES, *JACOBIANS, *KNOWN, WIRINGS),
        (
            "results/ceiling.tsv",
            "results/ceiling_models.tsv",
            "results/lost/ceiling.tsv",
        ),
    ),
    Alone(
        "score_kinetics",
        (OUTCOMES, FAMILIES, *KNOWN, WIRINGS, "results/kinetics/*/*/*/predictions.npz"),
        ("results/comparison/kinetics.tsv",),
    ),
    Alone(
        "table2",
        (
            OUTCOMES,
            FAMILIES,
            "results/accuracy.tsv",
            "results/comparison/*.tsv",
            METRICS,
            "results/kinetics/*/*/*/metrics.json",
        ),
        ("results/table2.tsv", "results/table2.md", "results/table2.html"),
    ),
    *(
        Alone(
            f"figure{number}",
            ("results/table2.tsv",),
            tuple(f"results/figures/figure{number}.{kind}" for kind in ("pdf", "png")),
        )
        for number in (7, 8)
    ),
    Alone(
        "wirings",
        (SYSTEMS, *JACOBIANS),
        (WIRINGS, "results/lost/wirings.tsv"),
    ),
    Alone(
        "train_shipped",
        (OUTCOMES, FAMILIES, *KNOWN, WIRINGS),
        ("results/shipped/weights.npz", "results/shipped/held_out.npz"),
    ),
    Alone(
        "score_shipped",
        (FAMILIES, *KNOWN, WIRINGS, "results/shipped/*"),
        ("results/shipped/card.json", "results/shipped/scores.tsv"),
    ),
    Alone(
        "provenance",
        (
            SENSITIVITIES[0],
            METRICS,
            "results/*.tsv",
            "results/*.html",
            "results/lost/*.tsv",
            "results/predictor_inputs.npz",
            "results/table1.md",
            "results/figures/*",
        ),
        ("results/provenance.json",),
    ),
]


# Rules with the same needs share a start of Snakemake: none is given more than alone.
GROUPS = {
    needs: [case for case in RULES if case.needs == needs]
    for needs in dict.fromkeys(case.needs for case in RULES)
}
