"""Read the semantic cases of the SBML Test Suite from an archive or a folder.

A case is a model, written in one or more levels of SBML, and the numbers that a time
course of it has to give. Archives are read in memory, nothing is unpacked to disk.
"""

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bioripple.errors import Failed
from bioripple.untrusted.zip import (
    MEBIBYTE,
    ZipLimits,
    open_archive,
    read_member,
)

# The release of 2022 has 1,821 semantic cases with a dozen files each.
LIMITS = ZipLimits(
    archive_bytes=512 * MEBIBYTE,
    members=100_000,
    total_bytes=4096 * MEBIBYTE,
    ratio=1100.0,
)
NAME = re.compile(
    r"(?:^|/)(?P<case>\d{5})/(?P=case)-"
    r"(?P<part>settings\.txt|results\.csv|model\.m|sbml-l\dv\d\.xml)$"
)
TIME_COURSE = "TimeCourse"

Read = Callable[[str], bytes]


@dataclass(frozen=True)
class Settings:
    """What a case asks for.

    Attributes
    ----------
    start, duration
        First time and length of the time course [model time units].
    steps
        Number of equal steps; there is one more point in time.
    variables
        Ids whose values are compared.
    absolute, relative
        Tolerances of the comparison [model units; dimensionless].
    amounts, concentrations
        Species that are compared as amounts, or as concentrations.
    """

    start: float
    duration: float
    steps: int
    variables: tuple[str, ...]
    absolute: float
    relative: float
    amounts: frozenset[str]
    concentrations: frozenset[str]

    @property
    def times(self) -> list[float]:
        """The points in time [model time units]."""
        return [
            self.start + self.duration * step / self.steps
            for step in range(self.steps + 1)
        ]


@dataclass(frozen=True, eq=False)
class Case:
    """One case of the suite.

    Attributes
    ----------
    id
        Five digits.
    kind
        `TimeCourse`, or another kind of test.
    components, tags
        What the model is made of, and what the case is about.
    models
        The model's text by level and version, such as `l3v2`.
    settings, expected
        What is asked for, and the numbers, of shape (steps + 1, number of variables);
        None unless the case is a time course.
    """

    id: str
    kind: str
    components: frozenset[str]
    tags: frozenset[str]
    models: dict[str, bytes]
    settings: Settings | None
    expected: NDArray[np.float64] | None


def read_cases(place: Path) -> Iterator[Case]:
    """Read all cases, in the order of their ids.

    Parameters
    ----------
    place
        The suite's archive, a folder that holds one archive with "semantic" in its
        name, or a folder with the unpacked cases.

    Yields
    ------
    Case
        A case with at least one model.

    Raises
    ------
    FileNotFoundError
        If there is no case.
    Failed
        If an archive is damaged or unsafe, or a case cannot be understood.
    """
    names, read = _open(place)
    parts: dict[str, dict[str, str]] = {}
    for name in names:
        found = NAME.search(name)
        if found:
            parts.setdefault(found["case"], {})[found["part"]] = name
    if not parts:
        raise FileNotFoundError(f"{place}: holds no semantic case of the suite")
    index = _read_index(names, read)
    for case in sorted(parts):
        yield _read_case(case, parts[case], read, index)


def _open(place: Path) -> tuple[list[str], Read]:
    if place.is_dir():
        archives = sorted(place.glob("*semantic*.zip"))
        if len(archives) != 1:
            return _open_folder(place)
        place = archives[0]
    archive = open_archive(place.read_bytes(), limits=LIMITS)
    return archive.namelist(), lambda name: read_member(archive, name, limits=LIMITS)


def _open_folder(place: Path) -> tuple[list[str], Read]:
    files = {
        path.relative_to(place).as_posix(): path
        for path in place.rglob("*")
        if path.is_file()
    }
    return list(files), lambda name: files[name].read_bytes()


def _read_index(names: list[str], read: Read) -> dict[str, dict[str, Any]]:
    for name in names:
        if name == "index.json":
            return {entry["case"]: entry for entry in json.loads(read(name))}
    return {}


def _read_case(
    case: str, parts: dict[str, str], read: Read, index: dict[str, dict[str, Any]]
) -> Case:
    kind, components, tags = _labels(case, parts, read, index)
    settings = expected = None
    try:
        if kind == TIME_COURSE:
            settings = _read_settings(read(parts["settings.txt"]).decode())
            table = read(parts["results.csv"]).decode()
            expected = _read_results(table, settings.variables)
    except (KeyError, ValueError) as problem:
        raise Failed(f"case {case} of the suite is damaged: {problem!r}") from None
    models = {
        part[len("sbml-") : -len(".xml")]: read(name)
        for part, name in sorted(parts.items())
        if part.startswith("sbml-")
    }
    return Case(case, kind, components, tags, models, settings, expected)


def _labels(
    case: str, parts: dict[str, str], read: Read, index: dict[str, dict[str, Any]]
) -> tuple[str, frozenset[str], frozenset[str]]:
    """Return kind, component tags and test tags, from the index or the case's text."""
    if case in index:
        entry = index[case]
        components, tags = entry["component_tags"], entry["test_tags"]
        kind = " ".join(entry["test_type"])
    else:
        fields = _fields(read(parts["model.m"]).decode(errors="replace"))
        components = _list(fields.get("componentTags", ""))
        tags = _list(fields.get("testTags", ""))
        kind = fields.get("testType", "")
    # where a case has no tags, the suite's index repeats the next field
    clean = frozenset(tag for tag in tags if not tag.startswith("testType"))
    return kind, frozenset(components), clean


def _read_settings(text: str) -> Settings:
    fields = _fields(text)
    return Settings(
        start=float(fields["start"]),
        duration=float(fields["duration"]),
        steps=int(fields["steps"]),
        variables=_list(fields["variables"]),
        absolute=float(fields["absolute"]),
        relative=float(fields["relative"]),
        amounts=frozenset(_list(fields["amount"])),
        concentrations=frozenset(_list(fields["concentration"])),
    )


def _read_results(text: str, variables: tuple[str, ...]) -> NDArray[np.float64]:
    header, *rows = [row for row in csv.reader(io.StringIO(text)) if row]
    # the first column is the time, whatever a variable may be called
    names = [name.strip() for name in header[1:]]
    columns = [names.index(variable) + 1 for variable in variables]
    return np.array([[float(row[column]) for column in columns] for row in rows])


def _fields(text: str) -> dict[str, str]:
    pairs = (line.partition(":") for line in text.splitlines())
    return {key.strip(): value.strip() for key, _, value in pairs}


def _list(text: str) -> tuple[str, ...]:
    return tuple(item.strip() for item in text.split(",") if item.strip())
