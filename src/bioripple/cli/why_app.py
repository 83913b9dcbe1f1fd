"""What can be said after `bioripple reverse`, `explain` and `evaluate`."""

from pathlib import Path
from typing import Annotated

import typer

from bioripple.cli.network_app import Dual, DualOption, NetworkArgument
from bioripple.cli.respond_app import JsonOption, SeedOption

CODES = """
Exit codes: 0 if it was done, 1 if a part could not be, 2 if nothing was done because of
what was asked for; 130 after Ctrl-C.
"""

PATH_METHODS = (
    "`auto` (what ships: learned_structure, where SBML tells of reactions, or "
    "learned_wiring), or one of: learned_wiring, learned_structure, "
    "propagation_signed_directed (DYNAMO, α = .9), propagation_0.5 (SFA) and other α"
)
NodesOption = Annotated[
    Path | None,
    typer.Option(
        "--nodes",
        metavar="FILE",
        help="Table with the columns `id` and `abundance`, as `respond` takes it.",
        show_default=False,
    ),
]
PathMethodOption = Annotated[
    str, typer.Option("--method", metavar="ID", help=f"{PATH_METHODS}.")
]
MethodOption = Annotated[
    str,
    typer.Option("--method", metavar="ID", help=f"{PATH_METHODS}, distance_directed."),
]


def add(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("reverse", epilog=CODES)(reverse)
    app.command("explain", epilog=CODES)(explain)
    app.command("evaluate", epilog=CODES)(evaluate)


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
    nodes: NodesOption = None,
    json: JsonOption = False,
    dual: DualOption = Dual.drop,
) -> None:
    """Predict which perturbations move a node, and which way.

    `response` is that of NODE if the source is perturbed with strength 1; with -1 it
    has the opposite sign. Of SBML only who acts on whom, and by which reactions, is
    looked at, not the kinetics.
    """
    from bioripple.cli.ask_why import Named, reverse_node

    raise typer.Exit(
        reverse_node(
            Named(network, nodes, method, dual.value), node, top=top, as_json=json
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
    method: PathMethodOption = "auto",
    paths: Annotated[
        int,
        typer.Option(
            "--paths", metavar="K", min=1, max=1000, help="How many of the paths."
        ),
    ] = 5,
    edges: Annotated[
        int, typer.Option("--edges", metavar="K", min=0, help="How many of the edges.")
    ] = 20,
    nodes: NodesOption = None,
    json: JsonOption = False,
    dual: DualOption = Dual.drop,
) -> None:
    """Explain a response: the strongest paths, the share of edges.

    The share of a path is of the sizes of all walks from SOURCE to TARGET; that of an
    edge is how the response changes, relatively, if the edge does: negative where it
    works against the response. In a pipe the edges follow the paths after an empty
    line. Of SBML only who acts on whom, and by which reactions, is looked at, not the
    kinetics.
    """
    from bioripple.cli.ask_why import Named, explain_response

    raise typer.Exit(
        explain_response(
            Named(network, nodes, method, dual.value),
            source,
            target,
            paths=paths,
            edges=edges,
            as_json=json,
        )
    )


def evaluate(
    network: NetworkArgument,
    observed: Annotated[
        Path | None,
        typer.Option(
            "--observed",
            metavar="FILE",
            help="Table of measured changes: conditions × nodes, or the other way "
            "round; empty = not measured. Without it a model's kinetics, or its logic, "
            "are the truth.",
            show_default=False,
        ),
    ] = None,
    conditions: Annotated[
        Path | None,
        typer.Option(
            "--conditions",
            metavar="FILE",
            help="Table of what was perturbed, as `respond` takes it.",
            show_default=False,
        ),
    ] = None,
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
    pairs: Annotated[
        Path | None,
        typer.Option(
            "--pairs",
            metavar="FILE",
            help="Also write what each node of a Boolean model does to each other one, "
            "and what is predicted: a table parted by tabs.",
            show_default=False,
        ),
    ] = None,
    method: MethodOption = "auto",
    json: JsonOption = False,
    seed: SeedOption = 0,
    dual: DualOption = Dual.drop,
) -> None:
    """Compare predictions with measurements, or a model's answers.

    Of a Boolean model (.bnet, .aeon, .cnet, SBML-qual) each node is held off and on in
    a simulation of its functions, of which predictors see the signed graph only. Of a
    kinetic model (SBML, without --observed) every predictor that needs no training, and
    those that ship, are held against its own responses; what ships was trained on
    published models, and may know this one. With measurements, beside the predictor
    stand SFA's propagation, the signed distance model, and what is right for who always
    says the commoner sign; intervals (95 %) are over resampled conditions, and
    `elsewhere` leaves out readouts that are perturbed themselves.
    """
    from bioripple.cli.evaluate_predictors import Evaluation, evaluate_predictors

    asked = Evaluation(
        network, conditions, observed, perturbations, pairs, method, seed, dual.value
    )
    raise typer.Exit(evaluate_predictors(asked, as_json=json))
