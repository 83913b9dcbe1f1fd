"""Find what would make a host wait for a GPU, on a machine that has none.

Values that Python asks for, and operations whose result has a shape that hangs on
values, make torch wait until a GPU has come so far. Both can be seen on a CPU, too;
copies to the host can be seen where they are asked for by name.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

ASKED = {"item", "tolist", "cpu", "numpy", "__bool__", "__float__", "__int__"}
DISPATCHED = {"_local_scalar_dense", "nonzero", "is_nonzero", "masked_select", "equal"}


class _Asked(TorchFunctionMode):
    def __init__(self, found: list[str]) -> None:
        super().__init__()
        self.found = found

    def __torch_function__(self, function: Any, types: Any, *given: Any) -> Any:
        arguments, named = (*given, (), {})[:2]
        if getattr(function, "__name__", "") in ASKED:
            self.found.append(function.__name__)
        return function(*arguments, **(named or {}))


class _Dispatched(TorchDispatchMode):  # type: ignore[no-untyped-call]
    def __init__(self, found: list[str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.found = found

    def __torch_dispatch__(self, function: Any, types: Any, *given: Any) -> Any:
        arguments, named = (*given, (), {})[:2]
        if _waits(function.overloadpacket.__name__, arguments, named or {}):
            self.found.append(str(function))
        return function(*arguments, **(named or {}))


def _waits(name: str, arguments: Any, named: Any) -> bool:
    if name in ("index", "index_put", "index_put_"):  # by a mask: how many are chosen?
        given = [each for each in arguments[1] if each is not None]
        return any(each.dtype in (torch.bool, torch.uint8) for each in given)
    if name == "repeat_interleave":  # by numbers on the device: how many in total?
        return named.get("output_size") is None
    return name in DISPATCHED


@contextmanager
def device_waits() -> Iterator[list[str]]:
    """Gather the names of what makes a host wait within."""
    found: list[str] = []
    with _Asked(found), _Dispatched(found):
        yield found
