"""Which perturbations move a node: rows of the response matrix by transposed solves."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from bioripple.answers.answer import ranks
from bioripple.answers.known import known
from bioripple.answers.names import places_of
from bioripple.answers.notes import notes_of
from bioripple.answers.relation import relations
from bioripple.answers.solve import BLOCK, FILL, System
from bioripple.arrays import Floats
from bioripple.network.signed import Places, SignedNetwork
from bioripple.network.steps import AWAY, Walker
from bioripple.predictors.propagating import AUTO, DISTANCE

# Columns of a reversed answer, and what each says.
REVERSED: dict[str, str] = {
    "target": "the node that is to be moved",
    "source": "id of the node that would be perturbed",
    "rank": "1 = moves the target most",
    "response": "change of the target if the source is perturbed with strength 1; "
    "-1 does the opposite",
    "spread": "standard deviation over the members of the predictor; empty for one",
    "distance": "edges on the shortest path from the source to the target",
    "relation": "where the source lies, as seen from the target: upstream, or both",
    "baseline": "what the signed distance model gives",
    "name": "what people call the source",
}
CANDIDATES = 256  # for how many the response to holding is computed in a large network


@dataclass(frozen=True, eq=False)
class Reversed:
    """What moves a node.

    Attributes
    ----------
    predictor
        Its id.
    table : DataFrame
        Columns `REVERSED`, ordered by rank; sources that do not reach it are left out.
    notes
        As in `result.Responses`.
    """

    predictor: str
    table: pd.DataFrame
    notes: tuple[str, ...]


def reverse(
    network: SignedNetwork,
    target: str,
    *,
    predictor: str = AUTO,
    top: int | None = None,
    abundances: Mapping[str, float] | None = None,
) -> Reversed:
    """Return which single perturbations move a node.

    Parameters
    ----------
    network
        Who acts on whom.
    target
        Id of the node that is to be moved.
    predictor, abundances
        As in `answer.respond`.
    top
        How many sources are wanted, by rank; all by default.

    Raises
    ------
    Refused
        If there is no such node, or the predictor takes no abundances.
    ValueError
        If there is no such predictor, or `top` is out of range.

    Notes
    -----
    With R = (I - W)⁻¹, one transposed solve gives row t of R. Where strengths are added
    it is the answer, times their scale. Where nodes are held, holding j at 1 moves t by
    R_tj / R_jj. The diagonal is exact where W is factorised. In a large network it is
    computed for the 256 (or 4 · top) sources with the largest |R_tj|; the others are
    left out, and a note says so.
    """
    told = known(network, predictor, abundances)
    name = told.predictor
    if top is not None and top < 1:
        raise ValueError(f"top: expected a number > 0, found {top}")
    (place,) = places_of(network, [target])
    distance, sign = Walker(network, backwards=True).signed_steps(place)
    baseline = np.where(distance == AWAY, 0.0, sign / (1.0 + np.maximum(distance, 0)))
    kept = distance > 0
    response, spread, held, converged = (
        baseline,
        np.full_like(baseline, np.nan),
        False,
        True,
    )
    notes: tuple[str, ...] = ()
    if name != DISTANCE:
        passed = told.passing(network)
        held = passed.held
        rows = [_row(System(member), place) for member in passed.members]
        converged = all(is_good for _, is_good in rows)
        values = np.array([row for row, _ in rows])
        if held:
            few = _candidates(values, kept, top)
            if few.size < int(kept.sum()):
                notes = (_few_note(few.size, int(kept.sum())),)
            kept = np.isin(np.arange(network.size), few)
            values = values / _diagonals(passed.members, few, network.size)
        response = passed.scale * values.mean(axis=0)
        if len(values) > 1:
            spread = passed.scale * values.std(axis=0)
    upstream = distance != AWAY
    downstream = Walker(network).steps({place: 0}) != AWAY
    frame = pd.DataFrame(
        {
            "target": target,
            "source": np.array(network.nodes, dtype=object),
            "response": response,
            "spread": spread,
            "distance": distance,
            # The target is met from the source: seen from the target, that is upstream.
            "relation": relations(downstream, upstream),
            "baseline": baseline,
            "name": np.array(network.labels, dtype=object),
        }
    )
    return Reversed(
        name,
        _ranked(frame[kept].copy(), top),
        (
            *notes,
            *notes_of(
                name,
                held=held,
                number=None,
                converged=converged,
                has_abundances=told.has_abundances,
            ),
        ),
    )


def _ranked(frame: pd.DataFrame, top: int | None) -> pd.DataFrame:
    frame["rank"] = ranks(frame["response"].to_numpy())
    if top is not None:
        frame = frame[frame["rank"] <= top]
    frame = frame.sort_values("rank", kind="stable", ignore_index=True)
    return frame[list(REVERSED)]


def _row(system: System, place: int) -> tuple[Floats, bool]:
    """Return row `place` of (I - W)⁻¹, and whether it converged."""
    solved = system.transposed.inverse_columns([place])
    return solved.changes[:, 0], solved.converged


def _candidates(values: Floats, kept: np.ndarray, top: int | None) -> Places:
    """Return the sources whose diagonal is computed: all of a small network."""
    places = np.flatnonzero(kept)
    most = max(CANDIDATES, 4 * (top or 0))
    if len(kept) ** 2 <= FILL or places.size <= most:
        return places
    sizes = np.abs(values.mean(axis=0))[places]
    return np.sort(places[np.argsort(-sizes, kind="stable")[:most]])


def _diagonals(members: Sequence[csr_array], places: Places, size: int) -> Floats:
    """Return R_jj of each member at some places, 1 elsewhere; shape (members, n)."""
    found = np.ones((len(members), size))
    for k, member in enumerate(members):
        system = System(member)
        for first in range(0, places.size, BLOCK):
            some = places[first : first + BLOCK]
            columns = system.inverse_columns(some).changes
            found[k, some] = columns[some, np.arange(some.size)]
    return found


def _few_note(few: int, all_: int) -> str:
    return (
        f"What holding a node does was computed for the {few} of {all_} sources whose "
        "pushes move the target most; the others are left out."
    )
