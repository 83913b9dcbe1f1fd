"""What each rule of doubt does to the sets of models, and to the means over them.

`python benchmarks/doubts.py results` prints a table with a row for every way to apply
the rules of `bioripple.collection.health`, and writes the models that the shipped rules
leave out to `docs/doubtful-models.tsv`, against which `make check` holds a default run.
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from bioripple.collection.evaluation_sets import paper_set
from bioripple.collection.health import HealthLimits, doubts
from bioripple.collection.outcome import read_outcome
from bioripple.experiment.config_files import read_config
from bioripple.figures.data import Protocol, read_accuracy
from bioripple.mapping.settings import Settings
from bioripple.predictors.registry import BY_ID
from bioripple.runtime.markdown import table_lines, table_row
from bioripple.runtime.tables import write_table
from bioripple.vocabulary import ALL, NO_SPLIT, PAPER

SHOWN = ("propagation_signed_directed", "distance_directed", "bio_impact_oracle")
Facts = Mapping[str, Any]
Rule = Callable[[Facts], str]


def rules(limits: HealthLimits) -> dict[str, Rule]:
    """Return the ways to apply the rules, from none of them to all."""
    no_rest = replace(limits, max_zero_share=1.0)
    earlier = replace(limits, max_zero_share=0.6)
    return {
        "no model is left out": lambda facts: "",
        "what two integrations and the inverse tell": lambda facts: doubts(
            {**facts, "event_change": None}, limits=no_rest
        ),
        "and networks in which nearly all is 0": lambda facts: doubts(
            {**facts, "event_change": None}, limits=limits
        ),
        "**and events that matter (as shipped)**": lambda facts: doubts(
            facts, limits=limits
        ),
        "the same, from 60 % of the nodes on": lambda facts: doubts(
            facts, limits=earlier
        ),
    }


def means(accuracy: pd.DataFrame, models: set[str]) -> list[str]:
    """Return the mean accuracy of what is shown over models, as text."""
    inside = accuracy[accuracy["model"].isin(models)]
    found = inside.groupby("predictor")["accuracy"].mean()
    return [f"{found[name]:.3f}".lstrip("0") for name in SHOWN]


def main() -> None:
    """Print the table and write the list."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path, help="the results of a default run")
    parser.add_argument("--list", type=Path, default=Path("docs/doubtful-models.tsv"))
    given = parser.parse_args()
    config = read_config(Path("config/config.yaml"))
    settings = Settings(config["mapping"], config["evaluation"])
    scored = {
        path.parent.name: outcome
        for path in sorted(given.results.glob("models/*/outcome.json"))
        if (outcome := read_outcome(path)).status == "scored"
    }
    table = Protocol().of(read_accuracy(given.results / "accuracy.tsv"))
    table = table[table["split"] == NO_SPLIT]
    shown = [BY_ID[name].label for name in SHOWN]
    heads = ["rules", f"models in `{ALL}`", *shown, f"new in `{PAPER}`", *shown]
    print("\n".join(table_lines(heads, [])))
    before: set[str] = set()
    for name, rule in rules(settings.health).items():
        sound = {model for model, of in scored.items() if not rule(of.facts)}
        steadiness = {model: scored[model].facts["steadiness"] for model in sound}
        paper = paper_set(steadiness, size=config["evaluation"]["paper_set_size"])
        before = before or paper
        cells = [name, str(len(sound)), *means(table, sound)]
        cells += [str(len(paper - before)), *means(table, paper)]
        print(table_row(cells))
    shipped = {
        model: doubts(of.facts, limits=settings.health) for model, of in scored.items()
    }
    rows = [(model, doubt) for model, doubt in shipped.items() if doubt]
    write_table(given.list, pd.DataFrame(rows, columns=["model", "doubt"]))


if __name__ == "__main__":
    main()
