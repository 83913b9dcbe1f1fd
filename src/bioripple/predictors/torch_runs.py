"""What every training with torch needs: a device, seeds, tensors on file."""

import platform
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bioripple.runtime.files import replacing


def choose_device(name: str) -> torch.device:
    """Return the device for `auto`, `cpu` or `cuda`.

    Raises
    ------
    ValueError
        If `cuda` is asked for and there is none, or the name is another one.
    """
    if name not in ("auto", "cpu", "cuda"):
        raise ValueError(f"device is {name!r}; expected auto, cpu or cuda")
    found = torch.cuda.is_available()
    if name == "cuda" and not found:
        raise ValueError("device is 'cuda', but torch finds none; use 'auto' or 'cpu'")
    return torch.device("cuda" if found and name != "cpu" else "cpu")


class Machine:
    """What a training runs on, and for how long it has.

    Parameters
    ----------
    name
        As for `choose_device`.
    threads
        On how many threads torch computes from now on.
    """

    def __init__(self, name: str, *, threads: int) -> None:
        torch.set_num_threads(threads)
        self._name, self._threads = name, threads
        self._start = time.perf_counter()

    @cached_property
    def device(self) -> torch.device:
        """The device; looked at late, as no child process can use a GPU in use."""
        return choose_device(self._name)

    def facts(self) -> dict[str, Any]:
        """Return what it is, in which versions, and the seconds since it was made."""
        seconds = time.perf_counter() - self._start
        return machine_facts(self.device, threads=self._threads) | {"seconds": seconds}


def machine_facts(device: torch.device, *, threads: int) -> dict[str, Any]:
    """Return what a training ran on, and in which versions, for its metrics."""
    gpu = device.type == "cuda"
    name = torch.cuda.get_device_name(device) if gpu else platform.machine()
    return {
        "device": str(device),
        "device_name": name,
        "threads": threads,
        "torch": torch.__version__,
        "numpy": np.__version__,
        "python": platform.python_version(),
    }


def fold_seed(seed: int, fold: int) -> int:
    """Return the seed of a fold's training; that of the first is the run's."""
    if fold == 0:
        return seed
    return int(np.random.SeedSequence([seed, fold]).generate_state(1)[0])


@contextmanager
def seeded(seed: int, device: torch.device) -> Iterator[None]:
    """Let torch draw from a seed within, and as if nothing had been drawn after."""
    devices = [device] if device.type == "cuda" else []
    with torch.random.fork_rng(devices=devices):
        torch.manual_seed(seed)
        yield


def weights_of(learner: torch.nn.Module) -> dict[str, torch.Tensor]:
    """Return the parameters of a learner by name, on the CPU."""
    return {name: value.cpu() for name, value in learner.state_dict().items()}


def count_parameters(learner: torch.nn.Module) -> int:
    """Return how many numbers a learner has learned."""
    return sum(values.numel() for values in learner.parameters())


def write_tensors(path: Path, content: Mapping[str, Any]) -> None:
    """Write tensors and plain values by name; the bytes depend on the content only."""
    # Given a path, torch writes its name into the file; given a stream it does not.
    with replacing(path) as temporary, temporary.open("wb") as stream:
        torch.save(content, stream)


def read_tensors(path: Path) -> dict[str, Any]:
    """Read them to the CPU; nothing but tensors and plain values is unpickled."""
    content: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
    return content
