"""The words that stand in tables and settings, in one place; no mathematics.

What only needs a word, such as the name of a truth, imports it from here and not from
the module that computes the thing.
"""

from dataclasses import dataclass
from typing import Literal, get_args

# Answers to the question how nodes respond to one another (`truths`), those first that
# hang on no unit.
TruthName = Literal["relative", "steady_state", "dynamo", "lasting_push"]
TRUTHS: tuple[TruthName, ...] = get_args(TruthName)
LEADING_TRUTH = TRUTHS[0]  # where one has to do
PUBLISHED_TRUTH: TruthName = "dynamo"  # what the paper's accuracies are of
# Those that learners are trained for; the others are for comparison only.
LEARNED_TRUTHS: tuple[TruthName, ...] = ("relative", "steady_state", "dynamo")
# Those of a model at rest, not at the horizon: with the signs and abundances of there.
AT_REST: frozenset[TruthName] = frozenset({"steady_state"})
# Those of a push that lasts, and those in per cent of the node's own value.
LASTING: frozenset[TruthName] = frozenset({"steady_state", "lasting_push"})
PER_CENT: frozenset[TruthName] = frozenset({"relative", "steady_state"})

# How an accuracy is taken: over which entries, pooled or by column, equal ones how.
Entries = Literal["off_diagonal", "all"]
Pooling = Literal["pooled", "columns"]
Ties = Literal["average", "jitter"]
ENTRIES: tuple[Entries, ...] = get_args(Entries)
POOLINGS: tuple[Pooling, ...] = get_args(Pooling)
TIES: tuple[Ties, ...] = get_args(Ties)


@dataclass(frozen=True)
class Protocol:
    """What is correlated, and how.

    Attributes
    ----------
    entries
        `off_diagonal`, or `all`: the diagonal of the truth is 1 by construction.
    pooling
        `pooled` over all entries of a model, or the mean over its columns. A column in
        which the truth does not vary has no correlation and is left out of the mean.
    ties
        `average`: tied predictions share their mean rank. `jitter`: noise breaks ties.
    """

    entries: Entries = "off_diagonal"
    pooling: Pooling = "pooled"
    ties: Ties = "average"


# What training and test have nothing in common of. The last two are no test: they score
# what was learned from as well, and stand among the readings of the paper only.
SplitKind = Literal[
    "transductive", "models", "families", "transductive_all", "resubstitution"
]
NO_SPLIT = "none"  # of what learns nothing

# The last word on a model.
OutcomeStatus = Literal["scored", "mapped", "refused", "failed"]
STATUSES: tuple[OutcomeStatus, ...] = get_args(OutcomeStatus)

# Sets of models over which accuracies are averaged.
ALL = "all"
PAPER = "paper87"
# Scored models with doubtful responses included: what leaving them out changes.
UNFILTERED = "unfiltered"
EVALUATION_SETS: tuple[str, ...] = (PAPER, ALL, UNFILTERED)

# Ids of predictors that others are held against, or stand for several runs.
REFERENCE = "distance_directed"  # what gains are over
LEARNED_KINETICS = "learned_kinetics"
ENSEMBLE = "learned_kinetics_ensemble"
# Learned propagation on a network that may lack edges; for measured sets.
WITH_GAPS = "learned_with_gaps"
COMMONER_SIGN = "commoner_sign"  # needs no network
# What a fitted model says of its own measurements: its linear response, and simulated.
OWN_KINETICS, OWN_SIMULATION = "own_kinetics", "own_simulation"
LEARNED_WIRING = "learned_wiring"  # what ships, knowing the network alone
LEARNED_STRUCTURE = "learned_structure"  # the same, knowing reactions, too
# Those that ship, and what they are told of a network.
SHIPPED = {LEARNED_WIRING: "wiring", LEARNED_STRUCTURE: "structure"}
