"""What was tried for networks with gaps: on kinetic models, and on nothing measured.

    python benchmarks/measured_search.py RESULTS

RESULTS holds `wirings.npz` (of `make shipped`), `truths.npz`, `truths.tsv`,
`predictor_inputs.npz` and `families.tsv` of a run. Every model with responses to a
lasting push is made a measured set: at most ten sources and fifteen readouts are drawn,
responses are shares of the readout's largest, with noise. `whole`: predictors see the
wiring; `thin`: a quarter of its edges is lost and a twentieth of the others turned
round, as in a network from the literature. Means over families, and the gain over the
first row with its standard error. The learned propagation that ships has seen these
models: its gains here are no evidence (its card has those of families held out), what
is done with it is.
"""

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_array
from scipy.stats import rankdata

from bioripple.arrays import Flags, Floats
from bioripple.collection.splits import read_families
from bioripple.collection.truth_table import read_scored_truths
from bioripple.network.signed import SignedNetwork
from bioripple.network.steps import Walker
from bioripple.predictors.propagating import learned_passing
from bioripple.predictors.topology import closeness, propagation

# More models have it than rest; in per cent it asks for no unit.
PUSHED = "lasting_push"
FEWEST_NODES, MOST_NODES = 8, 60
MOST_SOURCES, MOST_READOUTS = 10, 15
LOST, TURNED, NOISE = 0.25, 0.05, 0.03
LEAST = 1e-3  # share of the largest, below which a direction means nothing
NEAR = 1 / 3  # closeness of two edges
KINETICS = 48  # draws


@dataclass(frozen=True, eq=False)
class Case:
    """A model as a measured set, and what predictors see of it."""

    model: str
    family: str
    sign: Floats
    sources: np.ndarray
    readouts: np.ndarray
    change: Floats
    noisy: Floats
    kept: Flags

    def of(self, matrix: Floats) -> Floats:
        """Return the entries of an n × n matrix that were measured."""
        return matrix[np.ix_(self.readouts, self.sources)]


def cases(results: Path, *, thin: bool) -> Iterator[Case]:
    """Yield the models of a run as measured sets."""
    wirings, truths, inputs = (
        np.load(results / f"{name}.npz")
        for name in ("wirings", "truths", "predictor_inputs")
    )
    families = read_families(results / "families.tsv")
    scored = read_scored_truths(results / "truths.tsv")
    for model in sorted({name.split("/")[0] for name in wirings.files}):
        known = (model, PUSHED) in scored and f"{model}/state" in inputs.files
        if not known or not FEWEST_NODES <= len(wirings[f"{model}/sign"]) <= MOST_NODES:
            continue
        state = inputs[f"{model}/state"].astype(np.float64)
        with np.errstate(all="ignore"):
            lasting = truths[f"{model}/{PUSHED}"] * state / state[:, None]
        lasting[~np.isfinite(lasting)] = np.nan
        sign = wirings[f"{model}/sign"].astype(np.float64)
        found = _case(model, families[model], sign, lasting, thin=thin)
        if found is not None:
            yield found


def _case(
    model: str, family: str, sign: Floats, lasting: Floats, *, thin: bool
) -> Case | None:
    rng = np.random.default_rng([0, int(model[-6:])])
    seen = thinned(sign, rng) if thin else sign
    responds = (np.abs(np.nan_to_num(lasting)) > 1e-6) & ~np.eye(len(sign), dtype=bool)
    able = np.flatnonzero(responds.sum(axis=0) >= 2)
    if len(able) < 2:
        return None
    sources = rng.choice(able, min(MOST_SOURCES, len(able)), replace=False)
    read = np.flatnonzero(responds[:, sources].any(axis=1))
    if len(read) < 3:
        return None
    readouts = rng.choice(read, min(MOST_READOUTS, len(read)), replace=False)
    answer = lasting[np.ix_(readouts, sources)]
    kept = np.isfinite(answer) & (readouts[:, None] != sources[None, :])
    change = _shares(np.where(kept, answer, 0.0))
    noisy = change + NOISE * rng.standard_normal(change.shape)
    if kept.sum() < 10 or (kept & (np.abs(change) > LEAST)).sum() < 5:
        return None
    return Case(model, family, seen, sources, readouts, change, noisy, kept)


def thinned(sign: Floats, rng: np.random.Generator) -> Floats:
    """Lose edges, and turn the signs of others round; self-loops stay."""
    found = sign.copy()
    i, j = np.nonzero(found * (1 - np.eye(len(found))))
    drawn = rng.random(len(i))
    found[i[drawn < LOST], j[drawn < LOST]] = 0
    turned = (drawn >= LOST) & (drawn < LOST + TURNED)
    found[i[turned], j[turned]] *= -1
    return found


def _shares(values: Floats) -> Floats:
    largest = np.abs(values).max(axis=1, keepdims=True)
    shares: Floats = values / np.where(largest > 0, largest, 1.0)
    return shares


def distance(case: Case) -> tuple[Floats, Floats]:
    """Return closeness, and the mean sign of the shortest paths."""
    walker = Walker(network(case))
    signs = np.array([walker.signed_steps(j)[1] for j in range(len(case.sign))]).T
    return closeness(case.sign.astype(np.int8), directed=True), np.sign(signs)


def spread(case: Case, alpha: float) -> tuple[Floats, Floats]:
    """Propagate signs."""
    sign = case.sign.astype(np.int8)
    found = propagation(sign, directed=True, signed=True, alpha=alpha)
    return np.abs(found), np.sign(found)


def learned(case: Case) -> tuple[Floats, Floats]:
    """Ask the learned propagation that ships."""
    n = len(case.sign)
    members = learned_passing(network(case)).members
    solved = [np.linalg.inv(np.eye(n) - each.toarray()) for each in members]
    mean = np.mean([it / np.diag(it) for it in solved], axis=0)
    return np.abs(mean), np.sign(mean)


def ranked(case: Case) -> tuple[Floats, Floats]:
    """Add ranks of its sizes and of their shares in the readout's largest."""
    sizes, signs = learned(case)
    own = np.where(case.readouts[:, None] == case.sources[None, :], 0.0, case.of(sizes))
    ranks = rankdata(own, axis=None) + rankdata(_shares(own), axis=None)
    found = np.zeros_like(sizes)
    found[np.ix_(case.readouts, case.sources)] = ranks.reshape(own.shape)
    return found, beyond(case, signs)


def beyond(case: Case, signs: Floats) -> Floats:
    """Return directions, and where there are none that of most edges."""
    return np.where(signs == 0, commoner_edge(case), signs)


def near_only(case: Case) -> tuple[Floats, Floats]:
    """Take directions within two edges, and that of most edges elsewhere."""
    sizes, signs = learned(case)
    near = closeness(case.sign.astype(np.int8), directed=True) >= NEAR
    return sizes, np.where(near & (signs != 0), signs, commoner_edge(case))


def commoner_edge(case: Case) -> float:
    """Return the sign that most edges have."""
    others = case.sign * (1 - np.eye(len(case.sign)))
    return 1.0 if others.sum() >= 0 else -1.0


def random_passing(case: Case) -> tuple[Floats, Floats]:
    """Average 30 linear systems with weights and decays drawn, e^N(0, 1)."""
    n = len(case.sign)
    rng = np.random.default_rng([0, int(case.model[-6:])])
    signs = case.sign * (1 - np.eye(n))
    total = np.zeros((n, n))
    for _ in range(30):
        weight = np.abs(signs) * np.exp(rng.standard_normal((n, n)))
        rows = np.exp(rng.standard_normal(n)) + weight.sum(axis=1)
        solved = np.linalg.inv(np.eye(n) - 0.95 * weight / rows[:, None] * signs)
        total += solved / np.diag(solved)
    return np.abs(total), np.sign(total)


def random_kinetics(case: Case) -> tuple[Floats, Floats]:
    """Lower each source of sigmoidal nodes with weights and thresholds drawn."""
    n = len(case.sign)
    rng = np.random.default_rng(0)
    size = (KINETICS, n, n)
    signs = (case.sign * (1 - np.eye(n))).T
    weight = signs * np.exp(1.0 + 0.7 * rng.standard_normal(size))
    start = -1.5 + rng.standard_normal((KINETICS, 1, n))
    step = -np.expm1(-0.5 * np.exp(0.5 * rng.standard_normal((KINETICS, 1, n))))

    def run(state: Floats, held: Floats | None, steps: int) -> Floats:
        free = True if held is None else np.isnan(held)
        for _ in range(steps):
            aim = 1.0 / (1.0 + np.exp(-(start + state @ weight)))
            state = state + step * (aim - state)
            state = state if held is None else np.where(free, state, held)
        return state

    base = run(1.0 / (1.0 + np.exp(-start)), None, 60)
    held = np.full((KINETICS, len(case.sources), n), np.nan)
    rows = np.arange(len(case.sources))
    held[:, rows, case.sources] = 0.3 * base[:, 0, case.sources]
    change = base - run(np.repeat(base, len(rows), axis=1), held, 20)
    largest = np.abs(change).max(axis=1, keepdims=True)
    shares = change / np.maximum(largest, 1e-9)
    sizes, directions = np.zeros((n, n)), np.zeros((n, n))
    sizes[:, case.sources] = np.abs(shares).mean(axis=0).T
    directions[:, case.sources] = np.sign(shares.mean(axis=0)).T
    return sizes, directions


TRIED: dict[str, Callable[[Case], tuple[Floats, Floats]]] = {
    "distance": distance,
    "propagation, .5": lambda case: spread(case, 0.5),
    "propagation, .9": lambda case: spread(case, 0.9),
    "random linear systems": random_passing,
    "random sigmoidal kinetics": random_kinetics,
    "learned": learned,
    "learned, directions near only": near_only,
    "learned, with gaps (chosen)": ranked,
}


def network(case: Case) -> SignedNetwork:
    """Return what a predictor for networks of people's own takes."""
    names = tuple(str(k) for k in range(len(case.sign)))
    sign = csr_array(case.sign.astype(np.int8))
    sign.eliminate_zeros()
    sign.sort_indices()
    return SignedNetwork(names, names, sign)


def scores(case: Case, said: tuple[Floats, Floats]) -> tuple[float, float]:
    """Return the rank correlation of sizes, and the share of right directions."""
    sizes, signs = (case.of(it) for it in said)
    x, y = (rankdata(it[case.kept]) for it in (sizes, np.abs(case.noisy)))
    order = np.corrcoef(x, y)[0, 1] if np.ptp(x) > 0 else np.nan
    clear = case.kept & (np.abs(case.change) > LEAST)
    return float(order), float((np.sign(signs) == np.sign(case.change))[clear].mean())


def by_family(found: list[Case], values: Floats) -> tuple[float, float]:
    """Return the mean over families, and its standard error."""
    groups: dict[str, list[float]] = {}
    for case, value in zip(found, values, strict=True):
        if np.isfinite(value):
            groups.setdefault(case.family, []).append(value)
    means = np.array([np.mean(it) for it in groups.values()])
    return float(means.mean()), float(means.std() / np.sqrt(len(means)))


def main(results: Path) -> None:
    """Print a table for networks that are whole, and one for thinned ones."""
    for thin in (True, False):
        found = list(cases(results, thin=thin))
        print(f"\n{'thin' if thin else 'whole'}: {len(found)} models\n")
        print("| predictor | order | gain | directions | gain |\n|---|---|---|---|---|")
        first: Floats | None = None
        for name, predictor in TRIED.items():
            values = np.array([scores(case, predictor(case)) for case in found]).T
            first = values if first is None else first
            cells = []
            for mine, other in zip(values, first, strict=True):
                gain, error = by_family(found, mine - other)
                cells += [
                    f"{by_family(found, mine)[0]:.3f}",
                    f"{gain:+.3f} ± {error:.3f}",
                ]
            print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
