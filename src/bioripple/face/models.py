"""What `import bioripple as br` offers: each name is a few calls of the rooms.

A file becomes equations, these a state, that a Jacobian, and that the responses and a
network, from which topology alone predicts. All settings are those of the shipped
configuration, so that the numbers are the workflow's. Matrices come as tables with the
ids of the nodes; row = affected, column = affecting.

`Refused` and `Failed` speak of models, a `TypeError` or a `ValueError` of the call.
"""

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from bioripple.arrays import Floats, Signs
from bioripple.datasets.content import content_of
from bioripple.dynamics.compiled import CompiledSystem, compile_system
from bioripple.dynamics.integrate import ATOL, RTOL, integrate
from bioripple.dynamics.jacobian import NodeJacobian, node_jacobian
from bioripple.errors import Failed as Failed
from bioripple.errors import Refused as Refused
from bioripple.mapping.parse_sbml import read_document
from bioripple.metrics.accuracy import accuracies, rank_defined
from bioripple.network.influence import signs
from bioripple.network.labels import labelled_signs, response_table, same_nodes
from bioripple.network.tiers import Topology
from bioripple.odes.quantities import values_at
from bioripple.odes.system import OdeSystem, build_odes
from bioripple.predictors.registry import BY_ID, PREDICTORS
from bioripple.responses import sensitivity as of_a_push
from bioripple.responses import steady_state as of_a_lasting_push
from bioripple.runtime.checks import check_kind, check_time
from bioripple.untrusted.xml import MAX_BYTES
from bioripple.vocabulary import PUBLISHED_TRUTH, Protocol

# Defaults of config/config.yaml.
LOOSEN = (
    100.0  # errors of the state are taken for so many times those of the tolerances
)
MAX_EXPRESSION_NODES = 1_000_000
SEED = 0  # of the predictors that draw


@dataclass(frozen=True, eq=False)
class Simulation:
    """A model at a time.

    Attributes
    ----------
    compiled
        The system as fast functions; `compiled.system` are its equations.
    state : ndarray, shape (number of states,)
        Values of `compiled.system.states` [model units].
    error : ndarray, shape (number of states,)
        What the tolerances allow each state to be off [model units].
    t
        The time [model time units].
    """

    compiled: CompiledSystem
    state: Floats
    error: Floats
    t: float

    @property
    def quantities(self) -> "pd.Series[float]":
        """The value of everything that has one, by its id [model units]."""
        found = values_at(self.compiled.system, self.state, t=self.t)
        return pd.Series(found, dtype=np.float64)


def read_sbml(sbml: str | os.PathLike[str] | bytes) -> OdeSystem:
    """Read an SBML file as a system of ordinary differential equations.

    Parameters
    ----------
    sbml
        The file's path, or its bytes; it may be compressed (gzip, OMEX). It is looked
        through before libSBML sees it, but not read in a process of its own with limits
        of time and memory, as by `bioripple map`.

    Raises
    ------
    Failed, Refused
        If the file is no sound SBML, or needs something that is not supported.
    OSError
        If there is no such file or it cannot be read.
    TypeError
        If `sbml` is neither a path nor bytes, or is the text of a file.
    """
    document = read_document(
        content_of(sbml, max_bytes=MAX_BYTES),
        max_bytes=MAX_BYTES,
        max_nodes=MAX_EXPRESSION_NODES,
    )
    return build_odes(document)


def simulate(system: OdeSystem, t: float = 10.0) -> Simulation:
    """Integrate a model from its initial values to a time.

    Parameters
    ----------
    system
        What `read_sbml` returns.
    t
        The time [model time units].

    Raises
    ------
    Failed, Refused
        If the integrator cannot get there, or a rate is undefined or has no derivative.
    TypeError, ValueError
        If `system` is something else, or `t` is not finite and > 0.
    """
    check_kind(system, OdeSystem, "system", "read_sbml")
    t = check_time(t, "t", positive=True)
    compiled = compile_system(system, t_end=t)
    run = integrate(compiled, [t], rtol=RTOL, atol=ATOL)
    return Simulation(compiled, run.states[0], run.errors[0], t)


def jacobian(simulation: Simulation) -> NodeJacobian:
    """Return the exact Jacobian at a simulated state, without satellites.

    Parameters
    ----------
    simulation
        What `simulate` returns.

    Returns
    -------
    NodeJacobian
        Of the variables that are influenced by any: `nodes` (n,), `jacobian` (n, n)
        with `[i, j]` = ∂f_i/∂x_j [1 / model time unit], `state`, `rate` and more.

    Raises
    ------
    Failed, Refused
        If an entry is not finite, or a formula has no derivative.
    TypeError
        If `simulation` is something else.
    """
    check_kind(simulation, Simulation, "simulation", "simulate")
    return node_jacobian(
        simulation.compiled,
        simulation.state,
        t=simulation.t,
        error=LOOSEN * simulation.error,
    ).without_satellites()


def influence_network(jacobian: NodeJacobian) -> pd.DataFrame:
    """Return who acts on whom: the sign, -1, 0 or 1, of every entry of a Jacobian.

    Parameters
    ----------
    jacobian
        What `jacobian` returns.
    """
    nodes = _nodes(jacobian)
    return response_table(signs(jacobian.jacobian), nodes)


def sensitivity(jacobian: NodeJacobian) -> pd.DataFrame:
    """Return the responses to a push, M_ij = R_ij / R_jj with R = (I - J)⁻¹.

    Parameters
    ----------
    jacobian
        What `jacobian` returns.

    Raises
    ------
    Failed
        If they are not defined; see `responses.sensitivity`.
    """
    nodes = _nodes(jacobian)
    return response_table(of_a_push.sensitivity(jacobian.jacobian).matrix, nodes)


def steady_state(jacobian: NodeJacobian) -> pd.DataFrame:
    """Return the responses of a steady state to a push that lasts.

    Parameters
    ----------
    jacobian
        What `jacobian` returns, at a state that is steady.

    Returns
    -------
    DataFrame
        n × n, as for `sensitivity`; NaN where the response is not defined, for which
        `responses.steady_state.steady_state` gives the reason.
    """
    nodes = _nodes(jacobian)
    found = of_a_lasting_push.steady_state(jacobian.jacobian, jacobian.slopes)
    return response_table(found.matrix, nodes)


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
    predictor: str, network: NodeJacobian | pd.DataFrame | ArrayLike
) -> pd.DataFrame:
    """Predict the responses from the signs of a network and nothing else.

    Parameters
    ----------
    predictor
        An id of `list_predictors`, of the tier `topology`.
    network
        What `jacobian` or `influence_network` returns, or n × n numbers of which signs
        are taken.

    Returns
    -------
    DataFrame
        n × n, of which sizes are ranked.

    Raises
    ------
    TypeError, ValueError
        If there is no such predictor, or the network is no square matrix of numbers.
    """
    sign, nodes = _signs(network)
    found = BY_ID.get(predictor)
    if found is None or found.compute is None or found.tier != "topology":
        listed = list_predictors()
        known = ", ".join(listed["id"][listed["tier"] == "topology"])
        why = f", which needs the tier {found.tier}" if found and found.tier else ""
        raise ValueError(
            f"predictor: expected one of {known}; found {predictor!r}{why}"
        )
    predicted = found.predict(Topology(sign), PUBLISHED_TRUTH, seed=SEED)
    return response_table(predicted, nodes)


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


def _nodes(jacobian: NodeJacobian) -> list[str]:
    check_kind(jacobian, NodeJacobian, "jacobian", "jacobian")
    nodes: list[str] = jacobian.nodes.tolist()
    return nodes


def _signs(network: NodeJacobian | pd.DataFrame | ArrayLike) -> tuple[Signs, list[Any]]:
    if isinstance(network, NodeJacobian):
        return signs(network.jacobian), _nodes(network)
    return labelled_signs(network, "network")
