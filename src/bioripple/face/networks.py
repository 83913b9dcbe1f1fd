"""What `import bioripple as br` offers to people with a network of their own.

`read` takes any format; `respond`, `reverse` and `explain` say what the command of the
same name says, as tables. What there is to say with an answer is in `table.attrs`.
"""

import os
import warnings
from collections.abc import Mapping
from numbers import Real
from pathlib import Path
from typing import Literal

import pandas as pd

from bioripple.answers import answer
from bioripple.answers import explain as ways
from bioripple.answers import reverse as backwards
from bioripple.answers.conditions import condition_of
from bioripple.answers.kinetic import respond_kinetic
from bioripple.answers.kinetic_names import roles
from bioripple.answers.result import Condition, Responses
from bioripple.formats.guarded import told
from bioripple.formats.read import read as read_network
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.odes.system import OdeSystem
from bioripple.predictors.propagating import AUTO
from bioripple.runtime.checks import check_kind

Dual = Literal["drop", "positive", "negative", "both"]
Conditions = Mapping[str, float] | Mapping[str, Mapping[str, float]]


def read(path: str | os.PathLike[str], *, dual: Dual = "drop") -> SignedNetwork:
    """Read who acts on whom, with what sign, from a file of any known format.

    Parameters
    ----------
    path
        SIF, a table of edges, GraphML, GML, JSON, .bnet, .aeon, SBML-qual, or SBML, of
        which the signs of the rate laws are taken and no values.
    dual
        What becomes of edges with both signs or with none: `drop`, `positive`,
        `negative`, or `both`.

    Returns
    -------
    SignedNetwork
        `nodes`, `labels`, and `sign`, sparse n × n, `[i, j]` = sign of the edge j -> i.

    Raises
    ------
    Failed, Refused
        If the file cannot be read; the message names the place.

    Warns
    -----
    UserWarning
        Where the network is not all that the file says.
    """
    found = read_network(Path(path), dual=dual)
    for finding in found.findings:
        if finding.level == "warning":
            warnings.warn(told(finding, Path(path)), stacklevel=2)
    return found.network


def respond(
    network: SignedNetwork | OdeSystem,
    perturb: Conditions,
    *,
    predictor: str = AUTO,
    targets: list[str] | None = None,
    top: int | None = None,
    robustness: int | None = None,
    abundances: Mapping[str, float] | None = None,
    horizon: float | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Return what responds, in which direction, and how sure that is.

    Parameters
    ----------
    network
        What `read` returns, whose responses are predicted; or what `read_sbml`
        returns, whose responses are computed from its kinetics.
    perturb
        Strength by node, such as `{"EGFR": -1}` (all of it gone) or by link,
        `{"A->B": 0.5}`; or several conditions, such as `{"one": {"EGFR": -1}}`.
    predictor, robustness, abundances
        As `answers.answer.respond` takes them; of networks only.
    targets
        Nodes that are wanted; all by default.
    top
        Rows of each condition, by rank; all by default.
    horizon
        Of kinetics: a time [model time units], in place of the steady state.
    seed
        Of what is drawn.

    Returns
    -------
    DataFrame
        `answers.result.COLUMNS`; `attrs` has `predictor`, `notes` and `facts`.

    Raises
    ------
    Failed, Refused
        If a node is unknown, or there is no answer.
    TypeError, ValueError
        If an argument is of another kind or out of range.
    """
    if isinstance(network, OdeSystem):
        if predictor != AUTO or robustness is not None or abundances is not None:
            raise ValueError(
                "predictor, robustness, abundances: a model is answered by its "
                "kinetics; for a prediction give what read returns"
            )
        known = signed_network(roles(network), [], [], [])
        asked = _conditions(known, perturb)
        found = respond_kinetic(
            network, asked, horizon=horizon, targets=targets, top=top, seed=seed
        )
        return _table(found)
    check_kind(network, SignedNetwork, "network", "read")
    if horizon is not None:
        raise ValueError("horizon: a network without kinetics knows no time")
    found = answer.respond(
        network,
        _conditions(network, perturb),
        predictor=predictor,
        targets=targets,
        top=top,
        robustness=robustness,
        seed=seed,
        abundances=abundances,
    )
    return _table(found)


def reverse(
    network: SignedNetwork,
    node: str,
    *,
    predictor: str = AUTO,
    top: int | None = None,
    abundances: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return which single perturbations move a node, and in which direction.

    Parameters
    ----------
    network
        What `read` returns.
    node
        Id of the node that is to be moved.
    predictor, top, abundances
        As for `respond`.
    """
    check_kind(network, SignedNetwork, "network", "read")
    found = backwards.reverse(
        network, node, predictor=predictor, top=top, abundances=abundances
    )
    table = found.table
    table.attrs = {"predictor": found.predictor, "notes": list(found.notes)}
    return table


def explain(
    network: SignedNetwork,
    source: str,
    target: str,
    *,
    predictor: str = AUTO,
    paths: int = 5,
    abundances: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Return the strongest signed paths by which one node moves another.

    Parameters
    ----------
    network
        What `read` returns.
    source, target
        Ids of the two nodes.
    predictor
        As for `respond`, but not the distance model.
    paths
        How many.
    abundances
        As for `respond`.

    Returns
    -------
    DataFrame
        `path` (ids), `sign`, `share` of all that arrives; `attrs` has `response`,
        `edges` (a table) and `notes`.
    """
    check_kind(network, SignedNetwork, "network", "read")
    found = ways.explain(
        network,
        source,
        target,
        predictor=predictor,
        paths=paths,
        abundances=abundances,
    )
    rows = [(list(path.nodes), path.sign, path.share) for path in found.paths]
    table = pd.DataFrame(rows, columns=["path", "sign", "share"])
    table.attrs = {
        "predictor": found.predictor,
        "response": found.response,
        "edges": found.edges.to_dict("records"),
        "notes": list(found.notes),
    }
    return table


def _conditions(network: SignedNetwork, perturb: object) -> list[Condition]:
    found = dict(perturb) if isinstance(perturb, Mapping) else {}
    named = {name: it for name, it in found.items() if isinstance(it, Mapping)}
    strengths = {name: it for name, it in found.items() if isinstance(it, Real)}
    if not found or len(found) not in (len(named), len(strengths)):
        raise TypeError(
            'perturb: expected strengths by node, such as {"EGFR": -1}, or such by '
            f"condition; found {perturb!r}"
        )
    if strengths:
        return [
            condition_of(network, {name: float(it) for name, it in strengths.items()})
        ]
    return [condition_of(network, it, name=name) for name, it in named.items()]


def _table(found: Responses) -> pd.DataFrame:
    table = found.table
    table.attrs = {
        "predictor": found.predictor,
        "notes": list(found.notes),
        "facts": dict(found.facts),
    }
    return table
