"""Which files a run makes: the targets of the workflow, and its lists of inputs.

Snakemake loads this before any job, so it needs nothing that Snakemake has not.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from bioripple.experiment.config_files import ConfigError

FIGURE_KINDS = ("pdf", "png")
# By steps that gather: of which models nothing came, and why.
LOST = (
    "families",
    "steady_states",
    "predictor_inputs",
    "truths",
    "enhancement_factor",
    "network_properties",
    "leakage",
    "accuracy",
)
LOST_IN_COMPARISON = (
    "wirings",
    "score_untrained",
    "score_kinetics",
    "score_gcn",
    "score_pilots",
    "units",
)


def _of_gathering(steps: Iterable[str]) -> list[str]:
    return [f"results/lost/{step}.tsv" for step in steps]


def _figures(*names: int | str) -> list[str]:
    return [
        f"results/figures/figure{name}.{kind}"
        for name, kind in product(names, FIGURE_KINDS)
    ]


RESULTS = [
    "results/outcomes.tsv",
    "results/outcomes.html",
    "results/accuracy.tsv",
    "results/oracles.tsv",
    "results/network_properties.tsv",
    "results/families.tsv",
    "results/leakage.tsv",
    "results/leakage_summary.tsv",
    "results/steady_states.tsv",
    "results/truths.tsv",
    "results/predictor_inputs.npz",
    *_of_gathering(LOST),
    "results/table1.tsv",
    "results/table1.md",
    "results/table1.html",
    *_figures(3, 4, 5, 6),
]
COMPARISON = [
    "results/table2.tsv",
    "results/table2.md",
    "results/table2.html",
    "results/units.tsv",
    "results/pilots.tsv",
    *_of_gathering(LOST_IN_COMPARISON),
    *_figures(7, 8),
]
ABLATIONS = [
    "results/ablations.tsv",
    "results/strata.tsv",
    *_of_gathering(["score_ablations"]),
    *_figures(9),
]
READINGS = [
    "results/readings.tsv",
    "results/readings.md",
    *_of_gathering(["score_readings"]),
    *_figures("_readings"),
]
SHIPPED = [
    "results/shipped/weights.npz",
    "results/shipped/card.json",
    "results/shipped/scores.tsv",
    *_of_gathering(["wirings", "score_shipped"]),
]
MEASURED = [
    "results/measured.tsv",
    "results/measured_sets.tsv",
    *_of_gathering(["score_measured"]),
    *_figures(10),
]


# What was called otherwise before.
RENAMED = {
    "benchmark": "comparison",
    "results/upper_bounds.tsv": "results/oracles.tsv",
    "results/benchmark/rivals.tsv": "results/comparison/untrained.tsv",
    "results/comparison/gcn_accuracy.tsv": "results/comparison/gcn.tsv",
}


def inputs_of_tier(wildcards: Any) -> str:
    """Return the file that holds what a tier knows of every model."""
    known = "wirings" if wildcards.tier == "wiring" else "predictor_inputs"
    return f"results/{known}.npz"


def check_targets(asked: Iterable[str]) -> None:
    """Refuse targets by the names that they had before.

    Raises
    ------
    ConfigError
        If there is such a target; the message has its name now.
    """
    for name in sorted(RENAMED.keys() & set(asked)):
        raise ConfigError(f"the target {name!r} is called {RENAMED[name]!r} now")


@dataclass(frozen=True)
class ResultFiles:
    """Files of one name in the results folders of all models, or of all trainings.

    Attributes
    ----------
    config
        The whole configuration.
    models
        Ids of the models.
    """

    config: Mapping[str, Any]
    models: tuple[str, ...]

    def of_every_model(self, name: str) -> list[str]:
        """Return a file of every model's results folder."""
        return [f"results/models/{model}/{name}" for model in self.models]

    def of_models(self, name: str) -> Callable[[object], list[str]]:
        """Return the same as what a rule may have as input.

        Snakemake asks a function only for jobs that it plans; a list it would look
        through for every rule, in every job of a cluster as well.
        """

        def of_every_model(wildcards: object) -> list[str]:
            return self.of_every_model(name)

        return of_every_model

    def of_every_run(self, name: str) -> list[str]:
        """Return a file of every results folder of the classifiers."""
        gcn = self.config["gcn"]
        return self._of_runs(name, gcn["splits"], gcn["seeds"])

    def of_every_compared_run(self, name: str) -> list[str]:
        """Return the same of the runs that the comparison holds side by side."""
        chosen = self.config["comparison"]
        return self._of_runs(name, chosen["gcn_splits"], chosen["gcn_seeds"])

    def of_every_further_run(self, name: str) -> list[str]:
        """Return the same of those that are not among the experiment's own runs."""
        known = set(self.of_every_run(name))
        return [path for path in self.of_every_compared_run(name) if path not in known]

    def of_every_kinetics(self, name: str) -> list[str]:
        """Return a file of every results folder of the learned kinetics."""
        kinetics = self.config["kinetics"]
        parts = (kinetics["tiers"], kinetics["splits"], kinetics["seeds"])
        return _of_kinetics(name, *parts)

    def of_whole_comparison(self, name: str) -> list[str]:
        """Return a file of every training that the comparison holds side by side."""
        return [*self.of_every_compared_run(name), *self.of_every_kinetics(name)]

    def of_every_ablation(self, name: str) -> list[str]:
        """Return a file of every results folder of the ablations."""
        ablations = self.config["ablations"]
        return [
            f"results/ablations/{variant}/{tier}/families/seed{seed}/{name}"
            for variant, changes in ablations["variants"].items()
            for tier in changes["tiers"]
            for seed in ablations["seeds"]
        ]

    def of_all_ablations(self, name: str) -> list[str]:
        """Return a file of every ablation, those first that they are held against."""
        ablations = self.config["ablations"]
        variants = ablations["variants"].values()
        tiers = dict.fromkeys(tier for each in variants for tier in each["tiers"])
        whole = _of_kinetics(name, tiers, ["families"], ablations["seeds"])
        return [*whole, *self.of_every_ablation(name)]

    def of_every_reading(self, name: str) -> list[str]:
        """Return a file of every training of a reading of the paper."""
        readings = self.config["readings"]
        parts = (readings["variants"], self.config["gcn"]["graphs"], readings["seeds"])
        return [
            f"results/readings/{reading}/{graph}/seed{seed}/{name}"
            for reading, graph, seed in product(*parts)
        ]

    def _of_runs(
        self, name: str, splits: Iterable[str], seeds: Iterable[int]
    ) -> list[str]:
        graphs = self.config["gcn"]["graphs"]
        return [
            f"results/gcn/{graph}/{split}/seed{seed}/{name}"
            for graph, split, seed in product(graphs, splits, seeds)
        ]


def _of_kinetics(
    name: str, tiers: Iterable[str], splits: Iterable[str], seeds: Iterable[int]
) -> list[str]:
    return [
        f"results/kinetics/{tier}/{split}/seed{seed}/{name}"
        for tier, split, seed in product(tiers, splits, seeds)
    ]
