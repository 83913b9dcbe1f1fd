"""Structural kinetic modelling: responses of random kinetics on a known structure.

After Steuer, Gross, Selbig & Blasius, PNAS 2006. A Jacobian is N diag(v) Θ diag(1/x):
stoichiometry, fluxes, normalised elasticities and abundances. What is not known of
these is drawn, and the order of the responses averaged over the draws.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from bioripple.arrays import Flags, Floats
from bioripple.network.influence import reachable
from bioripple.network.tiers import AbundanceState, Structure
from bioripple.predictors.abundances import log_abundance
from bioripple.predictors.topology import closeness
from bioripple.vocabulary import LASTING, PER_CENT, TruthName

LEAST = -300.0  # log10 of what counts as no response
# A push that lasts 10⁹ times as long as the fastest process: conserved sums make the
# limit itself singular.
SLOW = 1e-9
VANISHING = -6.0  # log10 of a response that is nothing but what is left of `SLOW`


@dataclass(frozen=True)
class Priors:
    """Spreads of what is drawn, as standard deviations of log10, and how often.

    Attributes
    ----------
    flux, abundance
        Of each process and of each node.
    time_scale
        Of all fluxes of a model together: their ratio to the time unit is not known.
    draws
        Number of random models.
    """

    flux: float = 0.5
    abundance: float = 0.5
    time_scale: float = 1.0
    draws: int = 40


@dataclass(frozen=True)
class _Sampler:
    inputs: Structure
    truth: TruthName
    priors: Priors
    seed: int

    def draws(self, size: Floats | None) -> Iterator[Floats]:
        """Yield log10 |M| of each draw; `size` = log10 of abundances, if known."""
        inputs, rng = self.inputs, np.random.default_rng(self.seed)
        effects = elasticity_signs(inputs)
        for _ in range(self.priors.draws):
            drawn = rng.normal(0.0, self.priors.abundance, inputs.size)
            known = drawn if size is None else size
            jacobian = self._jacobian(effects, known, rng)
            yield log_response(jacobian, known, self.truth)

    def average(self, size: Floats | None) -> Floats:
        """Return mean ranks of responses; see `draws`."""
        linked = reachable(self.inputs.sign)
        total = np.zeros(int(linked.sum()))
        for found in self.draws(size):
            total += rankdata(found[linked])
        prediction = np.zeros(linked.shape)
        prediction[linked] = total / (self.priors.draws * max(len(total), 1))
        return prediction

    def vanishing(self) -> Flags:
        """Return where the response of every draw is no more than round-off, n × n."""
        found = [each < VANISHING for each in self.draws(None)]
        return np.asarray(np.logical_and.reduce(found))

    def _jacobian(
        self, effects: Floats, known: Floats, rng: np.random.Generator
    ) -> Floats:
        inputs, priors = self.inputs, self.priors
        n, r = inputs.stoichiometry.shape
        # a process cannot run faster than its scarcest input allows
        scarcest = np.where(inputs.reads, known[:, None], np.inf)
        scarcest = scarcest.min(axis=0, initial=np.inf)
        pace = np.where(np.isfinite(scarcest), scarcest, np.median(known))
        flux = pace + rng.normal(0.0, priors.flux, r)
        flux += rng.normal(0.0, priors.time_scale)
        elasticity = effects * rng.uniform(0.0, 1.0, (n, r))
        exponent = np.clip(flux - known[:, None], -30.0, 30.0)
        slopes = elasticity * np.power(10.0, exponent)
        drawn = np.abs(inputs.stoichiometry @ slopes.T)
        # edges that no process explains, such as those of formulas, get a typical size
        found = drawn[drawn > 0.0]
        typical = float(np.median(found)) if found.size else 1.0
        return np.where(drawn > 0.0, drawn, typical) * inputs.sign


def elasticity_signs(inputs: Structure) -> Floats:
    """Return the sign of ∂v_r/∂x_j, n × r, 0 where r does not read j.

    Parameters
    ----------
    inputs
        The structure, with the signs of the influence network.

    Notes
    -----
    An edge j → i adds up what all processes contribute that read j and change i; the
    sign is that of the majority of the edges that a process takes part in.
    """
    votes = inputs.sign.T.astype(np.float64) @ np.sign(inputs.stoichiometry)
    guess = np.where(inputs.stoichiometry > 0.0, -1.0, 1.0)
    voted = np.where(votes == 0.0, guess, np.sign(votes))
    return np.where(inputs.reads, voted, 0.0)


def log_response(jacobian: Floats, size: Floats, truth: TruthName) -> Floats:
    """Return log10 |M| of a Jacobian under one definition of the truth.

    Parameters
    ----------
    jacobian
        n × n, `[i, j]` = ∂f_i/∂x_j.
    size
        log10 of the n abundances.
    truth
        Which responses are meant.

    Returns
    -------
    Floats
        n × n, 0 on the diagonal.
    """
    leak = 1.0
    if truth in LASTING:
        leak = SLOW * float(np.abs(jacobian).max(initial=0.0)) or 1.0
    response = np.linalg.pinv(leak * np.eye(len(jacobian)) - jacobian, 1e-15)
    with np.errstate(divide="ignore"):
        found = np.maximum(np.log10(np.abs(response)), LEAST)
    found = found - np.diagonal(found)
    if truth in PER_CENT:
        found = found - size[:, None] + size
    return np.asarray(found)


def structural_kinetics(
    inputs: Structure, truth: TruthName, *, seed: int, priors: Priors | None = None
) -> Floats:
    """Average the order of responses over random kinetics; abundances are drawn.

    Parameters
    ----------
    inputs
        The structure.
    truth
        Which responses are meant.
    seed
        Of the draws.
    priors
        Their spreads.

    Returns
    -------
    Floats
        n × n, mean rank of |M| among the pairs that are reachable; 0 elsewhere.
    """
    return _Sampler(inputs, truth, priors or Priors(), seed).average(None)


def structural_kinetics_at_state(
    inputs: AbundanceState, truth: TruthName, *, seed: int, priors: Priors | None = None
) -> Floats:
    """Average the order of responses over random kinetics at known abundances."""
    size = log_abundance(inputs.state)
    return _Sampler(inputs, truth, priors or Priors(), seed).average(size)


def random_responses(
    inputs: Structure, truth: TruthName, *, priors: Priors, seed: int
) -> Iterator[Floats]:
    """Yield log10 |M| of random kinetics one by one, `priors.draws` of them.

    Parameters
    ----------
    inputs
        The structure; abundances are drawn.
    truth, priors, seed
        See `structural_kinetics`.

    Yields
    ------
    Floats
        n × n, twice `LEAST` where there is no path.
    """
    linked = reachable(inputs.sign)
    for found in _Sampler(inputs, truth, priors, seed).draws(None):
        yield np.where(linked, found, 2.0 * LEAST)


def distance_without_zeros(inputs: Structure, truth: TruthName, *, seed: int) -> Floats:
    """Return the distance model, and 0 where the structure forbids any response.

    Parameters
    ----------
    inputs
        The structure.
    truth
        Which responses are meant. In a steady state a change can be made up for before
        it arrives; all other responses vanish only where there is no path.
    seed
        Of the random kinetics that are asked.

    Notes
    -----
    After Mochizuki & Fiedler, J. Theor. Biol. 2015. Here the zeros are found by
    trial: a response that vanishes for a few random kinetics does so for almost all.
    """
    found = closeness(inputs.sign, directed=True)
    if truth not in LASTING:
        return found
    few = _Sampler(inputs, truth, Priors(draws=3), seed)
    return np.where(few.vanishing(), 0.0, found)
