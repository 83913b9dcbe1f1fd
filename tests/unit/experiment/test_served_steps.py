"""The server for steps stands aside wherever Snakemake is asked for something else."""

import sys
from types import SimpleNamespace
from typing import Any

import pytest
from snakemake.benchmark import BenchmarkRecord
from snakemake.script import HyScript, PythonScript

from bioripple.experiment import served_steps
from bioripple.experiment.served_steps import ServedSteps, is_plain, is_wanted, record
from bioripple.runtime.forks.messages import Ended

USED = Ended(
    code=0,
    cpu_seconds=0.5,
    max_rss_mb=64.0,
    read_mb=1.0,
    written_mb=2.0,
    max_vms_mb=256.0,
    uss_mb=16.0,
    pss_mb=32.0,
)


def script(kind: Any = PythonScript, **asked: Any) -> Any:
    found = kind.__new__(kind)
    given = dict.fromkeys(("conda_env", "container_img", "env_modules", "shadow_dir"))
    found.__dict__.update(given | {"threads": 1, "resources": {}} | asked)
    return found


def workflow(*, jobs: int = served_steps.FEWEST, **asked: Any) -> Any:
    planned = [SimpleNamespace(rule=SimpleNamespace(script="step.py"))] * jobs
    usual = {
        "dag": SimpleNamespace(needrun_jobs=lambda: planned),
        "local_exec": True,
        "touch": False,
        "exec_mode": SimpleNamespace(name="DEFAULT"),
        "execution_settings": SimpleNamespace(debug=False),
        "deployment_settings": SimpleNamespace(deployment_method=frozenset()),
    }
    return SimpleNamespace(**(usual | asked))


def test_a_plain_script_with_one_thread_is_served() -> None:
    assert is_plain(script())


@pytest.mark.parametrize(
    "asked",
    [
        {"conda_env": "envs/x"},
        {"container_img": "x.sif"},
        {"env_modules": "python/3.11"},
        {"shadow_dir": "shadow"},
        {"threads": 2},
        {"resources": {"shell_exec": "zsh"}},
        {"kind": HyScript},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_a_script_that_asks_for_more_is_not(asked: dict[str, Any]) -> None:
    assert not is_plain(script(**asked))


@pytest.mark.skipif(sys.platform != "linux", reason="there is a server on Linux only")
@pytest.mark.parametrize(
    ("is_served", "asked"),
    [
        (True, {}),
        (False, {"jobs": served_steps.FEWEST - 1}),
        (False, {"local_exec": False}),
        (False, {"touch": True}),
        (False, {"exec_mode": SimpleNamespace(name="REMOTE")}),
        (False, {"execution_settings": SimpleNamespace(debug=True)}),
        (
            False,
            {"deployment_settings": SimpleNamespace(deployment_method={"conda"})},
        ),
    ],
)
def test_a_run_has_a_server_where_all_jobs_are_here_and_plain(
    monkeypatch: pytest.MonkeyPatch, *, is_served: bool, asked: dict[str, Any]
) -> None:
    monkeypatch.delenv(served_steps.SWITCH, raising=False)
    assert is_wanted(workflow(**asked)) is is_served


def test_a_switch_does_without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(served_steps.SWITCH, "off")
    assert not is_wanted(workflow())


@pytest.mark.skipif(sys.platform != "linux", reason="there is a server on Linux only")
def test_another_snakemake_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def execute_script(self: Any, fname: str, somehow: str) -> None:
        """Run scripts in another way."""

    monkeypatch.delenv(served_steps.SWITCH, raising=False)
    monkeypatch.setattr(PythonScript, "execute_script", execute_script)
    told: list[str] = []
    monkeypatch.setattr("snakemake.logging.logger.warning", told.append)
    served = ServedSteps()
    served.begin(workflow())
    assert PythonScript.execute_script is execute_script
    assert served.server is None
    assert len(told) == 1
    served.end()


@pytest.mark.skipif(sys.platform != "linux", reason="there is a server on Linux only")
def test_the_end_of_a_run_puts_snakemake_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(served_steps.SWITCH, raising=False)
    before = PythonScript.execute_script
    served = ServedSteps()
    served.begin(workflow())
    assert served.server is not None
    process = served.server.process
    assert PythonScript.execute_script is not before
    served.end()
    assert PythonScript.execute_script is before
    assert process.poll() is not None


def test_a_benchmark_has_every_column() -> None:
    told = BenchmarkRecord()
    record(told, USED, 2.0)
    line = dict(zip(told.get_header(), told.get_benchmarks(), strict=True))
    assert line == {
        "s": 2.0,
        "h:m:s": "0:00:02",
        "max_rss": 64.0,
        "max_vms": 256.0,
        "max_uss": 16.0,
        "max_pss": 32.0,
        "io_in": 1.0,
        "io_out": 2.0,
        "mean_load": 25.0,
        "cpu_time": 0.5,
    }
