"""`bioripple check-config`: look through a configuration file that may be hostile."""

from pathlib import Path

from bioripple.cli.console import complain, say
from bioripple.datasets.sheet import SheetError
from bioripple.experiment.config_check import (
    ROOT,
    SHIPPED,
    load_config,
    read_run_config,
)
from bioripple.experiment.config_files import ConfigError


def check_config(file: Path) -> int:
    """Say what is wrong with a file; return the exit code of the command."""
    has_experiment = (ROOT / SHIPPED).exists()
    try:
        if has_experiment:
            read_run_config([file])
        else:
            load_config([file])
    except (ConfigError, SheetError) as problem:
        complain(problem)
        return 1
    unseen = "" if has_experiment else "; sheet and folder of models not looked at"
    return 0 if say(f"{file}: nothing is wrong with it{unseen}") else 1
