"""What responds if something is perturbed: the table, and what to say with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bioripple.arrays import Flags, Floats
from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork
from bioripple.network.steps import AWAY, Steps, Walker
from bioripple.predictors.propagating import (
    AUTOMATIC,
    DISTANCE,
    OWN_NETWORK,
    signed_distance,
)
from bioripple.respond.conditions import condition_of
from bioripple.respond.ensemble import Answered, Ensemble, answer_block, prepare
from bioripple.respond.names import places_of
from bioripple.respond.notes import notes_of, versions
from bioripple.respond.result import COLUMNS, Condition, Responses
from bioripple.respond.robustness import FLIPPED, LOST, default_number
from bioripple.respond.solve import BLOCK

AUTO = "auto"
MOST_ROWS = 5_000_000
DIGITS = 10  # that responses have to share to count as equal


@dataclass
class _Worst:
    """The worst of all solutions."""

    residual: float = 0.0
    steps: int = 0
    converged: bool = True

    def take(self, found: Answered) -> None:
        """Take note of a block."""
        self.residual = max(self.residual, found.residual)
        self.steps = max(self.steps, found.steps)
        self.converged &= found.converged


def respond(
    network: SignedNetwork,
    conditions: Sequence[Condition] | Mapping[str, float],
    *,
    predictor: str = AUTO,
    targets: Sequence[str] | None = None,
    top: int | None = None,
    robustness: int | None = None,
    seed: int = 0,
) -> Responses:
    """Predict how the nodes of a network without kinetics respond.

    Parameters
    ----------
    network
        Who acts on whom.
    conditions
        What is perturbed: conditions, or one as strengths by node or by `A->B`.
    predictor
        Id in `propagating.OWN_NETWORK`, or `auto`.
    targets
        Nodes that are wanted; ranks are among these. All by default.
    top
        Rows of each condition that are wanted, by rank; ties at the end stay. All by
        default.
    robustness
        How many copies of the network, with a tenth of its edges lost and a twentieth
        flipped, join the ensemble; by default 20, beyond 10,000 edges none.
    seed
        Of what is drawn; the same twice is the same answer.

    Returns
    -------
    Responses
        The table in the order of `result.COLUMNS`, notes for people, and facts.

    Raises
    ------
    Refused
        If a node, link or target is not in the network, or too many rows are wanted.
    ValueError
        If there is no such predictor, or a number is out of range.
    """
    name = AUTOMATIC if predictor == AUTO else predictor
    if name not in OWN_NETWORK:
        known = ", ".join((AUTO, *OWN_NETWORK))
        raise ValueError(f"predictor: expected one of {known}; found {predictor!r}")
    asked = _checked(network, conditions)
    wanted = _wanted(network, asked, targets, top)
    number = default_number(network) if robustness is None else robustness
    if number < 0:
        raise ValueError(f"robustness: expected a number >= 0, found {number}")
    if name == DISTANCE:
        number = 0
        ensemble = None
    else:
        ensemble = prepare(network, name, robustness=number, seed=seed)
    worst = _Worst()
    tables = list(_tables(network, asked, ensemble, wanted, top, worst))
    table = pd.concat(tables, ignore_index=True) if tables else _empty()
    facts = {
        "predictor": name,
        "nodes": network.size,
        "edges": network.n_edges,
        "members": len(ensemble.systems) if ensemble else 1,
        "robustness": {"networks": number, "lost": LOST, "flipped": FLIPPED},
        "seed": seed,
        "solve": {
            "how": "factorised" if worst.steps == 0 else "iterated",
            "steps": worst.steps,
            "residual": worst.residual,
            "converged": worst.converged,
        },
        **versions(),
    }
    held = name != DISTANCE and bool(ensemble and ensemble.plain.held)
    notes = notes_of(name, held=held, number=number, converged=worst.converged)
    return Responses(network, name, asked, table, notes, facts)


def _checked(
    network: SignedNetwork, conditions: Sequence[Condition] | Mapping[str, float]
) -> tuple[Condition, ...]:
    """Return conditions of which the network has all that they name."""
    if isinstance(conditions, Mapping):
        return (condition_of(network, conditions),)
    for each in conditions:
        by_link = {f"{a}->{b}": value for (a, b), value in each.links.items()}
        condition_of(network, {**each.nodes, **by_link}, name=each.name)
    names = [each.name for each in conditions]
    if len(set(names)) != len(names):
        raise ValueError("conditions: expected each name once")
    return tuple(conditions)


def _wanted(
    network: SignedNetwork,
    conditions: Sequence[Condition],
    targets: Sequence[str] | None,
    top: int | None,
) -> Flags:
    if top is not None and top < 1:
        raise ValueError(f"top: expected a number > 0, found {top}")
    wanted = np.full(network.size, targets is None)
    if targets is not None:
        wanted[places_of(network, targets)] = True
    rows = len(conditions) * min(int(wanted.sum()), top or network.size)
    if rows > MOST_ROWS:
        raise Refused(
            f"{len(conditions)} conditions make {rows} rows, more than {MOST_ROWS}; "
            "ask for the first ones of each (top), or for some nodes (targets)"
        )
    return wanted


def _tables(
    network: SignedNetwork,
    conditions: Sequence[Condition],
    ensemble: Ensemble | None,
    wanted: Flags,
    top: int | None,
    worst: _Worst,
) -> Iterator[pd.DataFrame]:
    """Yield the rows of each condition."""
    onwards, back = Walker(network), Walker(network, backwards=True)
    labels = np.array(network.labels, dtype=object)
    nodes = np.array(network.nodes, dtype=object)
    for first in range(0, len(conditions), BLOCK):
        block = conditions[first : first + BLOCK]
        found = answer_block(network, ensemble, block) if ensemble else None
        if found:
            worst.take(found)
        for column, condition in enumerate(block):
            frame = _columns(network, condition, onwards, back)
            frame["response"] = (
                found.response[:, column] if found else frame["baseline"]
            )
            frame["response"] = np.where(
                frame["distance"] == AWAY, 0.0, frame["response"]
            )
            frame["spread"] = found.spread[:, column] if found else np.nan
            frame["sign_agreement"] = found.agreement[:, column] if found else np.nan
            frame["node"], frame["name"] = nodes, labels
            yield _rows(network, condition, frame, wanted, top)


def _columns(
    network: SignedNetwork, condition: Condition, onwards: Walker, back: Walker
) -> pd.DataFrame:
    """Return distance, relation and baseline of every node, for one condition."""
    place = network.place
    starts = {place[node]: 0 for node in condition.nodes}
    behind = {place[target]: 1 for _, target in condition.links}
    before = {place[source]: 0 for source, _ in condition.links}
    distance = onwards.steps({**behind, **starts})
    upstream = back.steps({**before, **starts}) != AWAY
    return pd.DataFrame(
        {
            "distance": distance,
            "relation": relations(distance, upstream),
            "baseline": baseline_of(network, condition, onwards),
        }
    )


def baseline_of(
    network: SignedNetwork, condition: Condition, onwards: Walker
) -> Floats:
    """Return what the signed distance model gives, shape (n,).

    A link of strength s counts as its source would, perturbed by s, along this link.
    """
    place = network.place
    found = signed_distance(
        onwards, {place[node]: value for node, value in condition.nodes.items()}
    )
    for (source, target), value in condition.links.items():
        sign = int(network.sign[place[target], place[source]])
        found += signed_distance(onwards, {place[target]: value * sign}, beyond=1)
    return found


def relations(distance: Steps, upstream: Flags) -> np.ndarray:
    """Say how each node lies to what is perturbed."""
    downstream = distance != AWAY
    return np.select(
        [downstream & upstream, downstream, upstream],
        ["both", "downstream", "upstream"],
        "unreachable",
    ).astype(object)


def _rows(
    network: SignedNetwork,
    condition: Condition,
    frame: pd.DataFrame,
    wanted: Flags,
    top: int | None,
) -> pd.DataFrame:
    """Rank what is wanted and not perturbed; cut it where enough is enough."""
    kept = wanted.copy()
    kept[[network.place[node] for node in condition.nodes]] = False
    chosen = frame[kept].copy()
    chosen["rank"] = ranks(chosen["response"].to_numpy())
    if top is not None:
        chosen = chosen[chosen["rank"] <= top]
    chosen = chosen.sort_values("rank", kind="stable")
    chosen["condition"] = condition.name
    chosen["distance"] = (
        chosen["distance"].astype("Int64").where(chosen["distance"] != AWAY)
    )
    return chosen[list(COLUMNS)]


def ranks(response: Floats) -> np.ndarray:
    """Return the rank of each response by its size, 1 = the largest, ties `min`."""
    size = np.abs(response)
    largest = size.max(initial=0.0)
    if largest > 0:
        # What differs in the last digits only is the same sum in another order.
        size = np.round(size / largest, DIGITS + 2)
    # Not by scipy.stats: importing it takes longer than most answers.
    return pd.Series(-size).rank(method="min").to_numpy().astype(np.int64)


def _empty() -> pd.DataFrame:
    return pd.DataFrame(columns=list(COLUMNS))
