"""Start the command, whatever the terminal can show."""

import sys
from io import TextIOWrapper


def main() -> None:
    """Run the command."""
    from bioripple.cli.app import app

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # not everyone's terminal knows …
    app(prog_name="bioripple")
