"""The predictor that ships: what it passes on, and which files it takes."""

import io
import json
import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bioripple.errors import Refused
from bioripple.network.signed import SignedNetwork, signed_network
from bioripple.predictors.passing_weights import (
    FORMAT,
    KINDS,
    MOST_PASSED,
    read_weights,
    shapes,
    write_weights,
)
from bioripple.predictors.shipped import (
    CARD,
    WEIGHTS,
    learned_passing,
    structure_passing,
)
from bioripple.runtime.files import read_arrays, sha256, write_arrays
from tests.support.signed_networks import with_processes
from tests.support.zip_files import zip_bytes


def random_network(n: int, n_edges: int) -> SignedNetwork:
    rng = np.random.default_rng(n)
    place = rng.choice(n * n, n_edges, replace=False)
    sign = rng.choice([-1, 1], n_edges)
    return signed_network([f"g{k}" for k in range(n)], place % n, place // n, sign)


@pytest.mark.parametrize("abundant", [False, True])
def test_every_edge_passes_on_its_sign(abundant: bool) -> None:
    network = random_network(60, 300)
    size = np.geomspace(1e-3, 1e3, 60) if abundant else None
    found = learned_passing(network, abundances=size)
    assert found.held
    assert len(found.members) >= 3
    others = network.sign.toarray()
    np.fill_diagonal(others, 0)
    for member in found.members:
        assert (np.sign(member.toarray()) == others).all()
        radius = np.abs(np.linalg.eigvals(abs(member).toarray())).max()
        assert radius <= MOST_PASSED


def test_reactions_matter() -> None:
    network = random_network(30, 120)
    known = with_processes(network)
    plain, same = learned_passing(network), learned_passing(known)
    other = structure_passing(known)
    assert other.held and len(other.members) == len(plain.members)
    first = plain.members[0].toarray()
    assert (first == same.members[0].toarray()).all()
    assert (np.sign(other.members[0].toarray()) == np.sign(first)).all()
    assert not np.allclose(first, other.members[0].toarray())
    with pytest.raises(Refused, match=r"learned_structure looks .* or learned_wiring"):
        structure_passing(network)


def test_abundances_matter_and_have_to_fit() -> None:
    network = random_network(30, 90)
    plain, same = learned_passing(network), learned_passing(network)
    size = np.geomspace(1e-3, 1e3, 30)
    other = learned_passing(network, abundances=size)
    assert (plain.members[0].toarray() == same.members[0].toarray()).all()
    assert not np.allclose(plain.members[0].toarray(), other.members[0].toarray())
    with pytest.raises(ValueError, match="one for each of 30 nodes"):
        learned_passing(network, abundances=size[1:])


@pytest.mark.parametrize("n", [0, 1, 4])
def test_networks_without_edges(n: int) -> None:
    found = learned_passing(random_network(n, 0))
    assert found.members[0].shape == (n, n)
    assert found.members[0].nnz == 0


def test_the_card_is_of_these_weights() -> None:
    card = json.loads(CARD.read_text(encoding="utf-8"))
    assert card["weights_sha256"] == sha256(WEIGHTS)
    assert set(card["accuracy"]) == set(KINDS)
    for kind in KINDS:
        for scores in card["accuracy"][kind].values():
            assert scores["order"]["learned"] > scores["order"]["distance"]
            assert scores["sign"]["learned"] > scores["sign"]["commoner"]


def test_weights_are_small_and_ours() -> None:
    assert WEIGHTS.stat().st_size < 500_000
    assert {len(members) for members in read_weights(WEIGHTS).values()} == {5}


def changed(path: Path, **changes: Any) -> Path:
    arrays = read_arrays(WEIGHTS) | changes
    write_arrays(path, {k: v for k, v in arrays.items() if v is not None})
    return path


ONE = "wiring/0/edge.0.weight"
BAD: dict[str, tuple[dict[str, Any], str]] = {
    "another format": ({"format": np.array("x")}, FORMAT),
    "missing": ({ONE: None}, rf"'{ONE}' is missing"),
    "shape": ({ONE: np.zeros((3, 3), np.float32)}, r"shape \(3, 3\)"),
    "kind": ({ONE: np.zeros((16, 43))}, "float64"),
    "not finite": ({"wiring/0/edge_mean": None}, "edge_mean"),
    "one more": ({"more": np.zeros(1)}, "nobody expects the array 'more'"),
    "too wide": ({"wiring/0/node.0.bias": np.zeros(300, np.float32)}, "300 wide"),
}


@pytest.mark.parametrize("name", BAD)
def test_other_arrays_are_refused(tmp_path: Path, name: str) -> None:
    changes, message = BAD[name]
    path = changed(tmp_path / "weights.npz", **changes)
    with pytest.raises(Refused, match=message) as told:
        read_weights(path)
    assert str(path) in str(told.value)


def test_what_is_no_number_is_refused(tmp_path: Path) -> None:
    broken = read_arrays(WEIGHTS)[ONE] * np.nan
    with pytest.raises(Refused, match="no number"):
        read_weights(changed(tmp_path / "weights.npz", **{ONE: broken}))


class Harmful:
    """An object that does something when it is unpickled."""

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        return (Path.touch, (Path("harmed"),))  # type: ignore[return-value]


def files_of_others() -> dict[str, bytes]:
    objects = io.BytesIO()
    np.save(objects, np.array([Harmful()], dtype=object), allow_pickle=True)
    return {
        "text": b"not a zip",
        "empty": b"",
        "pickle": pickle.dumps(Harmful()),
        "objects": zip_bytes({"format.npy": objects.getvalue()}),
        "bomb": zip_bytes({"format.npy": bytes(100_000_000)}),
        "path": zip_bytes({"../format.npy": b"x"}),
        "no array": zip_bytes({"format.npy": b"x" * 100}),
    }


@pytest.mark.parametrize("name", files_of_others())
def test_other_files_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "weights.npz"
    path.write_bytes(files_of_others()[name])
    with pytest.raises(Refused, match=r"weights\.npz: these are no weights"):
        learned_passing(random_network(4, 4), weights=path)
    assert not Path("harmed").exists()


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no such file"):
        read_weights(tmp_path / "none.npz")
    with pytest.raises(Refused, match="no such file"):
        read_weights(tmp_path)


def test_bytes_hang_on_the_content_only(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    made = {
        kind: [
            {
                name: rng.normal(size=shape).astype(np.float32)
                for name, shape in shapes(kind, 4).items()
            }
        ]
        for kind in KINDS
    }
    for name in ("a", "b"):
        write_weights(tmp_path / f"{name}.npz", made)
    assert sha256(tmp_path / "a.npz") == sha256(tmp_path / "b.npz")
