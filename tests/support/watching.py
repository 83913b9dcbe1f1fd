"""Have the jobs of a run note what they read beside what their rules declare."""

import os
from pathlib import Path


def watching(found: Path, *folders: Path) -> dict[str, str]:
    """Make an empty file for what is found and return the environment of the run.

    Parameters
    ----------
    found
        Gets a line for each file that is read: rule, wildcards, path, tab-separated.
    folders
        Where reading is watched.
    """
    found.write_text("")
    watch = Path(__file__).parent / "watch"
    python_path = [str(watch), os.environ.get("PYTHONPATH", "")]
    return {
        "PYTHONPATH": os.pathsep.join(filter(None, python_path)),
        "BIORIPPLE_UNDECLARED": str(found),
        "BIORIPPLE_WATCHED": os.pathsep.join(map(str, folders)),
    }
