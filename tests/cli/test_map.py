"""`bioripple map`: every file has an outcome, and the numbers are the workflow's."""

import gzip
import json
import math
from pathlib import Path
from typing import Any

import jacobian
import numpy as np
import parse_sbml
import pytest
import sensitivity
from jsonschema import Draft202012Validator

from bioripple.experiment.config_check import load_config
from bioripple.experiment.config_schema import load_schema
from tests.cli.conftest import Run, everything
from tests.cli.folders import SOUND, table, write
from tests.support import tiny_models
from tests.support.sbml_text import (
    compartment,
    document,
    parameter,
    reaction,
    rule,
    species,
)
from tests.unit.datasets.test_packed import omex

STATE_KEYS = ("t_end", "rtol", "atol", "loosen", "max_steps")
STATUSES = {
    "sound.xml": "scored",
    "small.sbml": "mapped",
    "zipped.xml.gz": "scored",
    "archive.omex": "scored",
    "delayed.xml": "refused",
    "broken.xml": "failed",
    "bomb.xml": "refused",
    "page.xml": "failed",
    "empty.xml": "failed",
    "binary.xml": "failed",
    "sub/folder/deep.xml": "scored",
    "sub/folder/broken.xml": "failed",
    "shut.omex": "failed",
}
FILES = ("outcome.json", "state.tsv", "jacobian.npz", "sensitivity.npz")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of files of every kind."""
    folder = tmp_path / "my models"
    delay = f"<apply>{tiny_models.DELAY}<ci>x0</ci><cn>1</cn></apply>"
    contents: dict[str, str | bytes] = {
        "sound.xml": SOUND,
        "small.sbml": tiny_models.gene_network(4, seed=1),
        "zipped.xml.gz": gzip.compress(SOUND.encode()),
        "archive.omex": omex(manifest__xml=b"<omexManifest/>", m__xml=SOUND.encode()),
        "delayed.xml": SOUND.replace("<ci>x0</ci>", delay),
        "broken.xml": SOUND[: len(SOUND) // 2],
        "bomb.xml": tiny_models.BOMB,
        "page.xml": "<html><body/></html>",
        "empty.xml": "",
        "binary.xml": bytes(range(256)),
        "sub/folder/deep.xml": SOUND,
        "sub/folder/broken.xml": "<sbml>",
        "shut.omex": omex(a__xml=b"<sbml/>", b__xml=b"<sbml/>"),
        "notes.txt": "no model",
    }
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        data = content.encode() if isinstance(content, str) else content
        path.write_bytes(data)
    return folder


def values(path: Path) -> dict[str, float]:
    return {row["id"]: float(row["value"] or "nan") for row in table(path)}


def test_every_file_of_a_folder_has_an_outcome(
    bioripple: Run, folder: Path, tmp_path: Path
) -> None:
    done = bioripple("map", folder, "--out", "out", "--processes", 2)
    assert done.exit_code == 0, done.output
    rows = table(tmp_path / "out/outcomes.tsv")
    assert {row["file"]: row["status"] for row in rows} == STATUSES
    assert all(bool(row["reason"]) == (row["status"] != "scored") for row in rows)
    assert "paper87" not in rows[0]
    schema = load_schema("outcome")
    for row in rows:
        models = tmp_path / "out/models" / row["model"]
        outcome = json.loads((models / "outcome.json").read_text())
        Draft202012Validator(schema).validate(outcome)
        assert (outcome["status"], outcome["reason"]) == (row["status"], row["reason"])
        mapped = row["status"] in ("scored", "mapped")
        expected = FILES if mapped else FILES[:1]
        assert sorted(path.name for path in models.iterdir()) == sorted(expected)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "models",
        "outcomes.tsv",
        "run.json",
    }


def test_the_end_says_how_many_ended_how_and_why(bioripple: Run, folder: Path) -> None:
    done = bioripple("map", folder, "-o", "out")
    first, *others = done.stdout.splitlines()
    assert first.startswith("13 files in ")
    assert first.endswith(": 4 scored, 1 mapped, 2 refused, 6 failed")
    text = "\n".join(others)
    assert "mapped:\n     1  4 nodes, fewer than 10 (small)" in text
    assert "uses a delay" in text
    assert "1  the file is empty; expected SBML (empty)" in text
    assert str(folder) not in text
    assert "Outcomes: out/outcomes.tsv" in text
    assert "13/13] " in done.stderr
    assert "1 file not called" in done.stderr and "notes.txt" in done.stderr


@pytest.mark.parametrize("model", ["sound", "small", "delayed", "broken", "bomb"])
def test_the_bytes_are_those_of_the_workflow(
    bioripple: Run, folder: Path, tmp_path: Path, model: str
) -> None:
    source = next(folder.glob(f"{model}.*"))
    assert bioripple("map", source, "-o", "out").exit_code == 0
    config = load_config()
    chosen, evaluation = config["mapping"], config["evaluation"]
    there = tmp_path / "there"
    keys: tuple[str, ...] = ("max_seconds", "max_memory_mb")
    limits: dict[str, Any] = {key: chosen[key] for key in keys}
    parse_sbml.main(
        location=source, model=model, sha256="", record=there / "system.json",
        max_file_mb=chosen["max_file_mb"],
        max_expression_nodes=chosen["max_expression_nodes"], **limits,
    )  # fmt: skip
    jacobian.main(
        system=there / "system.json", record=there / "jacobian.json", **limits,
        **{key: chosen[key] for key in STATE_KEYS},
    )  # fmt: skip
    keys = ("min_nodes", "max_nodes", "min_agreement")
    keys += ("max_residual", "max_zero_share", "max_state_change")
    sensitivity.main(
        jacobian=there / "jacobian.json", outcome=there / "outcome.json", **limits,
        **{key: evaluation[key] for key in keys},
    )  # fmt: skip
    for name in FILES:
        if name != "state.tsv":
            here = tmp_path / "out/models" / model / name
            assert here.is_file() == (there / name).is_file()
            if here.is_file():
                assert here.read_bytes() == (there / name).read_bytes(), name


def test_the_state_of_every_quantity_is_written(bioripple: Run, tmp_path: Path) -> None:
    content = document(
        compartment("c", size=2),
        compartment("grows", size=1, constant=False),
        compartment("idle", size=7, constant=False),
        species("s", "c", initialConcentration=3),
        species("p", "c", initialAmount=1),
        species("held", "c", initialConcentration=0.25, boundaryCondition=True),
        species("ruled", "c"),
        parameter("k", 0.1, constant=True),
        parameter("free", 5, constant=False),
        parameter("slope", 0, constant=False),
        parameter("double", constant=False),
        rule("assignment", "ruled", "2 * s"),
        rule("assignment", "double", "2 * slope"),
        rule("rate", "slope", "0.5"),
        rule("rate", "grows", "0.25"),
        reaction("r", "c * k * s", reactants=("s",), products=("2 p",)),
    )
    write(tmp_path / "in", m__xml=content)
    done = bioripple("map", "in", "-o", "out", "--t-end", 4)
    assert done.exit_code == 0, done.output
    rows = table(tmp_path / "out/models/m/state.tsv")
    left = 3 * math.exp(-0.4)
    expected = {
        "s": ("species", left),
        "p": ("species", 0.5 + 2 * (3 - left)),
        "held": ("species", 0.25),
        "ruled": ("species", 2 * left),
        "free": ("parameter", 5.0),
        "slope": ("parameter", 2.0),
        "double": ("parameter", 4.0),
        "grows": ("compartment", 2.0),
        "idle": ("compartment", 7.0),
    }
    assert [row["id"] for row in rows] == list(expected)
    for row in rows:
        kind, value = expected[row["id"]]
        assert row["kind"] == kind
        assert float(row["value"]) == pytest.approx(value, rel=1e-8), row
    with np.load(tmp_path / "out/models/m/jacobian.npz") as arrays:
        assert arrays["nodes"].tolist() == ["s", "p", "ruled"]
        assert arrays["t"] == 4.0


def test_names_are_shown_and_a_missing_value_is_empty(
    bioripple: Run, tmp_path: Path
) -> None:
    content = document(
        compartment("c", size=1),
        species("s", "c", initialConcentration=1, name_="a\u200b &lt;b&gt;"),
        species("u", "c", name_="unknown"),
        rule("rate", "s", "-s"),
        name="The  &quot;model&quot;&#10;of mine",
    )
    write(tmp_path / "in", m__xml=content)
    assert bioripple("map", "in", "-o", "out").exit_code == 0
    (outcome,) = table(tmp_path / "out/outcomes.tsv")
    assert outcome["name"] == 'The "model" of mine'
    first, other = table(tmp_path / "out/models/m/state.tsv")
    assert (first["id"], first["name"]) == ("s", "a <b>")
    assert (other["id"], other["value"]) == ("u", "")


def test_thirty_files_in_two_processes(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for number in range(30):
        text = tiny_models.gene_network(10 + number % 3, seed=number)
        (tmp_path / "in" / f"{number:05d}.xml").write_text(text)
    done = bioripple("map", "in", "-o", "two", "-p", 2)
    assert done.exit_code == 0, done.output
    rows = table(tmp_path / "two/outcomes.tsv")
    assert [row["model"] for row in rows] == [f"{number:05d}" for number in range(30)]
    assert {row["status"] for row in rows} == {"scored"}


def test_the_results_do_not_hang_on_the_number_of_processes(
    bioripple: Run, tmp_path: Path
) -> None:
    write(tmp_path / "in", a__xml=SOUND, b__xml="<sbml/>", c__xml=SOUND)
    for n in (1, 3):
        assert bioripple("map", "in", "-o", f"out{n}", "-p", n).exit_code == 0
    assert everything(tmp_path / "out1") == everything(tmp_path / "out3")


def test_a_limit_of_time_is_an_outcome_and_stops_nothing(
    bioripple: Run, tmp_path: Path
) -> None:
    write(tmp_path / "in", slow__xml=tiny_models.endless(), sound__xml=SOUND)
    (tmp_path / "my.yaml").write_text("mapping: {max_seconds: 2}\n")
    done = bioripple("map", "in", "-c", "my.yaml", "-o", "out")
    assert done.exit_code == 0, done.output
    slow, sound = table(tmp_path / "out/outcomes.tsv")
    assert (slow["status"], slow["reason"]) == ("failed", "ran longer than 2 s")
    assert sound["status"] == "scored"


def test_the_configuration_counts_and_the_option_counts_more(
    bioripple: Run, tmp_path: Path
) -> None:
    decay = document(
        compartment("c", size=1),
        species("s", "c", initialConcentration=1),
        rule("rate", "s", "-s"),
    )
    write(tmp_path / "in", m__xml=decay)
    (tmp_path / "my.yaml").write_text("mapping: {t_end: 2.0}\n")
    for options, t in (((), 2.0), (("--t-end", "0.5"), 0.5)):
        assert (
            bioripple("map", "in", "-c", "my.yaml", *options, "-o", "o").exit_code == 0
        )
        found = values(tmp_path / "o/models/m/state.tsv")
        assert found["s"] == pytest.approx(math.exp(-t))
    about = json.loads((tmp_path / "o/run.json").read_text())
    assert about["settings"]["mapping"]["t_end"] == 0.5
