"""What the options of a command mean to the steps."""

from pathlib import Path

from bioripple.checks import check_time
from bioripple.cli.console import Impossible
from bioripple.config_check import load_config
from bioripple.mapping.settings import Settings


def read_settings(config: Path | None, t_end: float | None = None) -> Settings:
    """Return the sections of the configuration that the steps need."""
    sections = {}
    if t_end is not None:
        try:
            sections["mapping"] = {"t_end": check_time(t_end, "--t-end", positive=True)}
        except ValueError as problem:
            raise Impossible(str(problem)) from None
    chosen = load_config(config, **sections)
    return Settings(chosen["mapping"], chosen["evaluation"])
