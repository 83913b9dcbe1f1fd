"""Matrices as lists of their entries."""

from pathlib import Path

import numpy as np
import pytest

from bioripple.network.listed import (
    ListedMatrix,
    dense_in_file,
    in_file,
    is_in_file,
    listed,
    listed_of,
    to_file,
)
from bioripple.runtime.files import read_arrays, write_arrays


@pytest.fixture
def dense() -> np.ndarray:
    rng = np.random.default_rng(0)
    return rng.normal(size=(30, 30)) * (rng.random((30, 30)) < 0.1)


def shuffled(dense: np.ndarray) -> ListedMatrix:
    rows, columns = np.nonzero(dense)
    order = np.random.default_rng(1).permutation(len(rows))
    rows, columns = rows[order], columns[order]
    return listed(rows, columns, dense[rows, columns], len(dense))


def test_entries_in_any_order_make_the_same_matrix(dense: np.ndarray) -> None:
    for found in (shuffled(dense), listed_of(dense)):
        assert np.array_equal(found.dense(), dense)
        assert np.array_equal(found.sparse().toarray(), dense)
        assert found.sparse().has_canonical_format
        assert np.array_equal(found.has_entry, dense.any(axis=1))


def test_what_is_kept_is_what_an_array_keeps(dense: np.ndarray) -> None:
    kept = np.random.default_rng(2).random(30) < 0.5
    found = shuffled(dense).among(kept)
    assert np.array_equal(found.dense(), dense[np.ix_(kept, kept)])
    nothing = shuffled(dense).among(np.zeros(30, dtype=np.bool_))
    assert nothing.dense().shape == nothing.sparse().shape == (0, 0)


def test_a_listed_zero_is_no_entry(dense: np.ndarray) -> None:
    whole = shuffled(dense)
    gone = whole.rows == whole.rows[0]
    found = whole.having(np.where(gone, 0.0, whole.values))
    assert len(found.values) == len(whole.values)
    assert len(found.without_zeros().values) == np.count_nonzero(~gone)
    assert found.sparse().nnz == np.count_nonzero(~gone)
    assert not found.has_entry[whole.rows[0]]


def test_a_file_gives_back_what_it_got(tmp_path: Path, dense: np.ndarray) -> None:
    path = tmp_path / "a.npz"
    nodes = {"nodes": np.array([f"x{k}" for k in range(30)])}
    write_arrays(path, nodes | to_file("jacobian", shuffled(dense)))
    arrays = read_arrays(path)
    assert np.array_equal(dense_in_file(arrays, "jacobian"), dense)
    assert in_file(arrays, "jacobian").sparse().nnz == np.count_nonzero(dense)
    assert is_in_file(arrays, "jacobian") and not is_in_file(arrays, "slopes")
