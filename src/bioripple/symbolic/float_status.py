"""Whether doubles have left their range since the last look.

A number that is too large or too small for a double becomes infinite or loses digits,
and Python says nothing of the second and little of the first. The processor, though,
notes it, and keeps the note until it is cleared. Functions of numpy clear it, too.
"""

import ctypes
import platform
from collections.abc import Callable, Sequence
from functools import partial

# What the notes of an overflow and of an underflow are, by processor (fenv.h).
NOTES = {
    "x86_64": 8 | 16,
    "amd64": 8 | 16,
    "aarch64": 4 | 8,
    "arm64": 4 | 8,
}
# Those of the four that make a result doubtful, no value and division by zero, too.
DOUBTS = {
    "x86_64": 1 | 4 | 8 | 16,
    "amd64": 1 | 4 | 8 | 16,
    "aarch64": 1 | 2 | 4 | 8,
    "arm64": 1 | 2 | 4 | 8,
}
LIBRARIES = (None, "libm.so.6")  # of C: what is loaded already, or by its name


def _access(
    machine: str, libraries: Sequence[str | None]
) -> tuple[Callable[[], int], Callable[[], int]]:
    """Return functions that read and clear the notes.

    Where there is no access, everything counts as noted.
    """
    notes = NOTES.get(machine.lower(), 0)
    for name in libraries if notes else ():
        try:
            library = ctypes.PyDLL(name)  # quicker than CDLL: keeps Python's lock
            return partial(library.fetestexcept, notes), partial(
                library.feclearexcept, notes
            )
        except (OSError, AttributeError, TypeError):
            continue  # Windows knows no library without a name
    return lambda: 1, lambda: 0


has_left_range, clear = _access(platform.machine(), LIBRARIES)
