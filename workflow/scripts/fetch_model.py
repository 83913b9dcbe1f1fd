"""Download one model from the BioModels service."""

import logging
from pathlib import Path

from bioripple.datasets.biomodels import MOST_DOWNLOADS, fetch_model
from bioripple.datasets.download import Patience
from bioripple.runtime.guard import Limits
from bioripple.runtime.records import Result, run_step
from bioripple.runtime.step import run_script

STEP = "fetch_model"
MEMORY_MB = 1000  # beside two copies of the file

log = logging.getLogger(__name__)


def main(
    *,
    model: str,
    sha256: str,
    url: str,
    timeout_s: float,
    retries: int,
    backoff_s: float,
    max_file_mb: int,
    folder: Path,
) -> None:
    """Write `{model}.xml` to `folder`, or `error.json` with the reason why not."""
    patience = Patience(timeout_s=timeout_s, retries=retries, backoff_s=backoff_s)

    def compute() -> Result:
        fetch_model(
            model,
            folder,
            url=url,
            sha256=sha256,
            max_file_bytes=max_file_mb * 1024**2,
            patience=patience,
        )
        return Result()

    folder.mkdir(parents=True, exist_ok=True)
    # The limit catches what no time-out does: name look-ups and endless headers.
    limits = Limits(
        seconds=MOST_DOWNLOADS * patience.longest_s,
        memory_mb=MEMORY_MB + 2 * max_file_mb,
    )
    no_arrays = folder / "arrays.npz"
    record = run_step(compute, model=model, step=STEP, data=no_arrays, limits=limits)
    if not record.ok:
        log.error("%s", record.reason)
        record.write(folder / "error.json")


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
