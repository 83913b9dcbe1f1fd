"""Put the answers of several jobs to one network together."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from bioripple.answers.output import ANSWER, ANSWERED, COLUMNS_MD, TABLE
from bioripple.runtime.files import read_json, write_json


def join_parts(parts: Sequence[Path], folder: Path) -> None:
    """Write the parts that `stream.respond_from_all` wrote as one answer.

    Parameters
    ----------
    parts
        Their folders, in the order of the nodes that were perturbed.
    folder
        Where responses.tsv, responses.md and answer.json are put.

    Raises
    ------
    ValueError
        If they do not answer the same question.
    """
    answers = [read_json(part / ANSWER) for part in parts]
    facts = [{**each["facts"]} for each in answers]
    worst = max(each.pop("residual") for each in facts)
    converged = all([each.pop("converged") for each in facts])
    for each in facts:
        del each["part"]
    if any(each != facts[0] for each in facts):
        raise ValueError("the parts are answers to different questions")
    whole = {**facts[0], "residual": worst, "converged": converged}
    with ANSWERED.replacing(folder) as staging:
        shutil.copyfile(parts[0] / COLUMNS_MD, staging / COLUMNS_MD)
        write_json(staging / ANSWER, {**answers[0], "facts": whole})
        with (staging / TABLE).open("wb") as joined:
            for number, part in enumerate(parts):
                with (part / TABLE).open("rb") as lines:
                    if number:
                        next(lines)  # the names of the columns
                    shutil.copyfileobj(lines, joined)
