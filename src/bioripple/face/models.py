"""What `import bioripple as br` offers: each name is a few calls of the rooms.

A file becomes equations, these a state, that a Jacobian, and that the responses and a
network, from which topology alone predicts. All settings are those of the shipped
configuration, so that the numbers are the workflow's. Matrices come as tables with the
ids of the nodes; row = affected, column = affecting.

`Refused` and `Failed` speak of models, a `TypeError` or a `ValueError` of the call.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bioripple.arrays import Floats
from bioripple.datasets.content import content_of
from bioripple.dynamics.compiled import CompiledSystem, compile_system
from bioripple.dynamics.integrate import ATOL, RTOL, integrate
from bioripple.dynamics.jacobian import NodeJacobian, node_jacobian
from bioripple.errors import Failed as Failed
from bioripple.errors import Refused as Refused
from bioripple.mapping.parse_sbml import read_document
from bioripple.network.influence import signs
from bioripple.network.labels import chosen, response_table
from bioripple.odes.quantities import values_at
from bioripple.odes.system import OdeSystem, build_odes
from bioripple.responses import of_sources
from bioripple.responses import sensitivity as of_a_push
from bioripple.responses import steady_state as of_a_lasting_push
from bioripple.runtime.checks import check_kind, check_time
from bioripple.untrusted.xml import MAX_BYTES

# Defaults of config/config.yaml.
LOOSEN = (
    100.0  # errors of the state are taken for so many times those of the tolerances
)
MAX_EXPRESSION_NODES = 1_000_000


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
        with `[i, j]` = ∂f_i/∂x_j [1 / model time unit], `state`, `rate` and more. What
        it holds is sparse: `sparse` is the same matrix as a `scipy.sparse.csr_array`,
        and `jacobian` is made where it is asked for.

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
    nodes = nodes_of(jacobian)
    return response_table(signs(jacobian.jacobian), nodes)


def sensitivity(
    jacobian: NodeJacobian, *, sources: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return the responses to a push, M_ij = R_ij / R_jj with R = (I - J)⁻¹.

    Parameters
    ----------
    jacobian
        What `jacobian` returns.
    sources
        Ids of k nodes that are pushed; all by default.

    Returns
    -------
    DataFrame
        n × n, `[i, j]` = change of node i per change of node j; with `sources` n × k,
        their columns, by one sparse factorisation and without n × n: a network of
        10,000 nodes takes seconds (see `responses.of_sources.sensitivity_of`).

    Raises
    ------
    Failed
        If they are not defined; see `responses.sensitivity`.
    TypeError, ValueError
        If `jacobian` is something else, or a source is no node of it.
    """
    nodes = nodes_of(jacobian)
    if sources is None:
        return response_table(of_a_push.sensitivity(jacobian.jacobian).matrix, nodes)
    names, places = chosen(nodes, sources)
    found = of_sources.sensitivity_of(jacobian.sparse, places)
    return response_table(found.matrix, nodes, names)


def steady_state(
    jacobian: NodeJacobian, *, sources: Iterable[str] | None = None
) -> pd.DataFrame:
    """Return the responses of a steady state to a push that lasts.

    They have the units of the nodes: at the horizon, this is the truth `lasting_push`.
    The truth `steady_state`, in per cent and at rest, is what `respond` answers.

    Parameters
    ----------
    jacobian
        What `jacobian` returns, at a state that is steady.
    sources
        Ids of k nodes that are pushed; all by default.

    Returns
    -------
    DataFrame
        n × n, as for `sensitivity`, or n × k; NaN where the response is not defined,
        for which `responses.steady_state.steady_state` gives the reason.

    Raises
    ------
    TypeError, ValueError
        If `jacobian` is something else, or a source is no node of it.
    """
    nodes = nodes_of(jacobian)
    if sources is None:
        found = of_a_lasting_push.steady_state(jacobian.jacobian, jacobian.slopes)
        return response_table(found.matrix, nodes)
    names, places = chosen(nodes, sources)
    slopes = jacobian.formulas.sparse()
    found = of_sources.steady_state_of(jacobian.sparse, slopes, places)
    return response_table(found.matrix, nodes, names)


def nodes_of(jacobian: NodeJacobian) -> list[str]:
    """Return the ids of the nodes of what `jacobian` returns."""
    check_kind(jacobian, NodeJacobian, "jacobian", "jacobian")
    nodes: list[str] = jacobian.nodes.tolist()
    return nodes
