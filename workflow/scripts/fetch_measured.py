"""Download a public set of measured responses with its network."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bioripple.datasets.download import Patience
from bioripple.datasets.measured_files import fetch_measured
from bioripple.runtime.step import run_script


def main(
    *,
    files: Mapping[str, Any],
    url: str,
    timeout_s: float,
    retries: int,
    backoff_s: float,
    folder: Path,
) -> None:
    """Write the files to `folder`; what cannot be had raises `Failed`."""
    patience = Patience(timeout_s=timeout_s, retries=retries, backoff_s=backoff_s)
    folder.mkdir(parents=True, exist_ok=True)
    fetch_measured(files, folder, url=url, patience=patience)


if __name__ == "__main__":  # Snakemake runs a script under this name
    run_script(main, globals()["snakemake"])
