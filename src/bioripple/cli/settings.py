"""What the options of a command mean to the steps."""

from pathlib import Path
from typing import Any

from bioripple.cli.console import Impossible
from bioripple.experiment.config_check import load_config
from bioripple.mapping.settings import Settings
from bioripple.runtime.checks import check_time


def read_settings(config: Path | None, t_end: float | None = None) -> Settings:
    """Return the sections of the configuration that the steps need."""
    sections: dict[str, Any] = {}
    if t_end is not None:
        try:
            sections["mapping"] = {"t_end": check_time(t_end, "--t-end", positive=True)}
        except ValueError as problem:
            raise Impossible(str(problem)) from None
    chosen = load_config([] if config is None else [config], **sections)
    return Settings(chosen["mapping"], chosen["evaluation"])
