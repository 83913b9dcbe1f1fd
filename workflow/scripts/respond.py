"""Predict what responds to the conditions in one network, and draw it."""

from pathlib import Path

from bioripple.answers.conditions import conditions_of_file
from bioripple.answers.from_file import Question, answer_from_file
from bioripple.answers.output import ANSWERED, PAGE, write_answer
from bioripple.formats.edges import Dual
from bioripple.page.write import write_page
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Result, run_step
from bioripple.runtime.step import run_script


def main(
    *,
    conditions: Path,
    location: Path,
    method: str,
    dual: Dual,
    top: int,
    robustness: int,
    seed: int,
    max_seconds: float,
    max_memory_mb: int,
    outcome: Path,
) -> None:
    """Write the answer and its page beside the outcome, and the outcome."""
    folder = outcome.parent
    question = Question(
        location,
        lambda known: conditions_of_file(known, conditions),
        method=method,
        top=top,
        robustness=robustness,
        seed=seed,
        dual=dual,
    )

    def compute() -> Result:
        found = answer_from_file(question)
        answer = found.with_paths()
        with ANSWERED.replacing(folder) as staging:
            write_answer(staging, answer)
            write_page(staging / PAGE, answer)
        return Result({**found.counts()})

    ANSWERED.clear(folder)
    limits = Limits(seconds=max_seconds, memory_mb=max_memory_mb)
    data = outcome.with_suffix(".npz")  # there is none
    run_step(
        compute, model=folder.name, step="respond", data=data, limits=limits
    ).write(outcome)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
