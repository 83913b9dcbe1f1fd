"""What can be said after `bioripple`, and the help for it.

The modules that do the work are imported when they are needed: help comes at once.
"""

from pathlib import Path
from typing import Annotated

import typer

from bioripple import __version__
from bioripple.cli import (
    crosscheck_app,
    experiment_app,
    model_app,
    network_app,
    respond_app,
    score_app,
    why_app,
)

EXIT_CODES = """
Exit codes: 0 if all of it was done, 1 if some of it could not be, 2 if nothing was done
because of what was asked for; 130 after Ctrl-C.
"""

app = typer.Typer(
    help="Perturb a node of a network: which others respond, and in which direction?",
    epilog="README.md shows examples, docs/tutorials/ more of them. Before you rely on "
    "an answer: docs/limits.md.",
    add_completion=True,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

Config = Annotated[
    Path | None,
    typer.Option(
        "--config",
        "-c",
        metavar="FILE",
        help="What differs from config/config.yaml, such as `mapping: {t_end: 100}`; "
        "config/README.md lists every key.",
    ),
]


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"bioripple {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_show_version, is_eager=True, help="Say which it is."
        ),
    ] = False,
) -> None:
    pass


# Help lists commands in this order: first what people ask of networks of their own.
respond_app.add(app)
why_app.add(app)
network_app.add(app)
model_app.add(app)


@app.command("map", epilog=EXIT_CODES)
def map_(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FOLDER_OR_FILE",
            help="SBML files; or folders, which are searched, with those below them, "
            "for .xml, .sbml, .xml.gz, .sbml.gz and .omex.",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="Folder for the results. Those of an earlier `map` are replaced when "
            "the new ones are complete; anything else of the same name is kept, and "
            "nothing is done.",
        ),
    ] = Path("mapped"),
    config: Config = None,
    t_end: Annotated[
        float | None,
        typer.Option(
            "--t-end",
            metavar="T",
            help="Time at which state and responses are wanted, in the model's unit "
            "[default: 10].",
            show_default=False,
        ),
    ] = None,
    processes: Annotated[
        int | None,
        typer.Option(
            "--processes",
            "-p",
            metavar="N",
            help="Models at a time [default: one for each processor].",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Map SBML files: state, Jacobian, responses of each.

    Every file gets a row in DIR/outcomes.tsv. Its status is `scored` (it has a state, a
    Jacobian and responses), `mapped` (the same, but without responses or with few
    nodes; the reason says which), `refused` (it uses something that is not supported)
    or `failed` (its file or its numbers went wrong). One bad file stops nothing: each
    is read in a process of its own, within limits of time and memory.

    DIR/models/{model}/ holds outcome.json and, as far as it got, state.tsv (the value
    of every quantity), jacobian.npz and sensitivity.npz: the same numbers as those of
    the workflow.
    """
    from bioripple.cli.map_files import map_files

    raise typer.Exit(
        map_files(files, out=out, config=config, t_end=t_end, processes=processes)
    )


@app.command(epilog=EXIT_CODES)
def make_sheet(
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            help="Folder of SBML files; it is searched as by `bioripple map`.",
        ),
    ],
    sheet: Annotated[
        Path, typer.Argument(metavar="SHEET", help="Model sheet to write.")
    ],
    last: Annotated[
        str,
        typer.Option(
            metavar="ID", help="Leave out ids after this.", show_default=False
        ),
    ] = "",
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help="Replace a sheet even if rows of it have a `source`, which is lost.",
        ),
    ] = False,
) -> None:
    """Describe a folder of SBML files for the workflow.

    Each file whose first element is that of SBML gets a row with an id, its digest and
    its name. A file that is not called {id}.xml is named there, too. All others are
    listed with the reason. A sheet that is there already is replaced.
    """
    from bioripple.cli.write_sheet import write_sheet

    raise typer.Exit(write_sheet(folder, sheet, last=last, force=force))


@app.command(epilog=EXIT_CODES)
def equations(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="SBML file.")],
    config: Config = None,
) -> None:
    """Print a model's equations as LaTeX.

    What is printed is what is integrated: a line for each state, for each quantity
    under an assignment rule, and for each expression that is long or used more than
    once. The file is read in a process of its own, within limits of time and memory.
    """
    from bioripple.cli.print_equations import print_equations

    raise typer.Exit(print_equations(file, config=config))


@app.command(epilog=EXIT_CODES)
def check_config(
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE", help="Configuration, or a part of one."),
    ],
) -> None:
    """Look through a configuration that may be hostile.

    Names every key that is wrong and runs nothing: Snakemake runs code in a
    configuration that asks for it. Where the experiment is there, too, its model sheet
    and its folder of models are looked at.
    """
    from bioripple.cli.check_config import check_config

    raise typer.Exit(check_config(file))


@app.command(epilog=EXIT_CODES)
def suite(
    cases: Annotated[
        Path,
        typer.Argument(
            metavar="SUITE",
            help="Archive of semantic cases, or folder with it or the unpacked cases.",
        ),
    ],
    table: Annotated[
        Path | None,
        typer.Option(
            "--table", metavar="FILE", help="Markdown to write.", show_default=False
        ),
    ] = None,
) -> None:
    """Run the SBML Test Suite.

    Something is wrong if a number differs from that of the suite, or if a case in scope
    neither passed nor was refused by name.
    """
    from bioripple.cli.run_suite import run_suite

    raise typer.Exit(run_suite(cases, table=table))


score_app.add(app)
crosscheck_app.add(app)
experiment_app.add(app)
