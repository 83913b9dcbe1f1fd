"""`bioripple experiment` and `bioripple docs`: what `make` calls in the repository."""

from pathlib import Path
from typing import Annotated, Literal

import typer

Action = Literal[
    "run",
    "models",
    "comparison",
    "ablations",
    "readings",
    "ceiling",
    "dataset",
    "predict",
    "measured",
    "shipped",
    "report",
    "check",
    "clean",
]


def add(app: typer.Typer) -> None:
    """Add the commands; help does not list them, as an installed package has no use."""
    app.command(hidden=True)(experiment)
    app.command(hidden=True)(docs)


def experiment(
    action: Annotated[Action, typer.Argument(help="What to do with the run.")],
    more: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="-- WORDS", help="Options and targets of Snakemake, after `--`."
        ),
    ] = None,
    name: Annotated[str, typer.Option(help="The run works in runs/NAME.")] = "",
    config: Annotated[
        Path | None, typer.Option(help="What differs from the default.")
    ] = None,
    base: Annotated[
        Path | None, typer.Option(help="What --config differs from instead.")
    ] = None,
    cores: Annotated[str, typer.Option(help="Processors to use.")] = "all",
    part: Annotated[
        str, typer.Option(help="Of the models, such as 3/100; for `models` only.")
    ] = "",
) -> None:
    """Start a run of the experiment with Snakemake, or look at one."""
    from bioripple.experiment.runs import Asked, start

    asked = Asked(action, name=name, config=config, base=base, cores=cores, part=part)
    raise typer.Exit(start(asked, more or []))


def docs(
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing, say whether they are current."),
    ] = False,
) -> None:
    """Write what pages say of the code: settings, reruns, the shipped predictor."""
    from bioripple.experiment.written_pages import write_pages

    raise typer.Exit(write_pages(check=check))
