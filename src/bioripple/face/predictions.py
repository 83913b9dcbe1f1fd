"""What `import bioripple as br` offers of predictors: a list, predictions, scores."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from bioripple.answers.of_sources import goes_by_source, predict_of
from bioripple.arrays import Floats, Signs
from bioripple.dynamics.jacobian import NodeJacobian
from bioripple.face.models import nodes_of
from bioripple.metrics.accuracy import accuracies, rank_defined
from bioripple.network.influence import signs
from bioripple.network.labels import (
    chosen,
    labelled_signs,
    response_table,
    same_nodes,
)
from bioripple.network.listed import listed_of
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.network.tiers import Topology
from bioripple.predictors.pilots import measured_balance
from bioripple.predictors.registry import BY_ID, PREDICTORS
from bioripple.vocabulary import PUBLISHED_TRUTH, Protocol

SEED = 0  # of the predictors that draw
Network = NodeJacobian | SignedNetwork | pd.DataFrame | ArrayLike


def list_predictors() -> pd.DataFrame:
    """Return what predicts responses without training.

    Returns
    -------
    DataFrame
        `id`, `tier` (what it may know of a model), `label`, and `what` it does in a
        sentence. `predict` takes those of the tier `topology`; the others need more
        than a network.
    """
    rows = [
        (each.id, each.tier, each.label, each.summary)
        for each in PREDICTORS
        if each.kind == "closed form"
    ]
    return pd.DataFrame(rows, columns=["id", "tier", "label", "what"])


def predict(
    predictor: str, network: Network, *, sources: Iterable[Any] | None = None
) -> pd.DataFrame:
    """Predict the responses from the signs of a network and nothing else.

    Parameters
    ----------
    predictor
        An id of `list_predictors`, of the tier `topology`.
    network
        What `jacobian`, `influence_network` or `read` returns, or n × n numbers of
        which signs are taken.
    sources
        Ids of k nodes that are perturbed, or their numbers where the nodes have no ids;
        all by default.

    Returns
    -------
    DataFrame
        n × n, of which sizes are ranked; with `sources` n × k, their columns.
        Propagations, distances and first neighbours compute no others then, so that
        networks of many thousand nodes are no trouble; the rest compute all and leave
        some.

    Raises
    ------
    TypeError, ValueError
        If there is no such predictor, the network is no square matrix of numbers, or a
        source is no node of it.
    """
    found = BY_ID.get(predictor)
    if found is None or found.compute is None or found.tier != "topology":
        listed = list_predictors()
        known = ", ".join(listed["id"][listed["tier"] == "topology"])
        why = f", which needs the tier {found.tier}" if found and found.tier else ""
        raise ValueError(
            f"predictor: expected one of {known}; found {predictor!r}{why}"
        )
    if sources is None:
        sign, nodes = _signs(network)
        return response_table(_all_of(predictor, sign), nodes)
    if goes_by_source(predictor):
        edges, nodes = _edges(network)
        names, places = chosen(nodes, sources)
        columns = predict_of(predictor, edges, places)
    else:
        sign, nodes = _signs(network)
        names, places = chosen(nodes, sources)
        columns = _all_of(predictor, sign)[:, places]
    return response_table(columns, nodes, names)


def predict_others(
    network: Network, measured: pd.DataFrame | ArrayLike
) -> pd.DataFrame:
    """Predict the responses to all sources from the measured ones to a few.

    Parameters
    ----------
    network
        As for `predict`.
    measured
        A DataFrame of sizes of responses: a row for each node that was measured, a
        column for each source that was perturbed, called as in the network; NaN where
        there is nothing. Units of columns do not matter, those of rows are taken as
        they are.

    Returns
    -------
    DataFrame
        n × n, of which sizes are ranked; see `predictors.pilots.measured_balance`.

    Raises
    ------
    TypeError, ValueError
        If the network is no square matrix of numbers, or what was measured no table of
        numbers with rows and columns that are nodes, each once.
    """
    if not isinstance(measured, pd.DataFrame):
        kind = type(measured).__name__
        raise TypeError(f"measured: expected a DataFrame, found {kind}")
    sign, nodes = _signs(network)
    for labels, what in ((measured.index, "row"), (measured.columns, "column")):
        if not labels.is_unique:
            twice = labels[labels.duplicated()][0]
            raise ValueError(
                f"measured: expected each {what} once, found {twice!r} twice"
            )
    _, rows = chosen(nodes, measured.index)
    _, pilots = chosen(nodes, measured.columns)
    told = np.full((len(nodes), len(pilots)), np.nan)
    told[rows] = measured.to_numpy(dtype=np.float64)
    return response_table(measured_balance(sign, told, pilots.tolist()), nodes)


def accuracy(
    truth: pd.DataFrame | ArrayLike, prediction: pd.DataFrame | ArrayLike
) -> float:
    """Return the rank correlation of the sizes of true and predicted responses.

    Parameters
    ----------
    truth, prediction
        n × n, of the same nodes in the same order. Where the truth is NaN nothing is
        scored.

    Returns
    -------
    float
        Spearman's, over all entries off the diagonal, ties sharing their mean rank;
        NaN where the truth does not vary.

    Raises
    ------
    Failed, TypeError, ValueError
        If the prediction is not finite, or they are no square matrices of one size.
    """
    true, guess = same_nodes(truth, prediction, names=("truth", "prediction"))
    return accuracies(rank_defined(true), guess, jitter=None)[Protocol()]


def _all_of(predictor: str, sign: Signs) -> Floats:
    return BY_ID[predictor].predict(Topology(sign), PUBLISHED_TRUTH, seed=SEED)


def _signs(network: Network) -> tuple[Signs, list[Any]]:
    if isinstance(network, NodeJacobian):
        return signs(network.jacobian), nodes_of(network)
    if isinstance(network, SignedNetwork):
        return network.sign.toarray(), list(network.nodes)
    return labelled_signs(network, "network")


def _edges(network: Network) -> tuple[SignedNetwork, list[Any]]:
    """Return a network without n × n, and what its nodes are called."""
    if isinstance(network, SignedNetwork):
        return network, list(network.nodes)
    if isinstance(network, NodeJacobian):
        edges, nodes = network.links.without_zeros(), nodes_of(network)
    else:
        sign, nodes = labelled_signs(network, "network")
        edges = listed_of(sign)
    ids = [str(k) for k in range(len(nodes))]
    return signed_network(ids, edges.columns, edges.rows, edges.signs), nodes
