"""`bioripple crosscheck`: what can be said after it."""

from pathlib import Path
from typing import Annotated

import typer

EXIT_CODES = """
Exit codes: 0 if the table of causes says why programs differ, 1 if it is out of date or
the page could not be shown, 2 if nothing was done because of what was asked for.
"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXIT_CODES)(crosscheck)


def crosscheck(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Folder of SBML files; it is searched as by `bioripple map`.",
        ),
    ],
    page: Annotated[Path, typer.Option(metavar="FILE", help="Markdown to write.")],
    found: Annotated[
        list[Path],
        typer.Option(
            metavar="FILE",
            help="What is found, one line a model, is written there; with --page-only "
            "it is read there, from as many as are given.",
        ),
    ],
    page_only: Annotated[
        bool,
        typer.Option("--page-only", help="Ask no program, write the page again."),
    ] = False,
    causes: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Table that says why programs differ: model, kind, runs, cause.",
            show_default=False,
        ),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Model sheet; models that are not in it have tables of their own.",
            show_default=False,
        ),
    ] = None,
    first: Annotated[
        str,
        typer.Option(
            metavar="ID", help="Leave out ids before this.", show_default=False
        ),
    ] = "",
    last: Annotated[
        str,
        typer.Option(
            metavar="ID", help="Leave out ids after this.", show_default=False
        ),
    ] = "",
    max_seconds: Annotated[
        float, typer.Option(min=1.0, help="Time that one model may take [s].")
    ] = 300.0,
    max_memory_mb: Annotated[
        int, typer.Option(min=100, help="Memory that one model may take [MB].")
    ] = 8000,
) -> None:
    """Hold states and Jacobians against libRoadRunner and COPASI.

    Both have to be installed: `make crosscheck` does that in an environment of its own.
    """
    from bioripple.cli.run_crosscheck import run_crosscheck

    raise typer.Exit(
        run_crosscheck(
            folder,
            page=page,
            found=found,
            page_only=page_only,
            causes=causes,
            sheet=sheet,
            ids=(first, last),
            limits=(max_seconds, max_memory_mb),
        )
    )
