"""What a job may use, and which comes first; no rules.

A step on one model limits itself to `mapping/max_seconds` and `mapping/max_memory_mb`,
and a model that needs more has that as its outcome. What is asked of a scheduler is
therefore more than that: a job that the scheduler kills has no outcome, it is retried.
Each further attempt asks for more. A step that gathers works on each model within the
same limits: its memory is that of one model beside its own, its time that of sound models.
"""

import math

# Snakemake starts itself twice more in a job of a group, and then the script, whose own
# process holds packages and input; what is limited is a child of that.
BESIDE_THE_STEP_MB = 1000
BESIDE_THE_STEP_MINUTES = 1


def per_attempt(amount):
    """Return a resource that grows by `amount` with every attempt at a job."""

    def grown(wildcards, attempt):
        return amount * attempt

    return grown


def beside_models(amount, at_a_time=1):
    """Return the memory of a step that works on all models, some at a time."""
    return per_attempt(amount + at_a_time * config["mapping"]["max_memory_mb"])


STEP_MEMORY_MB = per_attempt(config["mapping"]["max_memory_mb"] + BESIDE_THE_STEP_MB)
STEP_MINUTES = per_attempt(
    math.ceil(config["mapping"]["max_seconds"] / 60) + BESIDE_THE_STEP_MINUTES
)

# Of jobs that are ready the one with the highest number starts first: what others wait
# for, then trainings, the longest before shorter ones, for at the end of a run a core
# has nothing to do while another still trains. (`train_gcn` has the number of its
# folds.) What is needed last only, and takes no time, fills the gaps.
OTHERS_WAIT = 200
TAKES_LONGEST = 100
FILLS_GAPS = -1
