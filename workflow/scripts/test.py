"""Run the tests of the real results."""

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest


def main(*, tests: Path, results: Path, log: Path) -> None:
    """Run pytest, write what it says to `log`, and end the run if a test fails."""
    arguments = [
        str(tests),
        f"--results={results}",
        # What the other rings of tests share needs packages this step has not.
        f"--confcutdir={tests}",
        "-p",
        "no:cacheprovider",
    ]
    with log.open("w", encoding="utf-8") as stream, contextlib.redirect_stdout(stream):
        code = pytest.main(arguments)
    print(log.read_text(encoding="utf-8").splitlines()[-1])
    if code:
        raise SystemExit(int(code))


if __name__ == "__main__":  # Snakemake runs a script under this name
    if TYPE_CHECKING:
        from snakemake.iocontainers import snakemake
    main(
        tests=Path(snakemake.params.tests),
        results=Path("results"),
        log=Path(snakemake.log[0]),
    )
