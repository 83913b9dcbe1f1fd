"""The workflow through a real Slurm, with jobs cancelled while they run."""

import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.slurm import one_node
from tests.slurm.one_node import SlurmJob
from tests.support import tiny_models
from tests.support.workflow_runner import ROOT, Workflow, job_counts

MODELS = (*list(tiny_models.SOUND)[:5], "missing")
STEPS = ("parse_sbml", "jacobian", "sensitivity", "baselines")
PER_JOB = 3  # models in a group
TRAININGS = 2
TABLES = ("outcomes", "accuracy", "table1", "oracles", "families", "truths")
GROUPED = {"model": 2, "gather": 1, "prediction": 1, "figures": 1}
ALONE = {"train_gcn": TRAININGS, "accuracy": 1}
# A fifth of a second's work should not wait for twenty until somebody looks.
IMPATIENT = ("--slurm-init-seconds-before-status-checks", "1", "--latency-wait", "10")
SIZES = (f"model={PER_JOB}", "gather=10", "prediction=20", "figures=5")


@dataclass(frozen=True)
class Finished:
    """A run that ended well.

    Attributes
    ----------
    folder
        Where it ran.
    printed
        What Snakemake printed.
    jobs
        All of its Slurm jobs.
    cancelled
        The numbers of those that were cancelled while they ran.
    """

    folder: Path
    printed: str
    jobs: list[SlurmJob]
    cancelled: list[str]

    def of(self, name: str, state: str = "COMPLETED") -> list[SlurmJob]:
        """Return the jobs of a rule or group that ended so."""
        return [job for job in self.jobs if kind(job) == name and job.state == state]


def kind(job: SlurmJob) -> str:
    """Return the group of a job, or its rule if it has none."""
    return next((name for name in GROUPED if job.name.startswith(f"{name}_")), job.name)


@pytest.fixture(scope="module")
def slurm() -> Iterator[None]:
    try:
        one_node.install()
    except one_node.NotHere as reason:
        pytest.skip(str(reason))
    with one_node.running():
        yield


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Workflow:
    """Return the workflow on few models, not yet run."""
    models = tmp_path_factory.mktemp("few") / "models"
    sheet = tiny_models.write_models(models)
    rows = [
        line for line in sheet.read_text().splitlines() if line.split("\t")[0] in MODELS
    ]
    sheet.write_text("\n".join(["id\tsha256\tname", *rows]) + "\n")
    config = {
        "models": {
            "sheet": str(sheet),
            "source": "directory",
            "directory": str(models),
        },
        "mapping": {"max_seconds": 60, "max_memory_mb": 2000},
        "gcn": {
            "graphs": ["sparse_graph"],
            "splits": ["transductive"],
            "seeds": list(range(TRAININGS)),
            "folds": 2,
            "epochs": 2,
            "hidden": 8,
            "device": "cpu",
        },
        "evaluation": {"paper_set_size": 3, "bootstrap_draws": 100},
    }
    return Workflow(models.parent / "local", config)


@pytest.fixture(scope="module")
def local(few: Workflow) -> Workflow:
    """Return the same after a run without Slurm."""
    few.succeed()
    return few


@pytest.fixture(scope="module")
def through_slurm(slurm: None, local: Workflow) -> Finished:
    """Return a run through Slurm, of which a group and a training were cancelled."""
    workflow = replace(local, folder=local.folder.with_name("slurm"))
    arguments = (
        *IMPATIENT,
        "--group-components",
        *SIZES,
        "--slurm-keep-successful-logs",
    )
    log = workflow.folder.with_name("slurm.log")
    with log.open("w") as stream:
        process = subprocess.Popen(
            command(workflow, "slurm", *arguments),
            cwd=workflow.folder,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
        )
        try:
            cancelled = cancel_meanwhile(process, workflow.folder)
        finally:
            process.terminate()
    assert process.returncode == 0, log.read_text()
    assert cancelled.keys() == {"model", "train_gcn"}
    jobs, numbers = one_node.jobs(workflow.folder), list(cancelled.values())
    return Finished(workflow.folder, log.read_text(), jobs, numbers)


def cancel_meanwhile(process: subprocess.Popen[bytes], folder: Path) -> dict[str, str]:
    """Cancel one job of each kind that is to be; return their numbers by kind."""
    cancelled: dict[str, str] = {}
    while process.poll() is None:
        for job in one_node.jobs(folder):
            if kind(job) not in cancelled and is_under_way(job, folder):
                one_node.ask("scancel", job.id)
                cancelled[kind(job)] = job.id
        time.sleep(0.3)
    return cancelled


def command(workflow: Workflow, profile: str, *arguments: str) -> list[str]:
    """Return the command of a user of a profile; makes the folder."""
    config = workflow.write_config()
    snakemake = [sys.executable, "-m", "snakemake"]
    snakemake += ["--profile", str(ROOT / "profiles" / profile)]
    snakemake += ["--snakefile", str(ROOT / "Snakefile")]
    snakemake += ["--directory", str(workflow.folder)]
    snakemake += ["--configfile", str(config)]
    return [*snakemake, *arguments]


def is_under_way(job: SlurmJob, folder: Path) -> bool:
    """Return whether a job is to be cancelled now: a training, or a group at work."""
    if job.state != "RUNNING":
        return False
    has_begun = any(folder.glob("results/models/*/system.json"))
    return kind(job) == "train_gcn" or (kind(job) == "model" and has_begun)


def test_every_step_is_done_in_a_slurm_job(
    through_slurm: Finished, local: Workflow
) -> None:
    submitted = re.findall(r"SLURM jobid (\d+)", through_slurm.printed)
    assert set(submitted) == {job.id for job in through_slurm.jobs}
    steps: Counter[str] = Counter()
    for job in through_slurm.jobs:
        if job.state == "COMPLETED":
            (log,) = through_slurm.folder.glob(f"logs/slurm/*/**/{job.id}.log")
            steps.update(re.findall(r"(?m)^localrule (\w+):", log.read_text()))
    fresh = replace(local, folder=local.folder.with_name("planned"))
    planned = fresh.planned()
    assert planned.pop("provenance") == 1  # where Snakemake was started
    assert steps == planned


def test_grouped_steps_share_jobs(through_slurm: Finished) -> None:
    ended = Counter(kind(job) for job in through_slurm.jobs if job.state == "COMPLETED")
    assert ended == GROUPED | ALONE


def test_training_runs_on_the_gpu_partition_and_nothing_else_does(
    through_slurm: Finished,
) -> None:
    for job in through_slurm.jobs:
        expected = ("gpu", 1) if job.name == "train_gcn" else ("cpu", 0)
        assert (job.partition, job.gpus) == expected, job


def test_a_group_asks_for_more_than_its_steps_may_use(
    through_slurm: Finished, local: Workflow
) -> None:
    limits = local.config["mapping"]
    for job in through_slurm.of("model"):
        assert job.processors == 1
        assert job.memory_mb > limits["max_memory_mb"]
        assert job.minutes * 60 > limits["max_seconds"] * PER_JOB * len(STEPS)


def test_a_cancelled_job_is_submitted_again_with_more(through_slurm: Finished) -> None:
    states = {job.id: job.state for job in through_slurm.jobs}
    stopped = [job for job, state in states.items() if state != "COMPLETED"]
    assert sorted(stopped) == sorted(through_slurm.cancelled)
    for name in ("model", "train_gcn"):
        (before,) = through_slurm.of(name, "CANCELLED")
        after = through_slurm.of(name)
        assert sum(job.memory_mb == 2 * before.memory_mb for job in after) == 1
        assert sum(job.minutes >= 2 * before.minutes for job in after) == 1


@pytest.mark.parametrize("name", TABLES)
def test_the_tables_are_those_of_an_undisturbed_local_run(
    through_slurm: Finished, local: Workflow, name: str
) -> None:
    found = through_slurm.folder / "results" / f"{name}.tsv"
    assert found.read_bytes() == (local.folder / "results" / f"{name}.tsv").read_bytes()


def test_nothing_is_left_to_do(through_slurm: Finished, local: Workflow) -> None:
    again = replace(local, folder=through_slurm.folder)
    assert "Nothing to be done" in again.succeed()


def test_another_scheduler_runs_a_group(slurm: None, few: Workflow) -> None:
    workflow = replace(few, folder=few.folder.with_name("cluster"))
    model = f"results/models/{MODELS[0]}"
    options = ("--seconds-between-status-checks", "1", "--")
    targets = (f"{model}/outcome.json", f"{model}/baselines.json")
    done = subprocess.run(
        command(workflow, "cluster", *options, *targets),
        cwd=workflow.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    (job,) = one_node.jobs(workflow.folder)
    assert (job.state, job.partition, job.gpus) == ("COMPLETED", "cpu", 0)
    for target in targets:
        assert (workflow.folder / target).exists()


def test_networks_of_ones_own_are_answered_in_jobs(slurm: None, tmp_path: Path) -> None:
    (tmp_path / "chain.sif").write_text("a + b\nb - c\n")
    paths = [str(tmp_path / "chain.sif"), str(tmp_path / "gone.sif")]
    section = {"networks": paths, "blocks": 2}
    workflow = Workflow(tmp_path / "run", {"predict": section})
    done = subprocess.run(
        command(workflow, "slurm", *IMPATIENT, "predict"),
        cwd=workflow.folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    ended = Counter(job.name for job in one_node.jobs(workflow.folder))
    assert ended["respond_from_block"] == 4
    rows = (workflow.folder / "results/predict/networks.tsv").read_text().splitlines()
    assert [line.split("\t")[1] for line in rows[1:]] == ["ok", "refused"]


@pytest.mark.parametrize("profile", ["slurm", "cluster"])
def test_the_profile_plans_the_shipped_experiment(tmp_path: Path, profile: str) -> None:
    workflow = Workflow(tmp_path, {"models": {"sheet": "config/demo.tsv"}})
    done = subprocess.run(
        command(workflow, profile, "--dry-run"),
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    assert job_counts(done.stdout) == workflow.planned()
