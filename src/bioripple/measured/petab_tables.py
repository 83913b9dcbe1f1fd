"""PEtab problems, version 1: a model, what was done to it, and what was measured then.

A YAML file names an SBML file and tables. Formulas stay texts here.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import Any

from bioripple.answers.grid import number_of, shown
from bioripple.errors import Refused
from bioripple.experiment.config_files import ConfigError, read_config
from bioripple.formats.small_table import read_cells
from bioripple.measured.midas import MISSING
from bioripple.runtime.files import real_path

MOST_ROWS = 100_000  # of a table
LOGARITHMIC = {"log", "log10"}
CONDITIONS_OF_A_SAMPLE = ("simulationConditionId", "preequilibrationConditionId")
SCALES = {"", "lin", *LOGARITHMIC}


@dataclass(frozen=True)
class Variant:
    """An observable with what stands for its placeholders, as two texts.

    Attributes
    ----------
    observable
        Its id.
    overrides
        Numbers and parameters, as the table of measurements has them.
    """

    observable: str
    overrides: str

    @property
    def node(self) -> str:
        """What it is called as a node of a network; no id of a model has a blank."""
        tail = f" ({self.overrides})" if self.overrides else ""
        return f"observable {self.observable}{tail}"


@dataclass(frozen=True)
class Observable:
    """How a readout is computed; `is_log` says that errors are those of logarithms."""

    formula: str
    is_log: bool


@dataclass(frozen=True)
class Sample:
    """A condition, and that in which the model comes to rest before; may be empty."""

    condition: str
    before: str


@dataclass(frozen=True)
class Measurement:
    """What was seen of an observable in a sample at a time [model time units]."""

    variant: Variant
    sample: Sample
    time: float
    value: float


@dataclass(frozen=True, eq=False)
class Petab:
    """A PEtab problem.

    Attributes
    ----------
    path
        The YAML file.
    sbml
        The model.
    parameters
        Nominal values by id; None of one that has none.
    conditions
        What each condition sets, by id; what it does not set is left out.
    columns
        Ids of all that conditions set.
    observables
        By id.
    measurements
        Those that can be used.
    problems
        What the tables have and could not be used, as sentences.
    """

    path: Path
    sbml: Path
    parameters: Mapping[str, float | None]
    conditions: Mapping[str, Mapping[str, float]]
    columns: tuple[str, ...]
    observables: Mapping[str, Observable]
    measurements: tuple[Measurement, ...]
    problems: tuple[str, ...]


@dataclass(frozen=True)
class _Row:
    """A row of a table; `where` names file and line."""

    where: str
    cells: Mapping[str, str]

    def text(self, column: str) -> str:
        """Return a cell; empty where there is nothing, or no such column."""
        cell = self.cells.get(column, "")
        return "" if cell.casefold() in MISSING else cell

    def number(self, column: str) -> float:
        found = number_of(self.text(column))
        if found is None:
            raise self.refused(column, "a number")
        return found

    def refused(self, column: str, expected: str) -> Refused:
        found = shown(self.cells.get(column, ""))
        return Refused(
            f'{self.where}, column {column}: expected {expected}, found "{found}"'
        )


def read_petab(path: Path) -> Petab:
    """Read a PEtab problem.

    Parameters
    ----------
    path
        The YAML file; all that it names has to lie in its folder or below.

    Raises
    ------
    Refused, Failed
        If it is none that can be used; messages name file and line.
    """
    parameter_files, files = _checked(path)
    sbml = files("sbml_files")
    if len(sbml) > 1:
        raise Refused(f"{path}: sbml_files: expected one model, found {len(sbml)}")
    problems: list[str] = []
    parameters = _parameters(parameter_files, problems)
    conditions, columns = _conditions(files("condition_files"), parameters)
    observables = _observables(files("observable_files"))
    measured = files("measurement_files")
    found = tuple(_measurements(measured, conditions, observables, problems))
    tables = (parameters, conditions, columns, observables, found)
    return Petab(path, sbml[0], *tables, tuple(problems))


def _checked(path: Path) -> tuple[list[Path], Callable[[str], list[Path]]]:
    """Return the tables of parameters, and what else a YAML file names, by key."""
    try:
        said = read_config(path)
    except ConfigError as problem:
        raise Refused(str(problem)) from None
    version = str(said.get("format_version"))
    if version.partition(".")[0] != "1":
        raise Refused(f"{path}: format_version: expected 1, found {shown(version)}")
    found = said.get("problems")
    if not isinstance(found, list) or not all(isinstance(it, dict) for it in found):
        raise Refused(f"{path}: problems: expected a list of keys and values")
    if len(found) != 1:
        raise Refused(f"{path}: problems: expected one, found {len(found)}")
    named = found[0]
    parameters = _inside(path, "parameter_file", said.get("parameter_file"))
    return parameters, lambda key: _inside(path, key, named.get(key))


def _inside(path: Path, key: str, given: Any) -> list[Path]:
    """Return the files that a key names, none of which lies out of the folder."""
    names = [given] if isinstance(given, str) else given
    if not (isinstance(names, list) and names):
        raise Refused(f"{path}: {key}: expected the name of a file, or several")
    folder = real_path(path.parent)
    for name in names:
        if not isinstance(name, str) or not name.isprintable():
            raise Refused(f"{path}: {key}: {shown(str(name))!r} is no name of a file")
        if not real_path(folder / name).is_relative_to(folder):
            raise Refused(f"{path}: {key}: {shown(name)!r} leads out of the folder")
    return [folder / name for name in names]


def _rows(paths: Sequence[Path], *needed: str) -> Iterator[_Row]:
    """Yield the rows of tables of one kind."""
    for path in paths:
        (head, header), *rows = read_cells(path, has_comments=False)
        for column in needed:
            if column not in header:
                raise Refused(f"{path}: line {head}: has no column {column}")
        if len(set(header)) != len(header):
            raise Refused(f"{path}: line {head}: has a column twice")
        if len(rows) > MOST_ROWS:
            raise Refused(f"{path}: has {len(rows)} rows; at most {MOST_ROWS} are read")
        for line, cells in rows:
            if len(cells) != len(header):
                raise Refused(
                    f"{path}: line {line} has {len(cells)} cells, expected "
                    f"{len(header)}"
                )
            yield _Row(f"{path}: line {line}", dict(zip(header, cells, strict=True)))


def _new(row: _Row, column: str, known: Mapping[str, object]) -> str:
    name = row.text(column)
    if not name or name in known:
        raise row.refused(column, "an id, once")
    return name


def _parameters(paths: Sequence[Path], problems: list[str]) -> dict[str, float | None]:
    found: dict[str, float | None] = {}
    for row in _rows(paths, "parameterId", "estimate"):
        name = _new(row, "parameterId", found)
        estimated = number_of(row.text("estimate"))
        if estimated not in (0.0, 1.0):
            raise row.refused("estimate", "0 or 1")
        if estimated and not row.text("nominalValue"):
            found[name] = None
            problems.append(
                f"{row.where}: {shown(name)} is to be estimated and has no "
                "nominalValue; where the model has one, that is taken"
            )
        else:
            found[name] = row.number("nominalValue")
    return found


def _conditions(
    paths: Sequence[Path], parameters: Mapping[str, float | None]
) -> tuple[dict[str, dict[str, float]], tuple[str, ...]]:
    found: dict[str, dict[str, float]] = {}
    columns: dict[str, None] = {}
    for row in _rows(paths, "conditionId"):
        name = _new(row, "conditionId", found)
        sets = found[name] = {}
        for column in row.cells:
            if column in ("conditionId", "conditionName"):
                continue
            columns[column] = None
            text = row.text(column)
            value = number_of(text) if text else None
            if text and value is None:
                value = parameters.get(text)
                if value is None:
                    raise row.refused(column, "a number, or a parameter with a value")
            if value is not None:
                sets[column] = value
    return found, tuple(columns)


def _observables(paths: Sequence[Path]) -> dict[str, Observable]:
    found: dict[str, Observable] = {}
    for row in _rows(paths, "observableId", "observableFormula"):
        scale = row.text("observableTransformation")
        if scale not in SCALES:
            raise row.refused("observableTransformation", "lin, log or log10")
        name = _new(row, "observableId", found)
        found[name] = Observable(row.text("observableFormula"), scale in LOGARITHMIC)
    return found


def _measurements(
    paths: Sequence[Path],
    conditions: Mapping[str, object],
    observables: Mapping[str, Observable],
    problems: list[str],
) -> list[Measurement]:
    needed = ("observableId", "simulationConditionId", "measurement", "time")
    found, no_log = [], 0
    for row in _rows(paths, *needed):
        name = row.text("observableId")
        if name not in observables:
            raise row.refused("observableId", "one of the table of observables")
        sample = Sample(*map(row.text, CONDITIONS_OF_A_SAMPLE))
        for column, id_ in zip(CONDITIONS_OF_A_SAMPLE, astuple(sample), strict=True):
            if id_ not in conditions and (id_ or column in needed):
                raise row.refused(column, "one of the table of conditions")
        time = math.inf if row.text("time") == "inf" else row.number("time")
        if not row.text("measurement"):
            continue
        value = row.number("measurement")
        if observables[name].is_log and value <= 0.0:
            no_log += 1
            continue
        variant = Variant(name, row.text("observableParameters"))
        found.append(Measurement(variant, sample, time, value))
    if no_log:
        problems.append(f"{no_log} measurements have no logarithm")
    return found
