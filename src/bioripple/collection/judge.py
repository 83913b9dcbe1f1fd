"""Say what became of a model, by the records of its last two steps."""

from bioripple.collection.health import HealthLimits, doubts
from bioripple.collection.outcome import Outcome
from bioripple.runtime.records import Record
from bioripple.vocabulary import OutcomeStatus


def judge(
    jacobian: Record,
    sensitivity: Record,
    *,
    min_nodes: int,
    max_nodes: int,
    limits: HealthLimits,
) -> Outcome:
    """Say what became of a model.

    Parameters
    ----------
    jacobian, sensitivity
        The records of its last two steps.
    min_nodes, max_nodes
        Nodes that an influence network needs to be scored, and may have.
    limits
        When the responses of a model count as meaningless.

    Returns
    -------
    Outcome
        Refused or failed as the Jacobian was, or mapped, or scored; of a model with
        responses the fact `doubt` says why they are meaningless, if they are.
    """
    status: OutcomeStatus = "mapped"
    reason = sensitivity.reason
    facts = sensitivity.facts
    if not jacobian.ok:
        # The earlier record is bad, and `ok` is none of the endings of a bad one.
        status = "refused" if jacobian.status == "refused" else "failed"
        reason = jacobian.reason
    elif sensitivity.ok:
        nodes = int(jacobian.facts["n_nodes"])
        noun = "node" if nodes == 1 else "nodes"
        reason = ""
        if nodes < min_nodes:
            reason = f"{nodes} {noun}, fewer than {min_nodes}"
        elif nodes > max_nodes:
            reason = f"{nodes} {noun}, more than {max_nodes}"
        status = "mapped" if reason else "scored"
        facts = facts | {"doubt": doubts(facts, limits=limits)}
    return Outcome(
        model=sensitivity.model,
        step=sensitivity.step,
        status=status,
        reason=reason,
        facts=facts,
        data=sensitivity.data,
    )
