"""Devices and the seeds of folds."""

import pytest
import torch

from bioripple.predictors.torch_runs import Machine, choose_device, fold_seed

CPU = torch.device("cpu")


def test_devices(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto") == choose_device("cpu") == CPU
    with pytest.raises(ValueError, match="torch finds none"):
        choose_device("cuda")
    with pytest.raises(ValueError, match="expected auto, cpu or cuda"):
        choose_device("tpu")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    assert choose_device("auto") == torch.device("cuda")
    assert choose_device("cpu") == CPU


def test_a_machine_is_looked_at_when_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = torch.get_num_threads()
    try:
        machine = Machine("auto", threads=1)
        assert torch.get_num_threads() == 1
        monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
        assert machine.device == CPU
        facts = machine.facts()
        assert (facts["device"], facts["threads"]) == ("cpu", 1)
        assert 0 < facts["seconds"] <= machine.facts()["seconds"]
    finally:
        torch.set_num_threads(before)


def test_every_fold_has_a_seed_of_its_own_and_the_first_the_seed_of_the_run() -> None:
    seeds = [fold_seed(seed, fold) for seed in range(5) for fold in range(5)]
    assert len(set(seeds)) == len(seeds)
    assert seeds[::5] == list(range(5))
    assert fold_seed(3, 2) == fold_seed(3, 2)
