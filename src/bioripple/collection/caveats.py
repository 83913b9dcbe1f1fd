"""Say what has to be known of results before they are read: few models, no training.

Needs nothing that Snakemake has not: the end of a run tells of it too.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from bioripple.collection.evaluation_sets import caveat


def caveats(n_models: int, metrics: Iterable[Path]) -> list[str]:
    """Return a sentence for everything that limits what means can say.

    Parameters
    ----------
    n_models
        Number of models in the set `all`.
    metrics
        See `read_untrained`.
    """
    few = caveat(n_models)
    return [*([f"{few.capitalize()}."] if few else []), *read_untrained(metrics)]


def read_untrained(metrics: Iterable[Path]) -> list[str]:
    """Read why trainings were left out.

    Parameters
    ----------
    metrics
        The file `metrics.json` of training runs, in
        `{graph or tier}/{split}/seed{seed}`.

    Returns
    -------
    list of str
        A sentence for each reason; none if everything was trained.
    """
    names: dict[str, set[str]] = defaultdict(set)
    for path in metrics:
        reason = json.loads(path.read_text(encoding="utf-8")).get("not_trained")
        if reason:
            names[reason].add(path.parts[-4].replace("_", " "))
    return [
        f"Not trained for lack of models ({', '.join(sorted(of))}): {reason}."
        for reason, of in sorted(names.items())
    ]
