"""PEtab problems that are wrong, or mean harm: refused by name, and nothing is run."""

from pathlib import Path

import pytest

from bioripple.errors import Failed, Refused
from bioripple.measured.petab_set import read_fitted
from bioripple.measured.petab_tables import MOST_ROWS
from tests.support.petab_problems import YAML, tables, write_problem
from tests.support.sbml_text import parameter, rule

LAST = '<parameter id="drug" value="0.0" constant="true"/></listOfParameters>'
RULED = (
    '<parameter id="drug" constant="false"/></listOfParameters>'
    f"<listOfRules>{rule('assignment', 'drug', '1')[1]}</listOfRules>"
)
HEAD = tables()["measurements.tsv"].split("\n")[0]
MANY = "conditionId\n" + "x\n" * (MOST_ROWS + 1)


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("problem.yaml", "model.xml", "../model.xml", "out of the folder"),
        ("problem.yaml", "model.xml", "/etc/passwd", "out of the folder"),
        ("problem.yaml", "model.xml", "link.xml", "out of the folder"),
        ("problem.yaml", "parameters.tsv", '"a\\0b"', "no name of a file"),
        ("problem.yaml", "parameters.tsv", "{}", "parameter_file: expected"),
        ("problem.yaml", "parameters.tsv", "none.tsv", "no such file"),
        ("problem.yaml", "version: 1", "version: 2.0.0", "expected 1, found 2"),
        ("problem.yaml", "[model.xml]", "[model.xml, model.xml]", "expected one model"),
        ("problem.yaml", YAML, "problems:\n", "expected 1, found None"),
        ("problem.yaml", "  - sbml", "  - &a [*a]\n  - sbml", "aliases"),
        ("problem.yaml", "version: 1", "version: !!python/name:os.system", "YAML"),
        ("problem.yaml", "version: 1", "version: [", "YAML"),
        ("problem.yaml", YAML, YAML + YAML[YAML.index("  - ") :], "expected one, f"),
        ("conditions.tsv", "\tdrug\t", "\tnobody\t", "conditions set nobody"),
        ("conditions.tsv", "\tdrug\t", "\tu\t", "a column twice"),
        ("model.xml", LAST, RULED, "drug cannot be set: a rule"),
        ("conditions.tsv", "stim\t\t1.5", "stim\t\tmuch", "found .much"),
        ("conditions.tsv", "stim\t\t1.5", "stim\t1.5", "cells, expected 5"),
        ("conditions.tsv", "stim\t\t1.5", "ctrl\t\t1.5", "an id, once"),
        ("conditions.tsv", "conditionId", "id", "no column conditionId"),
        ("parameters.tsv", "0.4\t1", "1e999\t1", "nominalValue: expected a number"),
        ("parameters.tsv", "0.4\t1", "\t0", "nominalValue: expected a number"),
        ("parameters.tsv", "0.4\t1", "0.4\tmaybe", "estimate: expected 0 or 1"),
        ("observables.tsv", "log10", "cubic", "expected lin, log or log10"),
        ("observables.tsv", "blot", "blob", "one of the table of observables"),
        ("measurements.tsv", "\tboth\t", "\tnone\t", "one of the table of conditions"),
        ("measurements.tsv", "\t2.0\t", "\tlater\t", "time: expected a number"),
        ("measurements.tsv", "\t2.0\t", "\tnan\t", "time: expected a number"),
        ("model.xml", "<sbml", "<sbm", "model.xml: the file is not"),
        ("model.xml", 'id="u"', 'id="B"', "used more than once"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, file: str, old: str, new: str, expected: str
) -> None:
    files = tables()
    assert old in files[file]
    (tmp_path / "outside.xml").write_text(files["model.xml"])
    path = write_problem(tmp_path / "p", files | {file: files[file].replace(old, new)})
    (tmp_path / "p/link.xml").symlink_to(tmp_path / "outside.xml")
    with pytest.raises((Refused, Failed), match=expected):
        read_fitted("x", path, seed=0)


@pytest.mark.parametrize(
    ("file", "text", "expected"),
    [
        ("conditions.tsv", MANY, "rows; at most"),
        ("conditions.tsv", "", "is empty"),
        ("measurements.tsv", "\0" * 9, "measurements.tsv"),
        (
            "measurements.tsv",
            tables()["measurements.tsv"].split("\n")[0],
            "no observable was m",
        ),
        ("observables.tsv", "observableId\tobservableFormula\n", "observables"),
        ("problem.yaml", "problems: " + "[" * 50_000, "YAML"),
        ("problem.yaml", "problems: " + "1" * 200_000, "100000 bytes"),
    ],
)
def test_files_of_another_kind_are_refused(
    tmp_path: Path, file: str, text: str, expected: str
) -> None:
    path = write_problem(tmp_path, tables() | {file: text})
    with pytest.raises((Refused, Failed), match=expected):
        read_fitted("x", path, seed=0)


@pytest.mark.parametrize(
    "formula",
    ["(" * 5_000 + "B" + ")" * 4_999, "B" + "+B" * 9_999, "-" * 9_000, "1" * 99],
)
def test_a_formula_without_end_costs_only_its_observable(
    tmp_path: Path, formula: str
) -> None:
    files = tables()
    observables = files["observables.tsv"].replace("scale * B ** 2", formula)
    path = write_problem(tmp_path, files | {"observables.tsv": observables})
    measured, _ = read_fitted("x", path, seed=0)
    assert "observable blot" in "".join(measured.problems)


def test_what_a_condition_leaves_without_a_value_is_refused(tmp_path: Path) -> None:
    files = tables()
    free = parameter("free", constant=True)[1]
    files["model.xml"] = files["model.xml"].replace(LAST, free + LAST)
    head, *rows = files["conditions.tsv"].splitlines()
    values = [f"{row}\t{'' if row.startswith('ctrl') else 1}" for row in rows]
    files["conditions.tsv"] = "\n".join([f"{head}\tfree", *values])
    with pytest.raises(Refused, match="free has no value in a condition"):
        read_fitted("x", write_problem(tmp_path, files), seed=0)
