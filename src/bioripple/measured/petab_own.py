"""What a fitted model says itself of its contrasts: to first order, and simulated."""

import math
from collections.abc import Mapping, Sequence
from functools import cache

import numpy as np

from bioripple.answers.kinetic import T_END
from bioripple.answers.kinetic_held import held_response
from bioripple.answers.kinetic_point import (
    WorkingPoint,
    fall_back,
    jacobian_at,
    working_point,
)
from bioripple.arrays import Floats
from bioripple.dynamics.compiled import compile_system
from bioripple.dynamics.integrate import ATOL, RTOL, integrate
from bioripple.dynamics.steady_point import steady_point
from bioripple.errors import Failed, Refused
from bioripple.measured.contrasts import Measured, scaled
from bioripple.measured.petab_contrasts import Compared
from bioripple.measured.petab_model import Fitted, at_start
from bioripple.measured.petab_starts import Starts
from bioripple.measured.petab_tables import Petab, Sample, Variant
from bioripple.measured.predictions import Said
from bioripple.odes.initial_values import evaluate
from bioripple.odes.quantities import values_at
from bioripple.odes.system import OdeSystem
from bioripple.runtime.threads import one_thread
from bioripple.symbolic.derivatives import gradients
from bioripple.vocabulary import OWN_KINETICS, OWN_SIMULATION


class OwnModel:
    """A fitted model that is asked about the contrasts of its own problem."""

    def __init__(
        self, problem: Petab, fitted: Fitted, starts: Starts, *, seed: int
    ) -> None:
        self._problem, self._fitted, self._seed = problem, fitted, seed
        self._starts = starts
        times = [it.time for it in problem.measurements if 0.0 < it.time < math.inf]
        self._t_end = max(times, default=T_END)
        self._times = sorted(set(times))
        self._point = cache(self._looked_at)
        self._course = cache(self._simulated)

    def say(
        self, measured: Measured, compared: Sequence[Compared]
    ) -> tuple[dict[str, Said], tuple[str, ...]]:
        """Return both predictions, and why one is not there, in part or at all.

        Parameters
        ----------
        measured, compared
            Contrasts, and what each is held against; of what was measured no more is
            looked at than where something was.

        Notes
        -----
        Sizes are shares of the readout's largest, as those that were measured are.
        """
        found, problems = {}, []
        for name, ask in (
            (OWN_KINETICS, self._first_order),
            (OWN_SIMULATION, self._difference),
        ):
            whole = np.full(measured.change.shape, np.nan)
            for k, each in enumerate(compared):
                try:
                    with one_thread():
                        whole[k] = ask(each)
                except (Failed, Refused, ArithmeticError) as why:
                    label = measured.contrasts[k].condition.name
                    problems.append(f"{name}: {label}: {why}")
            there = ~np.isnan(measured.change)
            lost = int((np.isnan(whole) & there).sum())
            if lost:
                problems.append(f"{name}: {lost} of {int(there.sum())} are not defined")
            signed = scaled(np.where(there, whole, np.nan))
            if not np.isnan(signed).all():
                found[name] = Said(np.abs(signed), signed)
        return found, tuple(problems)

    def _system(self, sample: Sample) -> OdeSystem:
        """Return the equations of a sample, with the state in which it begins."""
        if self._fitted.systems[sample.condition].n_events:
            raise Refused("the model has events, which are no part of its equations")
        return self._starts.system(sample)

    def _looked_at(self, sample: Sample) -> WorkingPoint:
        return working_point(
            self._system(sample), horizon=None, t_end=self._t_end, seed=self._seed
        )

    def _first_order(self, each: Compared) -> Floats:
        """Return the response to what differs, seen by the observables, shape (r,)."""
        system, point = self._system(each.against), self._point(each.against)
        one, other = at_start(system), at_start(self._system(each.perturbed))
        for name in each.changed:
            if name in system.states and name not in system.variables:
                raise Refused(f"{name} changes, and is no node")
        constants = [it for it in each.changed if it in system.constants]
        try:
            nodes = jacobian_at(system, point, constants, each.changed)
        except Failed as problem:
            if not point.steady:
                raise
            point = fall_back(system, point, problem, self._t_end)
            nodes = jacobian_at(system, point, constants, each.changed)
        by = [other[it] - one[it] for it in each.changed]
        found = held_response(system, point, nodes, [*each.changed], by)
        moved = dict(zip(nodes.nodes.tolist(), found.change.tolist(), strict=True))
        # what nothing acts on stays; what is no variable is not followed
        still = dict.fromkeys(set(system.states) & set(system.variables), 0.0)
        return self._seen(system, point, still | moved)

    def _seen(
        self, system: OdeSystem, point: WorkingPoint, moved: Mapping[str, float]
    ) -> Floats:
        """Return by how much observables change when nodes do, shape (r,)."""
        names = [it.node for it in self._fitted.variants]
        values = values_at(system, point.state, t=point.t)
        roots = [system.assigned[it] for it in names]
        wanted = [*system.states, *(it for it in moved if it in system.constants)]
        found = []
        for gradient in gradients(system.graph, roots, wanted):
            slopes = evaluate(
                system.graph,
                [*gradient.values()],
                [*values],
                [*values.values()],
                t=point.t,
            )
            terms = [
                slope * moved.get(it, math.nan)
                for it, slope in zip(gradient, slopes, strict=True)
                if slope != 0.0
            ]
            found.append(math.fsum(terms))
        changes = np.array(found)
        level = np.array([values[it] for it in names])
        is_log = np.array([self._is_log(it) for it in self._fitted.variants], bool)
        with np.errstate(all="ignore"):
            relative = np.where(level > 0.0, changes / level, np.nan)
        return np.where(is_log, relative, changes)

    def _is_log(self, variant: Variant) -> bool:
        return self._problem.observables[variant.observable].is_log

    def _simulated(self, sample: Sample) -> dict[float, dict[str, float]]:
        """Return all values of a sample at the times at which any was measured."""
        system = self._system(sample)
        found = {}
        if self._times:
            run = integrate(
                compile_system(system, t_end=self._times[-1]),
                self._times,
                rtol=RTOL,
                atol=ATOL,
                stop_at_times=False,
            )
            for t, state in zip(self._times, run.states, strict=True):
                found[t] = values_at(system, state, t=t)
        if any(it.time == math.inf for it in self._problem.measurements):
            rest = steady_point(system, starts=0)
            lost = {} if rest.found else dict.fromkeys(system.assigned, math.nan)
            found[math.inf] = values_at(system, rest.state, t=0.0) | lost
        return found

    def _difference(self, each: Compared) -> Floats:
        """Return simulated differences at the times that were measured, shape (r,)."""
        one, other = self._course(each.against), self._course(each.perturbed)
        found = []
        for variant in self._fitted.variants:
            pairs = np.array(
                [
                    (one[t][variant.node], other[t][variant.node])
                    for t in each.times.get(variant, ())
                ]
            ).reshape(-1, 2)
            if self._is_log(variant):
                with np.errstate(all="ignore"):
                    pairs = np.where(pairs > 0.0, np.log(pairs), np.nan)
            changes = pairs[:, 1] - pairs[:, 0]
            found.append(float(changes.mean()) if changes.size else math.nan)
        return np.array(found)
