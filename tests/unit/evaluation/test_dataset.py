"""The collection as one file: what goes in comes out, and strangers are refused."""

from pathlib import Path

import numpy as np
import pytest

from bioripple.arrays import Floats
from bioripple.errors import Refused
from bioripple.evaluation.cases import Case
from bioripple.evaluation.dataset import Dataset, write_dataset
from bioripple.network.tiers import Wiring
from bioripple.vocabulary import TruthName
from tests.support.kinetic_networks import random_kinetics, response


def random_cases(count: int) -> list[Case]:
    cases = []
    for seed in range(count):
        inputs, jacobian = random_kinetics(8, seed=seed)
        wiring = Wiring(np.roll(inputs.sign, 1, axis=0))
        truths: dict[TruthName, Floats] = {"dynamo": response(jacobian)}
        cases.append(Case(f"m{seed}", inputs, truths, wiring))
    return cases


def test_models_come_back_with_inputs_truths_and_families(tmp_path: Path) -> None:
    cases = random_cases(5)
    family = {f"m{k}": f"F{k // 2}" for k in range(4)}  # m4 has none
    write_dataset(tmp_path / "d.npz", reversed(cases), family, n_folds=2)
    found = Dataset(tmp_path / "d.npz")
    assert found.models == ["m0", "m1", "m2", "m3"]
    assert found.family == family
    one = found.case("m2")
    assert np.array_equal(one.inputs.state, cases[2].inputs.state)
    assert np.array_equal(one.wiring.sign, cases[2].wiring.sign)
    assert np.array_equal(one.truths["dynamo"], cases[2].truths["dynamo"])
    assert set(one.truths) == {"dynamo"}


def test_folds_keep_families_together(tmp_path: Path) -> None:
    family = {f"m{k}": f"F{k // 2}" for k in range(6)}
    write_dataset(tmp_path / "d.npz", random_cases(6), family, n_folds=3)
    folds = Dataset(tmp_path / "d.npz").folds(seed=0)
    assert sorted(name for fold in folds for name in fold.held_out) == sorted(family)
    for fold in folds:
        seen = {family[name] for name in fold.training}
        assert not seen & {family[name] for name in fold.held_out}


@pytest.mark.parametrize("content", [None, b"no zip", b""])
def test_other_files_are_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "d.npz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Refused, match=r"d\.npz"):
        _ = Dataset(path).models


def test_arrays_of_something_else_are_refused(tmp_path: Path) -> None:
    np.savez(tmp_path / "d.npz", models=np.array(["m0"]))
    with pytest.raises(Refused, match="the rule `dataset` makes"):
        _ = Dataset(tmp_path / "d.npz").models
