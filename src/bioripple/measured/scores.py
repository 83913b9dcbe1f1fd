"""How predictions fare on measured sets: sizes, directions, intervals over sources."""

import warnings
from collections.abc import Iterator, Sequence

import numpy as np

from bioripple.answers.observed import INTERVAL
from bioripple.arrays import Flags, Floats
from bioripple.measured.contrasts import WHOLE
from bioripple.measured.node_names import folded
from bioripple.measured.pairs import Pairs, Told, pairs_of
from bioripple.measured.resampling import correlations, deviations, draw_weights, shares
from bioripple.predictors.propagating import DISTANCE
from bioripple.vocabulary import COMMONER_SIGN

ORDER, SIGN, ELSEWHERE = "order", "sign", "sign_elsewhere"
METRICS = (ORDER, SIGN, ELSEWHERE)

# Columns of measured.tsv, and what each says.
COLUMNS: dict[str, str] = {
    "set": "the measured set; or a group of sets that share data, as one",
    "group": "the group that the set belongs to",
    "network": "where the network is from: `prior` knowledge, `inferred` from these "
    "very data, `simulated` with the data, or `own`",
    "sets": "how many sets a row is the mean of",
    "kind": "which contrasts: of a `stimulus`, of an `inhibitor`, of `one` node or "
    "link, of `several`, or `all`",
    "metric": "`order`: Spearman's correlation of sizes over all pairs of source and "
    "readout, but those in which the readout itself is perturbed; `sign`: share of the "
    "pairs whose direction is right, no direction being wrong; `sign_elsewhere`: the "
    "same without readouts that are perturbed themselves",
    "predictor": "its id; `commoner_sign` always says the direction that most pairs "
    "have; `own_kinetics` and `own_simulation` are of the model of a PEtab problem",
    "value": "the score",
    "low": "lower end of its 95 % interval, from resampled sources",
    "high": "upper end",
    "n": "pairs of source and readout",
    "sources": "different perturbations",
    "baseline": "what the distance model scores",
    "commoner": "what `commoner_sign` scores; empty for `order`",
    "gain": "value less baseline",
    "gain_low": "lower end of its 95 % interval",
    "gain_high": "upper end",
}
NUMBERS = (
    "value",
    "low",
    "high",
    "n",
    "sources",
    "baseline",
    "commoner",
    "gain",
    "gain_low",
    "gain_high",
)


def score(
    sets: Sequence[Told], *, draws: int, seed: int
) -> Iterator[dict[str, object]]:
    """Score sets one by one, and groups of several as one.

    Parameters
    ----------
    sets
        With predictions.
    draws, seed
        Number and seed of the resamples of sources.

    Yields
    ------
    dict
        Rows with the names of `COLUMNS`.
    """
    for told in sets:
        yield from _rows(told.measured.name, (told,), draws=draws, seed=seed)
    for group in dict.fromkeys(told.group for told in sets):
        members = tuple(told for told in sets if told.group == group)
        if len(members) > 1:
            yield from _rows(group, members, draws=draws, seed=seed)


def _rows(
    name: str, members: Sequence[Told], *, draws: int, seed: int
) -> Iterator[dict[str, object]]:
    """Yield the rows of sets that are taken together: means over them."""
    kinds = {each.kind for told in members for each in told.measured.contrasts}
    for kind in (WHOLE, *sorted(kinds)):
        having = [told for told in members if told.measured.of_kind(kind).any()]
        parts = [pairs_of(told, kind) for told in having]
        whole = {
            "set": name,
            "group": members[0].group,
            "network": members[0].network,
            "sets": len(parts),
            "kind": kind,
        }
        weights = _weights(parts, draws=draws, seed=seed)
        for metric in METRICS:
            for row in _of_metric(metric, parts, weights):
                yield whole | row


def _weights(parts: Sequence[Pairs], *, draws: int, seed: int) -> list[Floats]:
    """Return how often each source of each set is drawn, (draws + 1, sources) each.

    ASSUME: sets of a group in which the same is perturbed tell the same twice, so that
    such sources are drawn together; they are known by their names.
    """
    known = sorted({folded(it) for part in parts for it in part.sources})
    place = {name: k for k, name in enumerate(known)}
    drawn = draw_weights(len(known), draws=draws, seed=seed)
    return [drawn[:, [place[folded(it)] for it in part.sources]] for part in parts]


def _of_metric(
    metric: str, parts: Sequence[Pairs], weights: Sequence[Floats]
) -> Iterator[dict[str, object]]:
    """Yield a row for each predictor that all sets have, and that knows directions."""
    names = [
        name
        for name, said in parts[0].said.items()
        if all(name in part.said for part in parts)
        and (metric == ORDER or said.signed is not None)
    ]
    names += [] if metric == ORDER else [COMMONER_SIGN]
    draws = [
        _draws(part, names, metric, weight)
        for part, weight in zip(parts, weights, strict=True)
    ]
    found = {name: _mean([each[name] for each in draws]) for name in names}
    kept = [_kept(part, metric) for part in parts]
    counts = {
        "n": int(sum(it.sum() for it in kept)),
        "sources": int(sum(it.any(axis=1).sum() for it in kept)),
    }
    commoner = float(found[COMMONER_SIGN][0]) if COMMONER_SIGN in found else np.nan
    baseline = found[DISTANCE]
    for name, drawn in found.items():
        low, high = _interval(drawn[1:])
        gain_low, gain_high = _interval(drawn[1:] - baseline[1:])
        yield {
            "metric": metric,
            "predictor": name,
            "value": float(drawn[0]),
            "low": low,
            "high": high,
            **counts,
            "baseline": float(baseline[0]),
            "commoner": commoner,
            "gain": float(drawn[0] - baseline[0]),
            "gain_low": gain_low,
            "gain_high": gain_high,
        }


def _kept(part: Pairs, metric: str) -> Flags:
    return part.there if metric == SIGN else part.elsewhere


def _draws(
    part: Pairs, names: Sequence[str], metric: str, weights: Floats
) -> dict[str, Floats]:
    """Return the scores of each predictor for each draw of sources, (draws + 1,)."""
    kept = _kept(part, metric)
    if metric == ORDER:
        weight = weights[:, np.nonzero(kept)[0]]
        truth = deviations(np.abs(part.change[kept]), weight)
        return {
            name: correlations(
                deviations(part.said[name].sizes[kept], weight), truth, weight
            )
            for name in names
        }
    signs = np.sign(part.change)
    return {
        name: shares(_directions(part, name, kept) == signs, kept, weights)
        for name in names
    }


def _directions(part: Pairs, name: str, kept: Flags) -> Floats:
    """Return -1, 0 or 1 for each pair."""
    if name == COMMONER_SIGN:
        up, down = (int((kept & (np.sign(part.change) == it)).sum()) for it in (1, -1))
        return np.full(part.change.shape, 1.0 if up >= down else -1.0)
    signed = part.said[name].signed
    found: Floats = np.sign(np.zeros(1) if signed is None else signed)
    return found


def _mean(draws: Sequence[Floats]) -> Floats:
    """Return the mean over sets; in a draw, over those that are defined in it."""
    stacked = np.array(draws)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a draw without any
        mean: Floats = np.nanmean(stacked, axis=0)
    # What is there is undefined if it is so for one of the sets.
    mean[0] = stacked[:, 0].mean()
    return mean


def _interval(draws: Floats) -> tuple[float, float]:
    defined = draws[~np.isnan(draws)]
    if not defined.size:
        return np.nan, np.nan
    low, high = np.percentile(defined, INTERVAL)
    return float(low), float(high)
