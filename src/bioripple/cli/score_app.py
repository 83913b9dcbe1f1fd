"""`bioripple score`: what can be said after it."""

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = """
A predictor of one's own is a Python file with the tier of information that it needs,
one of wiring, topology, structure, abundance_initial, abundance_state and
abundance_both, and a function:

\b
    TIER = "topology"
    def predict(inputs, truth, seed):
        return abs(inputs.sign)  # n × n, row = affected; sizes are ranked

One that learns has fit(examples, truth, seed), too, which gets the inputs and the truth
of each model of other families; what it returns is the last argument, `learned`, of
predict. The file is run, so take none from a stranger.

Exit codes: 0 if it was scored, 2 if not.
"""


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command(epilog=EXAMPLE)(score)


def score(
    predictor: Annotated[
        Path, typer.Argument(metavar="PREDICTOR.py", help="Python file; see below.")
    ],
    data: Annotated[
        Path,
        typer.Option(
            metavar="FILE", help="What `make dataset` made: models, truths and folds."
        ),
    ] = Path("results/dataset.npz"),
    table: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write its rows of Table 2 there, with all columns.",
            show_default=False,
        ),
    ] = None,
    scores: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Write the accuracy on every model there.",
            show_default=False,
        ),
    ] = None,
    draws: Annotated[
        int, typer.Option(min=100, help="Draws of the bootstrap over families.")
    ] = 10_000,
    seed: Annotated[
        int,
        typer.Option(min=0, help="Of folds, intervals and what the predictor draws."),
    ] = 0,
) -> None:
    """Score a predictor of your own as Table 2 does.

    Prints its mean accuracy and its gain over the distance model for each of the three
    truths, with 95 % intervals over families of models.
    """
    from bioripple.cli.score_own import score_own_file

    raise typer.Exit(
        score_own_file(
            predictor, data=data, table=table, scores=scores, draws=draws, seed=seed
        )
    )
