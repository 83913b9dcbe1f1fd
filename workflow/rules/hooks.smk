"""What a run does before its first job and after its last; no rules."""

import time

from snakemake.logging import logger

from bioripple.experiment import config_check, config_files, console, gathered
from bioripple.experiment import run_state, served_steps

BEGAN = {}  # when this run did, and what it found
SERVED = served_steps.ServedSteps()


def tell(lines):
    """Say something on the screen and in Snakemake's log."""
    for line in lines:
        logger.info(line)


def run_folder():
    """Return where this run works, as seen from the folder of the Snakefile."""
    here = Path.cwd()
    return here.relative_to(ROOT) if here.is_relative_to(ROOT) else here


def end_jobs():
    """Leave nothing running, and few files, whatever became of the run."""
    SERVED.end()
    if not PART.is_whole:
        return  # logs and benchmarks of other parts lie there too, half written
    gathered.gather(rule.name for rule in workflow.rules)


def report_command():
    """Return how the report of this run is made."""
    folder = run_folder()
    if folder == Path():
        return "make report"
    if folder.parent == Path(run_state.RUNS):
        return f"make report RUN={folder.name}"
    return "the same command with --report report.html"


if run_state.is_unfinished() and any(word.startswith("--report") for word in sys.argv):
    logger.warning(f"Mind {run_folder() / run_state.UNFINISHED}: it is of a mixture.")


onstart:
    # The default limit of jobs per second wakes the scheduler every second once more for
    # every finished job: with thousands of jobs it does little else.
    workflow.scheduler.job_rate_limiter = None
    console.shorten_output(run_folder())
    BEGAN["at"] = time.monotonic()
    BEGAN["unfinished"] = run_state.is_unfinished()
    BEGAN["first"] = not run_state.REMEMBERED.is_file()
    jobs = [(job.rule.name, job.output) for job in workflow.dag.needrun_jobs()]
    try:
        shipped = config_files.read_config(ROOT / config_check.SHIPPED)
        tell(run_state.begin(config, shipped, jobs))
    except (run_state.NotFinished, config_files.ConfigError) as error:
        raise WorkflowError(str(error)) from None
    SERVED.begin(workflow)


onsuccess:
    end_jobs()
    whole = any(job.rule.name == "provenance" for job in workflow.dag.jobs)
    mixed = BEGAN["unfinished"] or not PART.is_whole
    run_state.finish(whole=whole, was_unfinished=mixed)
    tell(
        run_state.summary(
            time.monotonic() - BEGAN["at"],
            metrics=map(Path, FILES.of_every_run("metrics.json")),
            shown=run_folder(),
            report=report_command(),
        )
    )


onerror:
    end_jobs()
    if run_state.is_unfinished():
        tell(run_state.unfinished(first=BEGAN["first"], shown=run_folder()))
