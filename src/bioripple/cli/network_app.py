"""What `bioripple` says of networks in files: `check` and `convert`."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

CHECK_CODES = """
Exit codes: 0 if all is well, 1 if there are warnings, 2 if the network cannot be read;
130 after Ctrl-C.
"""
CONVERT_CODES = """
Exit codes: 0 if it is written, 1 if it is written and is not all that the file says, 2
if nothing is written; 130 after Ctrl-C.
"""


class Dual(StrEnum):
    """What becomes of edges that have both signs, or none that is known."""

    drop = "drop"
    positive = "positive"
    negative = "negative"
    both = "both"


DualOption = Annotated[
    Dual,
    typer.Option(
        "--dual",
        help="What becomes of an edge that has both signs, or none that is known: it "
        "is left out, taken as positive or negative, or as two ways of opposite sign "
        "through nodes of their own.",
    ),
]
NetworkArgument = Annotated[
    Path,
    typer.Argument(
        metavar="NETWORK",
        help="SIF, TSV or CSV with columns for source, target and sign, GraphML, GML, "
        "JSON (node-link, Cytoscape, CX2), .bnet, .aeon, .cnet, SBML-qual or SBML; "
        "gzip, too.",
        show_default=False,
    ),
]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("check", epilog=CHECK_CODES)(check)
    app.command("convert", epilog=CONVERT_CODES)(convert)


def check(
    network: NetworkArgument,
    nodes: Annotated[
        Path | None,
        typer.Option(
            "--nodes",
            metavar="FILE",
            help="Table with the columns `id` and `abundance`, to be held against the "
            "network.",
            show_default=False,
        ),
    ] = None,
    conditions: Annotated[
        Path | None,
        typer.Option(
            "--conditions",
            metavar="FILE",
            help="Table of conditions (a row for each, a column for each node that is "
            "perturbed), whose names are held against the network.",
            show_default=False,
        ),
    ] = None,
    dual: DualOption = Dual.drop,
    json: Annotated[
        bool, typer.Option("--json", help="Print it as JSON, for programs.")
    ] = False,
) -> None:
    """Say what is read of a network, and what is doubtful.

    It tells the format, how columns are understood, how many nodes and edges there are
    and how they hang together; which lines are left out or doubtful; and which names in
    the other tables are no nodes of the network, with those that may be meant.
    """
    from bioripple.cli.check_network import check_network

    raise typer.Exit(
        check_network(
            network, nodes=nodes, conditions=conditions, dual=dual.value, as_json=json
        )
    )


def convert(
    network: NetworkArgument,
    out: Annotated[
        Path,
        typer.Argument(
            metavar="OUT",
            help="File to write, which is replaced if it is there. Its ending says as "
            "what: .sif, .tsv or .csv (columns source, target, sign), .graphml, .cx2, "
            ".json (node-link).",
            show_default=False,
        ),
    ],
    dual: DualOption = Dual.drop,
) -> None:
    """Write a network, or that of a model, in another format.

    That of a model is who acts on whom, with what sign: of SBML it is read off the rate
    laws, whatever the parameters, and of Boolean models off their functions. OUT is
    written whole, or not at all.
    """
    from bioripple.cli.convert_network import convert_network

    raise typer.Exit(convert_network(network, out, dual=dual.value))
