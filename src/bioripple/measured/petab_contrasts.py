"""From a PEtab problem to contrasts: which sample is held against which, and how."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bioripple.answers.grid import shown
from bioripple.answers.result import Condition
from bioripple.arrays import Flags, Floats
from bioripple.errors import Failed, Refused
from bioripple.measured.contrasts import Contrast, Measured
from bioripple.measured.petab_model import Fitted, at_start
from bioripple.measured.petab_starts import Starts
from bioripple.measured.petab_tables import Petab, Sample, Variant
from bioripple.network.signed import Places

MOST_SAMPLES = 1000
NO_PAIR = (
    "expected two conditions that differ, and an observable that was measured in both "
    "at the same time after 0; there is no such pair"
)
Course = Mapping[float, float]  # means by time; logarithms where the errors are theirs


@dataclass(frozen=True, eq=False)
class Compared:
    """A sample held against another that had the same before.

    Attributes
    ----------
    perturbed, against
        Both.
    changed
        What they differ by, with the value in either, by id.
    times
        When both were measured, by observable.
    """

    perturbed: Sample
    against: Sample
    changed: Mapping[str, tuple[float, float]]
    times: Mapping[Variant, tuple[float, ...]]


def contrasts_of_petab(
    name: str, problem: Petab, fitted: Fitted, starts: Starts
) -> tuple[Measured, list[Compared]]:
    """Return what conditions did, and what each is held against.

    Parameters
    ----------
    name
        Of the set.
    problem, fitted, starts
        Its tables, its model, and in what state its samples begin.

    Raises
    ------
    Refused
        If no two samples can be compared.

    Notes
    -----
    The control of samples that had the same before is the one with the commonest
    value of most things that conditions set; of several the first. Every other sample
    is held against those that differ from it in the fewest things, and then from the
    control, among those that differ from the control in fewer than it does and
    of which something was measured at the same time after 0. A difference is the mean
    over such times.
    """
    courses = _courses(problem, fitted)
    if len(courses) > MOST_SAMPLES:
        raise Refused(
            f"{problem.path}: has {len(courses)} different samples; at most "
            f"{MOST_SAMPLES} are compared"
        )
    problems = [*problem.problems, *fitted.problems]
    compared = list(_compared(problem, fitted, starts, courses, problems))
    if not compared:
        raise Refused(f"{problem.path}: {NO_PAIR}; {'; '.join(problems)}")
    values = np.array(list(fitted.values.values()))
    doses = np.abs(values).max(axis=0).tolist()
    largest = dict(zip(problem.columns, doses, strict=True))
    measured = Measured(
        name,
        fitted.network,
        tuple(_contrast(each, largest) for each in compared),
        tuple(it.node for it in fitted.variants),
        _changes(fitted, courses, compared),
        tuple(problems),
        fitted.reads,
    )
    return measured, compared


def _courses(problem: Petab, fitted: Fitted) -> dict[Sample, dict[Variant, Course]]:
    """Return means of what was measured alike."""
    known = set(fitted.variants)
    values: dict[Sample, dict[Variant, dict[float, list[float]]]] = {}
    for each in problem.measurements:
        if each.variant not in known:
            continue
        is_log = problem.observables[each.variant.observable].is_log
        of_sample = values.setdefault(each.sample, {})
        at = of_sample.setdefault(each.variant, {}).setdefault(each.time, [])
        at.append(float(np.log(each.value)) if is_log else each.value)
    return {
        sample: {
            variant: {time: float(np.mean(some)) for time, some in by_time.items()}
            for variant, by_time in of_sample.items()
        }
        for sample, of_sample in values.items()
    }


def _compared(
    problem: Petab,
    fitted: Fitted,
    starts: Starts,
    courses: Mapping[Sample, Mapping[Variant, Course]],
    problems: list[str],
) -> Iterator[Compared]:
    for before in dict.fromkeys(it.before for it in courses):
        order = list(problem.conditions)
        samples = sorted(
            (it for it in courses if it.before == before),
            key=lambda it: order.index(it.condition),
        )
        values = np.array(
            [_begins_with(problem, fitted, starts, it, problems) for it in samples]
        )
        values = values.reshape(len(samples), len(problem.columns))
        differ = _differ(values)
        far = differ.sum(axis=2)
        control = _control(differ)
        for k in map(int, np.flatnonzero(far[:, control])):
            shared = [_shared(courses[it], courses[samples[k]]) for it in samples]
            near = {
                j: (int(far[k, j]), int(far[j, control]))
                for j in range(len(samples))
                if far[j, control] < far[k, control] and shared[j]
            }
            if not near:
                label = shown(samples[k].condition)
                problems.append(f"condition {label}: there is none to hold it against")
            for j in (it for it in near if near[it] == min(near.values())):
                changed = {
                    problem.columns[at]: (float(values[j, at]), float(values[k, at]))
                    for at in map(int, np.flatnonzero(differ[k, j]))
                }
                yield Compared(samples[k], samples[j], changed, shared[j])


def _begins_with(
    problem: Petab, fitted: Fitted, starts: Starts, sample: Sample, problems: list[str]
) -> Floats:
    """Return with which values of the columns a sample begins, shape (columns,).

    What its condition leaves open is what it was at rest in the condition before.
    """
    values = fitted.values[sample.condition]
    sets = problem.conditions[sample.condition]
    states = set(fitted.systems[sample.condition].states)
    if not (sample.before and states & set(problem.columns) - sets.keys()):
        return values
    try:
        known = at_start(starts.system(sample))
    except (Failed, Refused) as why:
        problems.append(f"condition {shown(sample.condition)}: {why}")
        return values
    return np.array([known[name] for name in problem.columns], dtype=np.float64)


def _differ(values: Floats) -> Flags:
    """Return in what samples differ, shape (s, s, number of columns)."""
    one, other = values[:, None], values[None]
    found: Flags = one != other
    return found


def _control(differ: Flags) -> int:
    """Return the sample with the commonest value of most columns."""
    alike: Places = (~differ).sum(axis=1)
    return int((alike == alike.max(axis=0)).sum(axis=1).argmax())


def _shared(
    one: Mapping[Variant, Course], other: Mapping[Variant, Course]
) -> dict[Variant, tuple[float, ...]]:
    found = {
        it: tuple(sorted(t for t in one[it].keys() & other[it].keys() if t > 0))
        for it in one.keys() & other.keys()
    }
    return {it: times for it, times in found.items() if times}


def _changes(
    fitted: Fitted,
    courses: Mapping[Sample, Mapping[Variant, Course]],
    compared: Sequence[Compared],
) -> Floats:
    """Return mean differences, shape (c, r); NaN where there is none."""
    return np.array(
        [
            [
                _mean_change(
                    courses[each.against].get(it, {}),
                    courses[each.perturbed].get(it, {}),
                    each.times.get(it, ()),
                )
                for it in fitted.variants
            ]
            for each in compared
        ]
    )


def _mean_change(before: Course, after: Course, times: Sequence[float]) -> float:
    if not times:
        return float(np.nan)
    return float(np.mean([after[t] - before[t] for t in times]))


def _contrast(each: Compared, largest: Mapping[str, float]) -> Contrast:
    """Return a contrast; what is given where nothing was is a share of the largest."""
    strengths = {
        name: (new - old) / (abs(old) or largest[name])
        for name, (old, new) in each.changed.items()
    }
    source = ", ".join(f"{it}={new:.15g}" for it, (_, new) in each.changed.items())
    label = f"{each.perturbed.condition} in {each.against.condition}"
    tail = f" after {each.perturbed.before}" if each.perturbed.before else ""
    return Contrast(
        Condition(label + tail, strengths),
        "one" if len(strengths) == 1 else "several",
        source,
    )
