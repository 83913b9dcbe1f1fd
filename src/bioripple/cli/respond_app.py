"""What can be said after `bioripple respond`."""

from pathlib import Path
from typing import Annotated

import typer

from bioripple.cli.network_app import Dual, DualOption, NetworkArgument

RESPOND_CODES = """
Columns of the table (and of DIR/responses.tsv): condition; node; rank (1 = the
largest response; equal ones share it); response (signed, relative to the node's own
value); spread and sign_agreement (over the predictor's members, and over networks with
lost and flipped edges); distance (edges from what is perturbed); relation (downstream,
upstream, both, unreachable); baseline (the signed distance model); name.
DIR/responses.md explains them.

Exit codes: 0 if all of it was done, 1 if some conditions or columns could not be, or a
solution did not converge, 2 if nothing was done because of what was asked for; 130
after Ctrl-C.
"""

MethodOption = Annotated[
    str,
    typer.Option(
        "--method",
        metavar="ID",
        help="`auto` (the kinetics of SBML, else what ships: learned_structure, where "
        "SBML tells of reactions, or learned_wiring), or one of: kinetics, "
        "learned_wiring, learned_structure, propagation_signed_directed (DYNAMO, "
        "α = .9), propagation_0.5 (SFA) and other α, distance_directed.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print all of it as JSON, for programs.")
]
SeedOption = Annotated[
    int,
    typer.Option(
        "--seed",
        metavar="N",
        help="Seed of what is drawn at random; the same one gives the same answer.",
    ),
]
ConditionsOption = Annotated[
    Path | None,
    typer.Option(
        "--conditions",
        metavar="FILE",
        help="Table, cells between tabs: a row for each condition, its name first; a "
        "column for each node, or link `A->B`; 0 = not perturbed.",
        show_default=False,
    ),
]


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("respond", epilog=RESPOND_CODES)(respond)


def respond(
    network: NetworkArgument,
    perturb: Annotated[
        list[str] | None,
        typer.Option(
            "--perturb",
            "-p",
            metavar="WHAT",
            help='What is perturbed and how strongly, such as "EGFR=-1,IGF1R=-0.5": -1 '
            "takes all of it away, 1 doubles it; `A->B=-1` is the link from A to B; "
            "quotes around a name help where it holds `,` or `=`. Given more than "
            "once, all of it is perturbed together.",
            show_default=False,
        ),
    ] = None,
    conditions: ConditionsOption = None,
    all_sources: Annotated[
        bool,
        typer.Option(
            "--all-sources",
            help="Perturb every node alone, with strength 1, and stream those that "
            "respond most to DIR, by a predictor; goes on where an earlier call was "
            "stopped. Of the options it takes --method, --top, --seed and --dual.",
        ),
    ] = False,
    nodes: Annotated[
        Path | None,
        typer.Option(
            "--nodes",
            metavar="FILE",
            help="Table with the columns `id` and `abundance`, all in one unit: with "
            "them the predictor that ships ranks better. Kinetics of the network are "
            "then not looked at.",
            show_default=False,
        ),
    ] = None,
    method: MethodOption = "auto",
    targets: Annotated[
        str | None,
        typer.Option(
            "--targets",
            metavar="NODES",
            help="Rank these nodes only: ids between commas, or a file, one a line.",
            show_default=False,
        ),
    ] = None,
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            metavar="K",
            help="Rows of each condition, by rank [default: all; with --all-sources "
            "100].",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="Folder for responses.tsv, responses.md, answer.json, the page "
            "index.html and pictures. Those of an earlier call are replaced as one; "
            "anything else there is kept.",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    robustness: Annotated[
        int | None,
        typer.Option(
            "--robustness",
            metavar="N",
            help="Also ask N copies of the network, each with a tenth of its edges "
            "lost and a twentieth flipped [default: 20; none beyond 10,000 edges].",
            show_default=False,
        ),
    ] = None,
    horizon: Annotated[
        float | None,
        typer.Option(
            "--horizon",
            metavar="T",
            help="With kinetics: when responses are wanted, in the model's unit "
            "[default: when all rests again, or 10 where it does not].",
            show_default=False,
        ),
    ] = None,
    simulate: Annotated[
        bool,
        typer.Option(
            "--simulate",
            help="With kinetics: also run each perturbation, and mark where the linear "
            "response is off by more than 20 %.",
        ),
    ] = False,
    seed: SeedOption = 0,
    dual: DualOption = Dual.drop,
) -> None:
    """Predict what responds to a perturbation, and how.

    SBML is answered by its own kinetics: there species, parameters and compartments can
    be perturbed by their ids. On a terminal the first rows of each condition are shown,
    in a pipe all of them as a table with tabs. Notes and what is wrong with the input
    go to the standard error.
    """
    from bioripple.cli.respond_network import Asking, respond_network

    asking = Asking(
        network,
        ",".join(perturb or ()),
        conditions,
        method,
        targets,
        top,
        robustness,
        seed,
        dual.value,
        horizon,
        simulate,
        nodes,
    )
    raise typer.Exit(
        respond_network(asking, out=out, as_json=json, all_sources=all_sources)
    )
