"""What thousands of jobs leave becomes a table for each step."""

from pathlib import Path

from bioripple.experiment.gathered import gather
from bioripple.runtime.rows import read_rows


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def benchmark(folder: Path, job: str, seconds: float) -> None:
    path = folder / f"results/benchmarks/jacobian/{job}.tsv"
    write(path, f"s\th:m:s\tmax_rss\n{seconds}\t0:00:01\t12.5\n")


def table(folder: Path) -> list[dict[str, str]]:
    return read_rows(folder / "results/benchmarks/jacobian.tsv")


def files(folder: Path) -> set[str]:
    return {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}


def test_benchmarks_are_gathered_by_step(tmp_path: Path) -> None:
    for job, seconds in (("b", 2.0), ("a", 1.5)):
        benchmark(tmp_path, job, seconds)
    gather(["jacobian", "not_run"], folder=tmp_path)
    assert table(tmp_path) == [
        {"job": "a", "s": "1.5", "h:m:s": "0:00:01", "max_rss": "12.5"},
        {"job": "b", "s": "2.0", "h:m:s": "0:00:01", "max_rss": "12.5"},
    ]
    assert files(tmp_path) == {"results/benchmarks/jacobian.tsv"}


def test_a_job_that_ran_again_has_one_row_and_others_keep_theirs(
    tmp_path: Path,
) -> None:
    for job in ("a", "b"):
        benchmark(tmp_path, job, 1.0)
    gather(["jacobian"], folder=tmp_path)
    benchmark(tmp_path, "b", 3.0)
    gather(["jacobian"], folder=tmp_path)
    gather(["jacobian"], folder=tmp_path)
    assert [(row["job"], row["s"]) for row in table(tmp_path)] == [
        ("a", "1.0"),
        ("b", "3.0"),
    ]


def test_what_a_crash_left_half_is_no_row(tmp_path: Path) -> None:
    benchmark(tmp_path, "a", 1.0)
    write(tmp_path / "results/benchmarks/jacobian/b.tsv", "s\th:m:s\tmax_rss\n1.")
    write(tmp_path / "results/benchmarks/jacobian/c.tsv", "")
    write(tmp_path / "results/benchmarks/jacobian.tsv", "s\n1\t2")
    gather(["jacobian"], folder=tmp_path)
    assert [row["job"] for row in table(tmp_path)] == ["a"]


def test_only_empty_logs_of_steps_go(tmp_path: Path) -> None:
    write(tmp_path / "logs/jacobian/a.log", "")
    write(tmp_path / "logs/jacobian/b.log", "a warning\n")
    write(tmp_path / "logs/slurm/jacobian/1.log", "")
    gather(["jacobian"], folder=tmp_path)
    assert files(tmp_path) == {"logs/jacobian/b.log", "logs/slurm/jacobian/1.log"}
