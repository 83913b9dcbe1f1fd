"""From a MIDAS table to contrasts: what each stimulus and each inhibitor did.

A stimulus alone is held against nothing, inhibitors against the same stimuli without
them; cells of another line against none but their own.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bioripple.answers.grid import shown
from bioripple.answers.result import Condition
from bioripple.arrays import Flags, Floats
from bioripple.errors import Refused
from bioripple.measured.contrasts import Contrast, Kind, Measured
from bioripple.measured.midas import Midas
from bioripple.measured.node_names import folded, node_of
from bioripple.network.signed import SignedNetwork

CELL_LINE = "cellline"
KIND_WORDS = {
    "stimuli": "stimulus",
    "stimulus": "stimulus",
    "inhibitors": "inhibitor",
    "inhibitor": "inhibitor",
}
# Columns that say that nothing was given: NOCYTO, NO-INHIB, NOLIG …
NOTHING = re.compile(r"no(cyto|inhib|lig|stim|drug|treat)[a-z]*")
INHIBITED = "i"  # behind the name of the node

Given = frozenset[tuple[int, float]]  # treatments, by column, and their doses


@dataclass(frozen=True)
class _Treatment:
    kind: Kind
    node: str
    largest: float  # dose


@dataclass(frozen=True, eq=False)
class _Samples:
    """Means of samples that were treated alike, by line, stimuli and inhibitors."""

    late: Mapping[tuple[str, Given, Given], Floats]
    early: Mapping[tuple[str, Given, Given], Floats]

    def value(
        self, line: str, stimuli: Given, inhibitors: Given, *, early: bool = False
    ) -> Floats | None:
        return (self.early if early else self.late).get((line, stimuli, inhibitors))


def contrasts_of_midas(name: str, network: SignedNetwork, table: Midas) -> Measured:
    """Return what treatments did, as far as the network has their nodes.

    Parameters
    ----------
    name
        Of the set.
    network
        Whose nodes treatments and readouts are.
    table
        The samples.

    Raises
    ------
    Refused
        If no treatment, no readout or no pair of samples is left.

    Notes
    -----
    Values are those at the first time after 0. What a stimulus is held against is the
    untreated sample at that time or, where there is none, at time 0. What inhibitors
    do without a stimulus is told by time 0 where it was not measured later, for cells
    are inhibited before they are stimulated. Samples treated alike are averaged.
    """
    problems: list[str] = []
    columns, known = _readouts(network, table, problems)
    treatments, lines, usable = _treatments(network, table, problems)
    if not treatments:
        raise Refused(f"{table.path}: no treatment is a node of the network")
    samples = _samples(table, treatments, lines, usable, columns)
    found = list(_contrasts(samples, treatments))
    if not found:
        raise Refused(
            f"{table.path}: expected samples with a treatment and the same without it; "
            "there is no such pair"
        )
    return Measured(
        name,
        network,
        tuple(contrast for contrast, _ in found),
        known,
        np.array([change for _, change in found]),
        tuple(problems),
    )


def _readouts(
    network: SignedNetwork, table: Midas, problems: list[str]
) -> tuple[list[int], tuple[str, ...]]:
    nodes = [node_of(each, network.nodes) for each in table.readouts]
    for column, node in zip(table.readouts, nodes, strict=True):
        if node is None:
            problems.append(
                f'{table.path}: the readout "{shown(column)}" is no node of the network'
            )
    known = [k for k, node in enumerate(nodes) if node is not None]
    if not known:
        raise Refused(f"{table.path}: no readout is a node of the network")
    return known, tuple(node for node in nodes if node is not None)


def _treatments(
    network: SignedNetwork, table: Midas, problems: list[str]
) -> tuple[dict[int, _Treatment], list[str], Flags]:
    """Return treatments by column, the line of cells and the use of each sample."""
    found: dict[int, _Treatment] = {}
    lines = [""] * len(table.given)
    usable = np.ones(len(table.given), dtype=np.bool_)
    for k, column in enumerate(table.treatments):
        parts = column.split(":")
        kind = folded(parts[-1]) if len(parts) > 1 else ""
        dose = table.given[:, k]
        if kind == CELL_LINE or np.isnan(dose).any():
            # A column of texts names the samples.
            for sample in map(int, np.flatnonzero(dose > 0)):
                lines[sample] += f" {parts[0].strip()}"
            continue
        treated = _treatment(network, parts[0].strip(), KIND_WORDS.get(kind))
        if treated is not None:
            found[k] = _Treatment(*treated, largest=float(dose.max(initial=0.0)) or 1.0)
        elif not NOTHING.fullmatch(folded(parts[0])):
            usable &= dose == 0
            problems.append(
                f'{table.path}: the treatment "{shown(column)}" is no node of the '
                f"network; {int((dose != 0).sum())} samples are left out"
            )
    return found, lines, usable


def _treatment(
    network: SignedNetwork, name: str, kind: str | None
) -> tuple[Kind, str] | None:
    """Return whether a treatment stimulates or inhibits, and which node."""
    node = node_of(name, network.nodes)
    if kind == "inhibitor" and node is not None:
        return "inhibitor", node
    if node is not None:
        return "stimulus", node
    if name[-1:].casefold() == INHIBITED and kind != "stimulus":
        inhibited = node_of(name[:-1], network.nodes)
        if inhibited is not None:
            return "inhibitor", inhibited
    return None


def _samples(
    table: Midas,
    treatments: Mapping[int, _Treatment],
    lines: Sequence[str],
    usable: Flags,
    columns: list[int],
) -> _Samples:
    times, values = table.times[:, columns], table.values[:, columns]
    later = times[times > 0]
    if not later.size:
        raise Refused(f"{table.path}: expected a time of measurement after 0")
    first = later.min()
    by_key: dict[tuple[str, Given, Given], list[int]] = {}
    for sample in map(int, np.flatnonzero(usable)):
        given = [(k, float(table.given[sample, k])) for k in treatments]
        some = [(k, dose) for k, dose in given if dose > 0]
        stimuli, inhibitors = (
            frozenset(it for it in some if treatments[it[0]].kind == kind)
            for kind in ("stimulus", "inhibitor")
        )
        by_key.setdefault((lines[sample], stimuli, inhibitors), []).append(sample)

    def means(at: Flags) -> dict[tuple[str, Given, Given], Floats]:
        taken = np.where(at, values, np.nan)
        return {
            key: mean
            for key, rows in by_key.items()
            if not np.isnan(mean := _mean(taken[rows])).all()
        }

    return _Samples(late=means(times == first), early=means(times == 0))


def _mean(values: Floats) -> Floats:
    """Return the mean over samples of what there is, shape (r,)."""
    there = ~np.isnan(values)
    count = there.sum(axis=0)
    total = np.where(there, values, 0.0).sum(axis=0)
    found: Floats = np.full(count.shape, np.nan)
    np.divide(total, count, out=found, where=count > 0)
    return found


def _contrasts(
    samples: _Samples, treatments: Mapping[int, _Treatment]
) -> Iterator[tuple[Contrast, Floats]]:
    nothing: Given = frozenset()
    for line, stimuli, inhibitors in dict.fromkeys((*samples.late, *samples.early)):
        own = samples.value(line, stimuli, inhibitors)
        if inhibitors:
            before = samples.value(line, stimuli, nothing)
            if not stimuli and (own is None or before is None):
                own, before = (
                    samples.value(line, nothing, each, early=True)
                    for each in (inhibitors, nothing)
                )
            done, kind = inhibitors, "inhibitor"
        elif stimuli:
            before = samples.value(line, nothing, nothing)
            if before is None:
                before = samples.value(line, nothing, nothing, early=True)
            done, kind = stimuli, "stimulus"
        else:
            continue
        if own is None or before is None or np.isnan(change := own - before).all():
            continue
        within = _strengths(stimuli, treatments) if inhibitors else {}
        yield _contrast(line, kind, _strengths(done, treatments), within), change


def _strengths(given: Given, treatments: Mapping[int, _Treatment]) -> dict[str, float]:
    """Return strengths by node: 1 for the largest dose of a stimulus, less for less."""
    found: dict[str, float] = {}
    for column, dose in sorted(given):
        treated = treatments[column]
        sign = -1.0 if treated.kind == "inhibitor" else 1.0
        found[treated.node] = sign * dose / treated.largest
    return found


def _contrast(
    line: str, kind: str, done: Mapping[str, float], within: Mapping[str, float]
) -> Contrast:
    source = ", ".join(f"{node}={value:g}" for node, value in sorted(done.items()))
    behind = "".join(f" in {node}" for node in within)
    chosen: Kind = "inhibitor" if kind == "inhibitor" else "stimulus"
    condition = Condition(f"{source}{behind}{line}", dict(done))
    return Contrast(condition, chosen, source, dict(within))
