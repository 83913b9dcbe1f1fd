"""Model sheets and configurations with the tricks of the models, and the report.

More of its kind: tests/unit/datasets/test_sheet.py (ids that are paths, two rows of one
id) and tests/unit/experiment/test_config_check.py (wrong keys and values).
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
import yaml

from bioripple.collection.outcomes import read_outcomes
from bioripple.datasets.sheet import MOST_BYTES, SheetError, read_sheet
from bioripple.experiment.config_check import (
    check_config,
    read_run_config,
)
from bioripple.experiment.config_files import ConfigError, read_config
from bioripple.experiment.config_schema import load_schema
from bioripple.runtime.tables import write_table
from tests.support.workflow_runner import ROOT

HEAD = "id\tsha256\tname\n"


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/stdin", "/proc/self/mem", "/"])
def test_a_device_is_no_sheet(path: str) -> None:
    with pytest.raises(SheetError, match=r"expected a file|cannot be read"):
        read_sheet(Path(path))


def test_a_pipe_is_no_sheet(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "models.tsv")
    with pytest.raises(SheetError, match="expected a file"):
        read_sheet(tmp_path / "models.tsv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD + "m\n" * 10**6, "1000001 rows; at most 200000"),
        (HEAD + "m" * (MOST_BYTES + 1), f"more than {MOST_BYTES} bytes"),
        (HEAD + "m" * 1_000_000, "expected up to 100 letters"),
        ("x\t" * 1_000_000 + "\nm", "found the columns"),
        (HEAD + "../../x\n/etc/passwd\na\0b\nm;rm -rf\n$(id)\n", "row 6"),
        (HEAD + "same\nSAME\n", "already in row 2"),
    ],
    ids=["rows", "bytes", "id", "columns", "paths", "twice"],
)
def test_a_hostile_sheet_is_told_in_a_few_lines(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "models.tsv"
    path.write_text(text)
    with pytest.raises(SheetError, match=message) as caught:
        read_sheet(path)
    assert len(str(caught.value)) < 5000


TRICKS = {
    "object": "gcn: !!python/object/apply:os.abort []",
    "name": "gcn: !!python/name:os.abort",
    "template": "__use_yte__: true\ngcn: ?__import__('os').abort()",
    "template off": "__use_yte__: false",
    "no mapping": "- 1",
    "no yaml": "{",
    "binary": "\x00",
    "deep": "a: " + "[" * 1_000,
    "large": "a: " + "x" * 2_000_000,
    "laughs": "a: &a [x, x]\n"
    + "".join(f"{n}: &{n} [*{m}, *{m}]\n" for m, n in zip("abcd", "bcde", strict=True)),
    "itself": "a: &a [*a]",
}


@pytest.mark.parametrize("trick", TRICKS)
def test_a_trick_in_a_configuration_is_told(tmp_path: Path, trick: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(TRICKS[trick])
    with pytest.raises(ConfigError) as caught:
        read_config(path)
    assert len(str(caught.value)) < 500
    with pytest.raises((ConfigError, SheetError), match=r"config\.yaml"):
        read_run_config([path])


def test_the_configurations_of_the_project_pass() -> None:
    for name in ("config.yaml", "demo.yaml"):
        read_run_config([ROOT / "config" / name])


def laughs(levels: int) -> list[Any]:
    value: list[Any] = ["x"]
    for _ in range(levels):
        value = [value] * 10
    return value


@pytest.mark.parametrize(
    ("section", "key", "value"),
    [
        ("models", "sheet", laughs(40)),
        ("models", "sheet", "x" * 10**6 + "\n"),
        ("models", "sheet", "a`` \n\n.. include:: /etc/passwd\n"),
        ("models", "directory", {"x": laughs(3)}),
        ("models", 1, 2),
        ("models", None, 2),
        ("figures", "heatmap_model", "../../x"),
        ("figures", "heatmap_model", ".. raw:: html\n\n   <script>alert(1)</script>"),
        ("mapping", "max_seconds", float("nan")),
        ("mapping", "max_memory_mb", -1),
        ("gcn", "device", "cpu; rm"),
    ],
)
def test_a_hostile_value_is_told_in_a_few_lines(
    section: str, key: Any, value: Any
) -> None:
    text = (ROOT / "config/config.yaml").read_text(encoding="utf-8")
    config = yaml.safe_load(text)
    config[section][key] = value
    with pytest.raises(ConfigError) as caught:
        check_config(config, load_schema("config"))
    assert len(str(caught.value)) < 2000


def test_control_characters_do_not_reach_the_table(tmp_path: Path) -> None:
    name = "\x1b[31m<b>\u202eodd\x07\x00\u2028\tname</b>"
    row = {"model": "m", "name": name, "paper87": False}
    write_table(tmp_path / "t.tsv", pd.DataFrame([row]))
    assert "".join((tmp_path / "t.tsv").read_text().splitlines()).isprintable() is False
    (found,) = read_outcomes(tmp_path / "t.tsv")["name"]
    assert found == "[31m<b> odd name</b>"


SCRIPT = "<script>alert('bioripple')</script>"
SNAKEFILE = """
rule all:
    input:
        "in.tsv",
    output:
        report(
            "outcomes.tsv",
            caption="{caption}",
            category="Models",
            labels={{"result": "Outcome of every model"}},
        ),
    shell:
        "cp {{input}} {{output}}"
"""


@pytest.mark.snakemake
def test_markup_in_a_name_is_no_markup_in_the_report(tmp_path: Path) -> None:
    caption = ROOT / "workflow/report/outcomes.rst"
    (tmp_path / "Snakefile").write_text(SNAKEFILE.format(caption=caption))
    (tmp_path / "in.tsv").write_text(f"model\tname\nm\t{SCRIPT}\n")
    shutil.copy(ROOT / "config/config.yaml", tmp_path / "config.yaml")
    command = [sys.executable, "-m", "snakemake", "--cores", "1", "--quiet"]
    command += ["--configfile", "config.yaml"]
    for more in ([], ["--report", "report.html"]):
        done = subprocess.run(
            [*command, *more], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    report = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "outcomes.tsv" in report
    assert SCRIPT not in report
