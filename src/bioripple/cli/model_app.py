"""`bioripple inspect`: what a kinetic model is, before anything is asked of it."""

from pathlib import Path
from typing import Annotated

import typer


def add(app: typer.Typer) -> None:
    """Add the command to an application."""
    from bioripple.cli.app import EXIT_CODES, Config

    @app.command(epilog=EXIT_CODES)
    def inspect(
        file: Annotated[
            Path, typer.Argument(metavar="MODEL", help="SBML file; it may be packed.")
        ],
        config: Config = None,
        as_json: Annotated[
            bool,
            typer.Option(
                "--json", help="Print all of it as one JSON object, for programs."
            ),
        ] = False,
        latex: Annotated[
            bool,
            typer.Option("--latex", help="Print the equations as LaTeX, not as text."),
        ] = False,
        t_end: Annotated[
            float | None,
            typer.Option(
                "--t-end",
                metavar="T",
                help="Time at which the influence network is read, in the model's unit "
                "[default: 10].",
                show_default=False,
            ),
        ] = None,
    ) -> None:
        """Show a kinetic model, and what can be perturbed in it.

        Nodes are given by a rate (`moves`), a `formula`, or are `constant`; what is no
        formula and not 0 can be perturbed. A satellite is a variable that nothing
        influences, and no node of the influence network. What is conserved, whether the
        model comes to rest, and what does not work with it and why, is printed last.
        The file is read in a process of its own, within limits of time and memory.
        """
        from bioripple.cli.inspect_model import inspect_file

        raise typer.Exit(
            inspect_file(file, config=config, as_json=as_json, latex=latex, t_end=t_end)
        )
