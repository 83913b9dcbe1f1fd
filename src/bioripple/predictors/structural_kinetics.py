"""Structural kinetic modelling: responses of random kinetics on a known structure.

Source: Steuer, Gross, Selbig & Blasius, PNAS 2006. A Jacobian is N diag(v) Θ diag(1/x):
stoichiometry, fluxes, normalised elasticities and abundances. What is not known of
these is drawn, and the order of the responses averaged over the draws.
"""

from dataclasses import dataclass

import numpy as np
from scipy.stats import rankdata

from bioripple.network import Floats, reachable
from bioripple.predictors.closed_forms import log_abundance
from bioripple.tiers import AbundanceState, Structure

DECADES = np.log(10.0)


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
    draws: int = 60


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


def structural_kinetics(
    inputs: Structure, *, seed: int, priors: Priors | None = None
) -> Floats:
    """Average the order of responses over random kinetics; abundances are drawn.

    Parameters
    ----------
    inputs
        The structure.
    seed
        Of the draws.
    priors
        Their spreads.

    Returns
    -------
    Floats
        n × n, mean rank of |M| among the pairs that are reachable; 0 elsewhere.
    """
    return _average(inputs, None, seed, priors or Priors())


def structural_kinetics_at_state(
    inputs: AbundanceState, *, seed: int, priors: Priors | None = None
) -> Floats:
    """Average the order of responses over random kinetics at known abundances."""
    size = log_abundance(inputs.state)
    return _average(inputs, size, seed, priors or Priors())


def _average(
    inputs: Structure, size: Floats | None, seed: int, priors: Priors
) -> Floats:
    linked = reachable(inputs.sign)
    effects = elasticity_signs(inputs)
    rng = np.random.default_rng(seed)
    total = np.zeros(int(linked.sum()))
    for _ in range(priors.draws):
        jacobian = _draw(inputs, effects, size, rng, priors)
        response = np.linalg.pinv(np.eye(inputs.size) - jacobian, rcond=1e-14)
        itself = np.abs(np.diagonal(response))
        scaled = np.abs(response) / np.where(itself > 0.0, itself, 1.0)
        total += rankdata(scaled[linked])
    prediction = np.zeros(inputs.sign.shape)
    prediction[linked] = total / (priors.draws * max(len(total), 1))
    return prediction


def _draw(
    inputs: Structure,
    effects: Floats,
    size: Floats | None,
    rng: np.random.Generator,
    priors: Priors,
) -> Floats:
    n, r = inputs.stoichiometry.shape
    known = rng.normal(0.0, priors.abundance, n) if size is None else size
    # a process cannot run faster than its scarcest input allows
    inputs_of = np.where(inputs.reads, known[:, None], np.inf).min(
        axis=0, initial=np.inf
    )
    pace = np.where(np.isfinite(inputs_of), inputs_of, np.median(known))
    flux = pace + rng.normal(0.0, priors.flux, r) + rng.normal(0.0, priors.time_scale)
    elasticity = effects * rng.uniform(0.0, 1.0, (n, r))
    slopes = elasticity * 10.0 ** np.clip(flux[None, :] - known[:, None], -30.0, 30.0)
    drawn = np.abs(inputs.stoichiometry @ slopes.T)
    # edges that no process explains, such as those of formulas, get a typical size
    drawn[drawn == 0.0] = np.median(drawn[drawn > 0.0]) if (drawn > 0.0).any() else 1.0
    return drawn * inputs.sign
