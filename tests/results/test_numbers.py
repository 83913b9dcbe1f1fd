"""The numbers of the documents, held against the tables of the default run."""

from pathlib import Path

import pytest
import yaml

from bioripple.runtime.rows import read_rows
from tests.support.stated_numbers import BEYOND, Stated, difference, read_stated


@pytest.fixture(scope="module")
def default_results(results: Path) -> Path:
    """Return the results if they are what the documents tell of."""
    if yaml.safe_load((results / "config.yaml").read_text()):
        pytest.skip("the documents tell of the default configuration only")
    return results


@pytest.mark.parametrize("line", read_stated(), ids=lambda line: line.text)
def test_the_table_has_the_number(line: Stated, default_results: Path) -> None:
    table = default_results / line.table
    if line.table in BEYOND and not table.is_file():
        pytest.skip(f"{line.table} has not been made")
    told = difference(line, read_rows(table))
    assert not told, told
