"""What classifiers learn of every mapped model, and what an oracle makes of it."""

from collections.abc import Sequence
from pathlib import Path

from bioripple.collection.outcome import read_outcome
from bioripple.errors import Failed
from bioripple.evaluation.oracles import OracleScore, oracle_scores
from bioripple.network.listed import dense_in_file
from bioripple.predictors.gcn.impact import Impacts, Source, impacts
from bioripple.runtime.each_model import Gathered, arrays_of, of_each
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import by_model, read_data

FEWEST_NODES = 2  # a single node has nothing to rank


def gather_impacts(
    outcomes: Sequence[Path],
    jacobians: Sequence[Path],
    *,
    source: Source,
    max_nodes: int,
    limits: Limits,
) -> Gathered[tuple[Impacts, list[OracleScore]]]:
    """Compute the impacts of all mapped models, and the oracles of the scored ones.

    Parameters
    ----------
    outcomes, jacobians
        Records of all models, each in a folder that is called like its model.
    source
        Whose columns are ranked.
    max_nodes
        A larger network is lost: ranking n² responses takes too long.
    limits
        Time and memory for each model.
    """
    records, sensitivities = by_model(jacobians), by_model(outcomes)
    endings = {path.parent.name: read_outcome(path) for path in outcomes}

    def compute(model: str) -> tuple[Impacts, list[OracleScore]]:
        nodes = endings[model].facts["n_nodes"]
        if nodes > max_nodes:
            raise Failed(f"{nodes} nodes, more than {max_nodes}")
        jacobian = dense_in_file(arrays_of(records[model]), "jacobian")
        truth = read_data(sensitivities[model])["sensitivity"]
        is_scored = endings[model].status == "scored"
        return (
            impacts(jacobian, truth, source=source),
            oracle_scores(model, jacobian, truth) if is_scored else [],
        )

    mapped = [
        model
        for model, ending in endings.items()
        if ending.data and ending.facts["n_nodes"] >= FEWEST_NODES
    ]
    return of_each(mapped, compute, limits=limits)
