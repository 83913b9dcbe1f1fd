"""Start the command, whatever the terminal can show."""

import os
import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command."""
    from bioripple.cli.app import app

    for name in ("stdout", "stderr"):
        if (
            getattr(sys, name) is None
        ):  # closed by who called; no file may get its number
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # not everyone's terminal knows …
    app(prog_name="bioripple")
