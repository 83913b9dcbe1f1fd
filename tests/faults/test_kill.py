"""`kill -9` of a run, at any moment: nothing is lost but the jobs that ran."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.background import in_background
from tests.faults.conftest import PROFILE, Make, assert_complete, assert_whole

pytestmark = [pytest.mark.slow, pytest.mark.snakemake]


def test_a_killed_run_goes_on_where_it_was(
    make: Make, undisturbed: Path, tmp_path: Path
) -> None:
    workflow = make(tmp_path / "run")
    results = workflow.folder / "results"
    with ExitStack() as stack:  # jobs that have lost their head live on until the end
        for pattern, count, everything in (
            ("results/models/*/outcome.json", 2, False),
            ("logs/train_gcn/*.log", 1, True),
            ("results/accuracy.tsv", 1, False),
        ):
            run = stack.enter_context(in_background(workflow, *PROFILE))
            run.wait_for(pattern, count=count)
            if everything:
                run.kill_all()
            else:
                run.kill_head()
            assert (results / "UNFINISHED.txt").is_file()
            assert_whole(results, undisturbed)
            refused = workflow.run(*PROFILE)
            assert refused.returncode != 0
            assert "Directory cannot be locked" in refused.stdout
            assert "--unlock" in refused.stdout
            workflow.succeed(*PROFILE, "--unlock")
        workflow.succeed(*PROFILE)
        assert_complete(workflow, undisturbed)
