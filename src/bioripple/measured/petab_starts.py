"""In what state the samples of a PEtab problem begin."""

from dataclasses import replace
from functools import cache

from bioripple.dynamics.steady_point import steady_point
from bioripple.errors import Failed
from bioripple.measured.petab_model import Fitted
from bioripple.measured.petab_tables import Petab, Sample
from bioripple.odes.system import OdeSystem


class Starts:
    """The equations of samples, with the state in which each begins.

    A condition in which samples come to rest before is looked at once for all of them.

    Parameters
    ----------
    problem, fitted
        The tables, and the model.
    """

    def __init__(self, problem: Petab, fitted: Fitted) -> None:
        self._problem, self._fitted = problem, fitted
        self._rest = cache(lambda name: steady_point(fitted.systems[name], starts=0))
        self.system = cache(self._system)

    def _system(self, sample: Sample) -> OdeSystem:
        """Return what a sample is; raises `Failed` if it does not rest before."""
        system = self._fitted.systems[sample.condition]
        if not sample.before:
            return system
        rest = self._rest(sample.before)
        if not rest.found:
            raise Failed(f"it does not come to rest before: {rest.reason}")
        stood = dict(zip(system.states, rest.state.tolist(), strict=True))
        sets = self._problem.conditions[sample.condition]
        stood |= {it: value for it, value in sets.items() if it in stood}
        return replace(system, initial=tuple(stood[it] for it in system.states))
