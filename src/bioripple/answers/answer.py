"""What responds if something is perturbed: the table, and what to say with it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from bioripple.answers.conditions import condition_of
from bioripple.answers.ensemble import Answered, Ensemble, answer_block, prepare
from bioripple.answers.known import known
from bioripple.answers.names import places_of
from bioripple.answers.notes import known_by, notes_of, versions
from bioripple.answers.relation import relations
from bioripple.answers.result import COLUMNS, Condition, Responses
from bioripple.answers.robustness import FLIPPED, LOST, MOST_DRAWN, default_number
from bioripple.answers.solve import BLOCK
from bioripple.arrays import Flags, Floats
from bioripple.errors import Refused
from bioripple.network.signed import Places, SignedNetwork
from bioripple.network.steps import AWAY, Walker
from bioripple.predictors.propagating import AUTO, DISTANCE, signed_distance

MOST_ROWS = 5_000_000
ALIKE = 1e-6  # share of a response; perceptrons reckon in single precision
ROUNDING = 1e-12  # share of the largest response


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
    abundances: Mapping[str, float] | None = None,
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
    abundances
        Of some nodes by id, in any one unit.

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
    told = known(network, predictor, abundances)
    name = told.predictor
    asked = _checked(network, conditions)
    wanted = _wanted(network, asked, targets, top)
    number = default_number(network) if robustness is None else robustness
    if not 0 <= number <= MOST_DRAWN:
        raise ValueError(f"robustness: expected 0 to {MOST_DRAWN}, found {number}")
    if name == DISTANCE:
        number = 0
        ensemble = None
    else:
        ensemble = prepare(
            network,
            name,
            robustness=number,
            seed=seed,
            abundances=told.abundances,
        )
    worst = _Worst()
    tables = list(_tables(network, asked, ensemble, wanted, top, worst))
    table = pd.concat(tables, ignore_index=True) if tables else _empty()
    facts = {
        "predictor": name,
        "known": known_by(name, has_abundances=told.has_abundances),
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
    notes = notes_of(
        name,
        held=name != DISTANCE and bool(ensemble and ensemble.plain.held),
        number=number,
        converged=worst.converged,
        has_abundances=told.has_abundances,
    )
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
    for first in range(0, len(conditions), BLOCK):
        block = conditions[first : first + BLOCK]
        found = answer_block(network, ensemble, block) if ensemble else None
        if found:
            worst.take(found)
        for column, condition in enumerate(block):
            known = _of_network(network, condition, onwards, back)
            response = found.response[:, column] if found else known["baseline"]
            known["response"] = np.where(known["distance"] == AWAY, 0.0, response)
            if found:
                known["spread"] = found.spread[:, column]
                known["sign_agreement"] = found.agreement[:, column]
            yield _rows(network, condition, known, wanted, top)


def _of_network(
    network: SignedNetwork, condition: Condition, onwards: Walker, back: Walker
) -> dict[str, np.ndarray]:
    """Return distance, baseline, and whether it is upstream, of every node."""
    place = network.place
    starts = {place[node]: 0 for node in condition.nodes}
    behind = {place[target]: 1 for _, target in condition.links}
    before = {place[source]: 0 for source, _ in condition.links}
    return {
        "distance": onwards.steps({**behind, **starts}),
        "upstream": back.steps({**before, **starts}) != AWAY,
        "baseline": baseline_of(network, condition, onwards),
    }


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


def _rows(
    network: SignedNetwork,
    condition: Condition,
    known: dict[str, np.ndarray],
    wanted: Flags,
    top: int | None,
) -> pd.DataFrame:
    """Rank what is wanted and not perturbed; cut it where enough is enough."""
    kept = wanted.copy()
    kept[[network.place[node] for node in condition.nodes]] = False
    places = np.flatnonzero(kept)
    rank = ranks(known["response"][places])
    order = np.argsort(rank, kind="stable")
    if top is not None:
        order = order[: np.searchsorted(rank[order], top, side="right")]
    places, rank = places[order], rank[order]
    distance = known["distance"][places]
    nothing = np.full(len(places), np.nan)
    columns: dict[str, object] = {
        "condition": condition.name,
        "node": [network.nodes[k] for k in places],
        "rank": rank,
        "response": known["response"][places],
        "spread": known["spread"][places] if "spread" in known else nothing,
        "sign_agreement": (
            known["sign_agreement"][places] if "sign_agreement" in known else nothing
        ),
        "distance": pd.arrays.IntegerArray(distance.astype(np.int64), distance == AWAY),
        "relation": relations(distance != AWAY, known["upstream"][places]),
        "baseline": known["baseline"][places],
        "name": [network.labels[k] for k in places],
    }
    index = pd.RangeIndex(len(places))
    return pd.DataFrame({name: columns[name] for name in COLUMNS}, index=index)


def ranks(response: Floats) -> Places:
    """Return the rank of each response by its size, 1 = the largest, ties `min`.

    Those that differ by what single precision and the order of sums make share a rank.
    """
    size = np.abs(response)
    order = np.argsort(-size, kind="stable")
    falling = size[order]
    gap = -np.diff(falling)
    least = np.maximum(ALIKE * falling[:-1], ROUNDING * falling[:1])
    starts = np.concatenate([[True], gap > least])[: size.size]
    rank = np.maximum.accumulate(np.where(starts, np.arange(size.size) + 1, 0))
    return np.asarray(rank[np.argsort(order)], dtype=np.intp)


def _empty() -> pd.DataFrame:
    return pd.DataFrame(columns=list(COLUMNS))
