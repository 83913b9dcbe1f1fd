"""A small PEtab problem: a cascade with feedback, and what scipy makes of it.

The equations below are written down a second time, so that what is read from the files
is held against something that no file has.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from scipy.integrate import solve_ivp

from bioripple.measured.contrasts import Measured
from bioripple.measured.petab_set import read_fitted
from bioripple.measured.predictions import Said
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    reaction,
    species,
)

Values = Mapping[str, float]
PARAMETERS = {"k1": 2.0, "ki": 0.7, "d1": 0.5, "k2": 1.5, "d2": 0.8, "k3": 0.6}
INPUTS = {"u": 0.0, "drug": 0.0}
START = {"A": 1.0, "B": 0.5, "C": 0.2}
SCALE, OFFSET = 3.0, 0.25
MEASURED = (
    "observableId simulationConditionId measurement time observableParameters "
    "preequilibrationConditionId"
)
TIMES = (0.0, 0.5, 2.0, 6.0)
CONDITIONS: dict[str, dict[str, float]] = {
    "ctrl": {"u": 0, "drug": 0},
    "stim": {"u": 1.5, "drug": 0},
    "inhib": {"u": 0, "drug": 0.4},
    "both": {"u": 1.5, "drug": 0.4},
    "more": {"u": 0, "drug": 0, "B": 2.0},
}
OBSERVABLES = {
    "A": ("A", "lin"),
    "total": ("scale * (B + 2*C) + observableParameter1_total", "lin"),
    "blot": ("scale * B ** 2", "log10"),
}
YAML = """\
format_version: 1
parameter_file: parameters.tsv
problems:
  - sbml_files: [model.xml]
    condition_files: [conditions.tsv]
    measurement_files: [measurements.tsv]
    observable_files: [observables.tsv]
"""


def rates(x: np.ndarray, p: Values) -> list[float]:
    """Return what the model's file says, by hand."""
    a, b, c = x
    return [
        p["k1"] * (1 + p["u"]) / (1 + p["ki"] * c) - p["d1"] * a,
        p["k2"] * a * (1 - p["drug"]) - p["d2"] * b,
        p["k3"] * b - p["d3"] * c,
    ]


def observed(x: np.ndarray) -> np.ndarray:
    """Return the observables, the last one as a logarithm, shape (3, …)."""
    a, b, c = x
    return np.array([a, SCALE * (b + 2 * c) + OFFSET, np.log(SCALE * b**2)])


def values_in(condition: str) -> dict[str, float]:
    """Return parameters and initial values in a condition; d3 is not its nominal."""
    return {**PARAMETERS, "d3": 0.4, **INPUTS, **START, **CONDITIONS[condition]}


def course(values: Values, start: np.ndarray | None = None) -> np.ndarray:
    """Return A, B and C at `TIMES`, shape (3, number of times)."""
    first = np.array([values[it] for it in "ABC"]) if start is None else start
    found = solve_ivp(
        lambda _, x: rates(x, values),
        (0.0, TIMES[-1]),
        first,
        t_eval=TIMES,
        rtol=1e-10,
        atol=1e-12,
    )
    return np.array(found.y)


def sbml() -> bytes:
    constants = {**PARAMETERS, "d3": 99.0, **INPUTS}
    return document(
        compartment("cell"),
        *(species(it, "cell", initialConcentration=START[it]) for it in "ABC"),
        *(parameter(it, value, constant=True) for it, value in constants.items()),
        reaction("r1", "k1 * (1 + u) / (1 + ki * C)", products=("A",)),
        reaction("r2", "d1 * A", reactants=("A",)),
        reaction("r3", "k2 * A * (1 - drug)", products=("B",)),
        reaction("r4", "d2 * B", reactants=("B",)),
        reaction("r5", "k3 * B", products=("C",)),
        reaction("r6", "d3 * C", reactants=("C",)),
    )


def tables(*, before: str = "") -> dict[str, str]:
    """Return the files of the problem; `before` is where all samples rest first."""
    columns = ("u", "drug", "B")
    conditions: list[tuple[str, ...]] = [("conditionId", "conditionName", *columns)]
    conditions += [
        (name, "", *(str(sets.get(it, "NaN")) for it in columns))
        for name, sets in CONDITIONS.items()
    ]
    measured: list[tuple[str, ...]] = [tuple(MEASURED.split())]
    rest = course_to_rest(values_in(before)) if before else None
    for name, sets in CONDITIONS.items():
        values = values_in(name)
        start = rest if rest is None or "B" not in sets else np.array(rest)
        if start is not None and "B" in sets:
            start[1] = sets["B"]
        seen = observed(course(values, start))
        seen[2] = np.exp(seen[2])
        for observable, row in zip(OBSERVABLES, seen, strict=True):
            extra = ("offset" if observable == "total" else "", before)
            measured += [
                (observable, name, repr(float(it)), str(t), *extra)
                for t, it in zip(TIMES, row, strict=True)
            ]
    heads = ("observableId", "observableFormula", "observableTransformation")
    known = {"d3": 0.4, "scale": SCALE, "offset": OFFSET}
    parameters = [("parameterId", "nominalValue", "estimate")]
    parameters += [(it, str(value), "1") for it, value in known.items()]
    return {
        "problem.yaml": YAML,
        "model.xml": sbml().decode(),
        "parameters.tsv": _table(parameters),
        "conditions.tsv": _table(conditions),
        "observables.tsv": _table(
            [heads, *((it, *rest) for it, rest in OBSERVABLES.items())]
        ),
        "measurements.tsv": _table(measured),
    }


def course_to_rest(values: Values) -> np.ndarray:
    """Return the state at rest, shape (3,)."""
    first = np.array([values[it] for it in "ABC"])
    found = solve_ivp(
        lambda _, x: rates(x, values), (0.0, 300.0), first, rtol=1e-11, atol=1e-13
    )
    return np.array(found.y[:, -1])


def write_problem(folder: Path, files: Mapping[str, str]) -> Path:
    """Write a problem's files; return the YAML file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text)
    return folder / "problem.yaml"


def read(place: Path, **changed: str) -> tuple[Measured, dict[str, Said]]:
    """Read the problem with some files changed: `conditions_tsv`, and so on."""
    texts = {name.replace("_", "."): text for name, text in changed.items()}
    path = write_problem(place / "fitted", tables() | texts)
    measured, said = read_fitted("fitted", path, seed=0)
    return measured, dict(said)


def signed(said: dict[str, Said], name: str) -> np.ndarray:
    found = said[name].signed
    assert found is not None
    assert np.array_equal(np.abs(found), said[name].sizes)
    return found


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    return "".join("\t".join(row) + "\n" for row in rows)
