"""Every writer, stopped by the kernel in the middle of its file.

A limit on the size of files stops a write as a full disk does. What was there before
has to stay, and nothing else may.
"""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bioripple.collection.outcome import MAIN_FACTS, Outcome
from bioripple.datasets.archive import unpack_archive
from bioripple.datasets.biomodels import fetch_model
from bioripple.datasets.download import Patience
from bioripple.figures import style
from bioripple.predictors.checkpoint import write_checkpoint
from bioripple.predictors.learning import write_curves
from bioripple.runtime import files
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Record, Result, run_step
from bioripple.runtime.tables import write_table
from tests.support.misbehaving_server import serving, whole
from tests.support.synthetic_networks import tiny_run
from tests.support.zip_files import omex, write_wheel

OLD = "what an older run wrote"
LIMIT_BYTES = 512
NOISE = np.random.default_rng(0).random(1000)


@contextmanager
def small_files() -> Iterator[None]:
    """Let no file grow beyond a few bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT_BYTES, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def write_record(path: Path) -> None:
    Record("m", "jacobian", "failed", "x" * 1000).write(path)


def write_outcome(path: Path) -> None:
    facts = dict.fromkeys(MAIN_FACTS)
    Outcome("m", "jacobian", "failed", "x" * 1000, facts, None).write(path)


def write_networks(path: Path) -> None:
    write_checkpoint(path, tiny_run(n_classes=(4,)))


def write_long_curve(path: Path) -> None:
    run = tiny_run(n_classes=(4,))
    long = replace(run.trained[0], curve=run.trained[0].curve * 200)
    write_curves(path, replace(run, trained=(long,)))


def write_table_of_noise(path: Path) -> None:
    write_table(path, pd.DataFrame({"noise": NOISE}))


def draw(path: Path) -> None:
    style.save(style.empty_figure("none"), pdf=path, png=path.with_suffix(".png"))


WRITERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "text": ("x.md", lambda path: files.write_text(path, "x" * 1000)),
    "json": ("x.json", lambda path: files.write_json(path, NOISE.tolist())),
    "arrays": ("x.npz", lambda path: files.write_arrays(path, {"x": NOISE})),
    "record": ("jacobian.json", write_record),
    "outcome": ("outcome.json", write_outcome),
    "table": ("x.tsv", write_table_of_noise),
    "checkpoint": ("checkpoint.pt", write_networks),
    "curve": ("losses.tsv", write_long_curve),
    "figure": ("figure3.pdf", draw),
}


@pytest.mark.parametrize("name", WRITERS)
def test_a_writer_that_is_stopped_leaves_the_old_file(
    tmp_path: Path, name: str
) -> None:
    file, write = WRITERS[name]
    path = tmp_path / file
    path.write_text(OLD)
    # torch raises an error of its own kind.
    with small_files(), pytest.raises((OSError, RuntimeError)) as caught:
        write(path)
    assert files.is_full_disk(caught.value)
    assert path.read_text() == OLD
    assert [item.name for item in tmp_path.iterdir()] == [file]
    write(path)
    assert path.stat().st_size > LIMIT_BYTES


def test_a_step_that_cannot_write_is_no_outcome(tmp_path: Path) -> None:
    data = tmp_path / "jacobian.npz"

    def step() -> Record:
        return run_step(
            lambda: Result(arrays={"x": NOISE}),
            model="m",
            step="jacobian",
            data=data,
            limits=Limits(seconds=30, memory_mb=500),
        )

    with small_files(), pytest.raises(OSError, match="No space left"):
        step()
    assert not list(tmp_path.iterdir())
    assert step().ok


def test_an_archive_that_does_not_fit_is_not_half_there(tmp_path: Path) -> None:
    model = "BIOMD0000000168"
    wheel = write_wheel(tmp_path, {model: omex(model, b"<sbml>" + b" " * 5000)})
    folder = tmp_path / "resources/archive"
    with small_files(), pytest.raises(OSError, match="File too large"):
        unpack_archive(wheel, folder, max_file_bytes=10_000)
    assert not list((tmp_path / "resources").iterdir())
    unpack_archive(wheel, folder, max_file_bytes=10_000)
    assert (folder / f"{model}.xml").stat().st_size == 5006


def test_a_download_that_does_not_fit_is_an_error_and_no_answer(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "m"

    def fetch() -> Path:
        with serving(whole(b"x" * 5000)) as server:
            return fetch_model(
                "m",
                folder,
                url=server.url,
                sha256="",
                max_file_bytes=10_000,
                patience=Patience(timeout_s=5, retries=0),
            )

    with small_files(), pytest.raises(OSError, match="File too large"):
        fetch()
    assert not list(folder.iterdir())
    assert fetch().read_bytes() == b"x" * 5000
