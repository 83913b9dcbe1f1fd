"""What `bioripple` says of perturbed networks: `respond`, `reverse`, and why."""

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
CODES = """
Exit codes: 0 if it was done, 1 if a part could not be, 2 if nothing was done because of
what was asked for; 130 after Ctrl-C.
"""

MethodOption = Annotated[
    str,
    typer.Option(
        "--method",
        metavar="ID",
        help="`auto` (the kinetics of SBML, else the best predictor), or one of: "
        "kinetics, propagation_signed_directed (DYNAMO, α = .9), "
        "propagation_0.5 (SFA) and other α, distance_directed.",
    ),
]
JsonOption = Annotated[
    bool, typer.Option("--json", help="Print all of it as JSON, for programs.")
]
SeedOption = Annotated[
    int,
    typer.Option("--seed", metavar="N", help="Of what is drawn; same in, same out."),
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
    """Add the commands."""
    app.command("respond", epilog=RESPOND_CODES)(respond)
    app.command("reverse", epilog=CODES)(reverse)
    app.command("explain", epilog=CODES)(explain)
    app.command("evaluate", epilog=CODES)(evaluate)


def respond(
    network: NetworkArgument,
    perturb: Annotated[
        str,
        typer.Option(
            "--perturb",
            "-p",
            metavar="WHAT",
            help='What is perturbed and how strongly, such as "EGFR=-1,IGF1R=-0.5": -1 '
            "takes all of it away, 1 doubles it; `A->B=-1` is the link from A to B; "
            "quotes around a name help where it holds `,` or `=`.",
            show_default=False,
        ),
    ] = "",
    conditions: ConditionsOption = None,
    all_sources: Annotated[
        bool,
        typer.Option(
            "--all-sources",
            help="Perturb every node alone, with strength 1, and stream those that "
            "respond most to DIR; goes on where an earlier call was stopped.",
        ),
    ] = False,
    method: MethodOption = "auto",
    targets: Annotated[
        str,
        typer.Option(
            "--targets",
            metavar="NODES",
            help="Rank these nodes only: ids between commas, or a file, one a line.",
            show_default=False,
        ),
    ] = "",
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
            help="Ask N networks more, each with a tenth of its edges lost and a "
            "twentieth flipped [default: 20; none beyond 10,000 edges].",
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
    """Predict what responds, and in which direction, if something is perturbed.

    SBML is answered by its own kinetics: there species, parameters and compartments can
    be perturbed by their ids. On a terminal the first rows of each condition are shown,
    in a pipe all of them as a table with tabs. Notes and what is wrong with the input
    go to the standard error.
    """
    from bioripple.cli.respond_network import Question, respond_network

    question = Question(
        network,
        perturb,
        conditions,
        method,
        targets,
        top,
        robustness,
        seed,
        dual.value,
        horizon,
        simulate,
    )
    raise typer.Exit(
        respond_network(question, out=out, as_json=json, all_sources=all_sources)
    )


def reverse(
    network: NetworkArgument,
    node: Annotated[
        str, typer.Argument(metavar="NODE", help="Id of the node that is to be moved.")
    ],
    method: MethodOption = "auto",
    top: Annotated[
        int | None,
        typer.Option(
            "--top",
            metavar="K",
            help="Rows, by rank [default: all].",
            show_default=False,
        ),
    ] = None,
    json: JsonOption = False,
    dual: DualOption = Dual.drop,
) -> None:
    """Predict which perturbations move a node, and in which direction.

    `response` is that of NODE if the source is perturbed with strength 1; with -1 it
    has the opposite sign.
    """
    from bioripple.cli.ask_why import reverse_node

    raise typer.Exit(
        reverse_node(
            network, node, method=method, top=top, as_json=json, dual=dual.value
        )
    )


def explain(
    network: NetworkArgument,
    source: Annotated[
        str, typer.Argument(metavar="SOURCE", help="Id of the node that is perturbed.")
    ],
    target: Annotated[
        str, typer.Argument(metavar="TARGET", help="Id of the node that responds.")
    ],
    method: MethodOption = "auto",
    paths: Annotated[
        int, typer.Option("--paths", metavar="K", min=1, help="How many of the paths.")
    ] = 5,
    edges: Annotated[
        int, typer.Option("--edges", metavar="K", min=0, help="How many of the edges.")
    ] = 20,
    json: JsonOption = False,
    dual: DualOption = Dual.drop,
) -> None:
    """Explain a response: the strongest signed paths, and the share of each edge.

    The share of a path is of the sizes of all walks from SOURCE to TARGET; that of an
    edge is how the response changes, relatively, if the edge does: negative where it
    works against the response. In a pipe the edges follow the paths after an empty
    line.
    """
    from bioripple.cli.ask_why import explain_response

    raise typer.Exit(
        explain_response(
            network,
            source,
            target,
            method=method,
            paths=paths,
            edges=edges,
            as_json=json,
            dual=dual.value,
        )
    )


def evaluate(
    network: NetworkArgument,
    observed: Annotated[
        Path,
        typer.Option(
            "--observed",
            metavar="FILE",
            help="Table of measured changes: conditions × nodes, or the other way "
            "round; empty = not measured.",
            show_default=False,
        ),
    ],
    conditions: Annotated[
        Path,
        typer.Option(
            "--conditions",
            metavar="FILE",
            help="Table of what was perturbed, as `respond` takes it.",
            show_default=False,
        ),
    ],
    perturbations: Annotated[
        Path | None,
        typer.Option(
            "--perturbations",
            metavar="FILE",
            help="Table with the columns Target, Type and Value: those of type `node` "
            "have the strength Value, those of type `link` multiply all that the node "
            "does to others by it [default: strengths are those of the conditions].",
            show_default=False,
        ),
    ] = None,
    method: MethodOption = "auto",
    json: JsonOption = False,
    seed: SeedOption = 0,
    dual: DualOption = Dual.drop,
) -> None:
    """Compare predictions with measurements: how many signs are right, and how sure.

    Beside the predictor stand SFA's propagation, the signed distance model, and what is
    right for who always says the commoner sign. Intervals (95 %) are over resampled
    conditions. `elsewhere` leaves out readouts that are perturbed themselves.
    """
    from bioripple.cli.evaluate_observed import evaluate_observed

    raise typer.Exit(
        evaluate_observed(
            network,
            conditions,
            observed,
            perturbations=perturbations,
            method=method,
            as_json=json,
            seed=seed,
            dual=dual.value,
        )
    )
