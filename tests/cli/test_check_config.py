"""`bioripple check-config`: what is wrong with a configuration, and nothing run."""

from pathlib import Path

import pytest

from bioripple.cli import check_config as module
from tests.cli.conftest import Run


def test_a_sound_file_is_said_to_be_so(bioripple: Run, tmp_path: Path) -> None:
    (tmp_path / "my.yaml").write_text("gcn: {epochs: 3}\n")
    done = bioripple("check-config", "my.yaml")
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == "my.yaml: nothing is wrong with it\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("gcn: {epocs: 3}", "gcn/epocs: there is no such key; did you mean 'epochs'?"),
        ("__use_yte__: true", "makes Snakemake run code in this file"),
        ("models: {sheet: no.tsv}", "no.tsv: there is no such model sheet"),
    ],
)
def test_what_is_wrong_is_named(
    bioripple: Run, tmp_path: Path, text: str, message: str
) -> None:
    (tmp_path / "my.yaml").write_text(text)
    done = bioripple("check-config", "my.yaml")
    assert (done.exit_code, done.stdout) == (1, "")
    assert message in done.stderr


def test_without_the_experiment_keys_and_values_are_checked(
    bioripple: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where the package alone is installed."""
    monkeypatch.setattr(module, "ROOT", tmp_path)
    (tmp_path / "my.yaml").write_text("models: {sheet: no.tsv}\n")
    done = bioripple("check-config", "my.yaml")
    assert done.exit_code == 0
    assert "folder of models not looked at" in done.stdout
    (tmp_path / "my.yaml").write_text("gcn: {epochs: -3}\n")
    assert bioripple("check-config", "my.yaml").exit_code == 1
